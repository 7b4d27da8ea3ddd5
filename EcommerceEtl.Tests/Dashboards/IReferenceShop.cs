namespace EcommerceEtl.Tests.Dashboards;

/// <summary>A shop whose figures are worked out beside the board's.</summary>
internal interface IReferenceShop
{
    string Name { get; }

    /// <summary>IANA name of its time zone.</summary>
    string Zone { get; }

    string Currency { get; }

    /// <summary>True if it states orders and knows no views; else views are derived and purchases simulated.</summary>
    bool StatesOrders { get; }
}
