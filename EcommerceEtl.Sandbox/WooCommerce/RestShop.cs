using System.Text.Json.Nodes;

namespace EcommerceEtl.Sandbox.WooCommerce;

/// <summary>What a shop has at a moment, as lists of WooCommerce's REST API.</summary>
/// <param name="Refunds">Of all orders; a row's parent is the order.</param>
public sealed record RestShop(
    IReadOnlyList<RestRow> Orders, IReadOnlyList<RestRow> Refunds, IReadOnlyList<RestRow> Products, IReadOnlyList<RestRow> Customers);

/// <summary>A row of a list.</summary>
/// <param name="Created">By which it is sorted and filtered (UTC, whole seconds).</param>
/// <param name="Modified">The same for the time of its last change.</param>
/// <param name="Status">Of an order; others have none.</param>
/// <param name="Json">Makes its JSON; it is called for rows that are sent alone.</param>
public sealed record RestRow(long Id, DateTime Created, DateTime Modified, string Status, Func<JsonObject> Json)
{
    /// <summary>The order of a refund.</summary>
    public long Parent { get; init; }
}

/// <summary>What real shops of WooCommerce do that its documentation does not say. None of it is on by default.</summary>
public sealed record Quirks
{
    /// <summary>Orders do not name their refunds.</summary>
    public bool OrdersWithoutRefunds { get; init; }

    /// <summary>There is no list of refunds, as before version 9.0.</summary>
    public bool NoRefundList { get; init; }

    /// <summary>A refund does not change its order's time of change, as where PayPal tells of it.</summary>
    public bool SilentRefunds { get; init; }

    /// <summary>An edited line does not change its order's time of change.</summary>
    public bool SilentEdits { get; init; }

    /// <summary>Every third order, and all that happens to it, shows so many seconds after its time, as where a transaction ends after
    /// later ones; 0 for none.</summary>
    public int LateSeconds { get; init; }

    /// <summary>Each row whose number can be divided by this cannot be read by the shop, and pages are shorter by as many; 0 for none.
    /// </summary>
    public int UnreadableRows { get; init; }

    /// <summary>A page of more rows than this is answered with 503; 0 for no bound.</summary>
    public int MostRows { get; init; }

    /// <summary>Filters are not looked at, as by a cache that knows no queries.</summary>
    public bool IgnoresFilters { get; init; }

    /// <summary>The headers with totals are taken away.</summary>
    public bool WithoutTotals { get; init; }

    /// <summary>The header with the key is taken away, so that only a key in the address is seen.</summary>
    public bool WithoutAuthorization { get; init; }
}
