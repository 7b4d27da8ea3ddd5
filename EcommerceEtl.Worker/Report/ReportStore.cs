using System.Text.Json.Serialization;
using EcommerceEtl.Data;
using Npgsql;

namespace EcommerceEtl.Worker.Report;

/// <summary>A store of the warehouse, also one that the settings no longer name.</summary>
/// <param name="TimeZone">IANA name of the zone in which its days are counted.</param>
/// <param name="ViewOrigin">Where its views come from: <c>observed</c>, <c>derived</c>, <c>simulated</c> or <c>none</c>.</param>
/// <param name="CartOrigin">The same of adding to the cart.</param>
/// <param name="PurchaseOrigin">The same of purchases.</param>
/// <param name="OpenCarts">Which carts that are no orders it tells of: <c>all</c>, <c>checkouts</c> or <c>none</c>.</param>
/// <param name="FirstDay">The first day that holds a cart; null if none does.</param>
/// <param name="LastDay">The last one.</param>
/// <param name="WholeSince">The first day of which everything is held, while older history is still to be read; null if all is.</param>
internal sealed record ReportStore(
    string Store, string Currency, string TimeZone, string ViewOrigin, string CartOrigin, string PurchaseOrigin, string OpenCarts,
    DateOnly? FirstDay, DateOnly? LastDay, DateOnly? WholeSince = null)
{
    /// <summary>What conversion is a share of where the shop tells of no other open carts.</summary>
    public const string Checkouts = "checkouts";

    private const string Simulated = "simulated";

    /// <summary>What is missing of its figures, above 1 %.</summary>
    public ImmutableArray<DataGap> Missing { get; init; } = [];

    /// <summary>True if some step is drawn at a rate.</summary>
    public bool IsSimulated => ViewOrigin == Simulated || CartOrigin == Simulated || PurchaseOrigin == Simulated;

    /// <summary>True if the shop states its orders; their origin says so in JSON.</summary>
    [JsonIgnore]
    public bool StatesOrders => PurchaseOrigin == "observed";

    /// <summary>What its conversion is a share of; null where every session is an order, so that there is no such share.</summary>
    [JsonIgnore]
    public string? ConversionOf =>
        OpenCarts == "none" ? null : ViewOrigin != "none" ? "viewed carts" : OpenCarts == "checkouts" ? Checkouts : "filled carts";

    /// <summary>All stores, by name.</summary>
    public static async Task<IReadOnlyList<ReportStore>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stores = await connection.Sql(EmbeddedSql.Read(typeof(ReportStore).Assembly, "Report/stores.sql")).RowsAsync(
            row => new ReportStore(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                row.GetString(6), Day(row, 7), Day(row, 8), Day(row, 9)),
            cancellationToken);
        List<ReportStore> complete = [];
        foreach (var store in stores)
            complete.Add(store with { Missing = await DataGap.OfStoreAsync(connection, store.Store, cancellationToken) });
        return complete;

        static DateOnly? Day(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
    }
}
