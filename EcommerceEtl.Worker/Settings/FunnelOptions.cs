namespace EcommerceEtl.Worker.Settings;

/// <summary>Section <c>Funnel</c>: how steps are drawn that a shop does not record.</summary>
public sealed record FunnelOptions
{
    /// <summary>Text that every draw depends on; <c>ecommerce</c> by default.</summary>
    public string Seed { get; init; } = "ecommerce";

    /// <summary>Share of lines that were added to the cart, 0 to 1; 0.6 by default.</summary>
    public double AddToCartRate { get; init; } = 0.6;

    /// <summary>Share of the added lines that were bought, 0 to 1; 0.5 by default.</summary>
    public double PurchaseRate { get; init; } = 0.5;
}
