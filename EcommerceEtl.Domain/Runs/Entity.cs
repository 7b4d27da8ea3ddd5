namespace EcommerceEtl.Domain.Runs;

/// <summary>What is extracted from a shop. Written in lower case in tables, folders and labels. The order is the order of
/// loading.</summary>
public enum Entity
{
    Products,
    Customers,
    Carts,
}
