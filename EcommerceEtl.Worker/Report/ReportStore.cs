using System.Text.Json.Serialization;
using EcommerceEtl.Data;
using Npgsql;

namespace EcommerceEtl.Worker.Report;

/// <summary>A store of the warehouse, also one that the settings no longer name.</summary>
/// <param name="TimeZone">IANA name of the zone in which its days are counted.</param>
/// <param name="ViewOrigin">Where its views come from: <c>observed</c>, <c>derived</c>, <c>simulated</c> or <c>none</c>.</param>
/// <param name="CartOrigin">The same of adding to the cart.</param>
/// <param name="PurchaseOrigin">The same of purchases.</param>
/// <param name="FirstDay">The first day that holds a cart; null if none does.</param>
/// <param name="LastDay">The last one.</param>
internal sealed record ReportStore(
    string Store, string Currency, string TimeZone, string ViewOrigin, string CartOrigin, string PurchaseOrigin, DateOnly? FirstDay,
    DateOnly? LastDay)
{
    private const string Simulated = "simulated";

    /// <summary>What is missing of its figures, above 1 %.</summary>
    public ImmutableArray<DataGap> Missing { get; init; } = [];

    /// <summary>True if some step is drawn at a rate.</summary>
    public bool IsSimulated => ViewOrigin == Simulated || CartOrigin == Simulated || PurchaseOrigin == Simulated;

    /// <summary>True if the shop states its orders; their origin says so in JSON.</summary>
    [JsonIgnore]
    public bool StatesOrders => PurchaseOrigin == "observed";

    /// <summary>All stores, by name.</summary>
    public static async Task<IReadOnlyList<ReportStore>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stores = await connection.Sql(EmbeddedSql.Read(typeof(ReportStore).Assembly, "Report/stores.sql")).RowsAsync(
            row => new ReportStore(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7)),
            cancellationToken);
        List<ReportStore> complete = [];
        foreach (var store in stores)
            complete.Add(store with { Missing = await DataGap.OfStoreAsync(connection, store.Store, cancellationToken) });
        return complete;
    }
}
