namespace EcommerceEtl.Data.Explain;

/// <summary>A store as the warehouse knows it, as far as explanations need it.</summary>
public sealed record StoreFacts(
    short StoreId, string Name, string Kind, string Address, string Currency, string TimeZone, StepOrigins Origins)
{
    /// <summary>The store of a name; null if the warehouse does not know it.</summary>
    public static async Task<StoreFacts?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        (await connection.Command("Explain/store", name).RowsAsync(
            row => new StoreFacts(
                row.GetInt16(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                new StepOrigins(Origin(row, 6), Origin(row, 7), Origin(row, 8))),
            cancellationToken)).SingleOrDefault();

    private static StepOrigin Origin(NpgsqlDataReader row, int column) => SnakeCase.Parse<StepOrigin>(row.GetString(column));
}

/// <summary>A run that wrote a row.</summary>
/// <param name="SnapshotTime">Time of the snapshot that it loaded, UTC; null where the ledger does not say.</param>
/// <param name="RulesHash">The rules it worked by (<see cref="FunnelRules.Hash"/>).</param>
public sealed record RunFacts(long RunId, string? Trigger, DateTime? StartedAt, DateTime? SnapshotTime, string? RulesHash);

/// <summary>The row of a cart.</summary>
/// <param name="SourceId">The shop's id where its ids are texts.</param>
/// <param name="City">City of the order, else of the customer; null where there is neither.</param>
public sealed record CartFacts(
    long CartId, string? SourceId, long? UserId, string? City, DateTime PlacedAt, DateOnly Day, bool Viewed, bool Carted, bool Purchased,
    int Lines, decimal GrossValue, decimal Units, decimal Revenue, RunFacts Run)
{
    /// <summary>The id as the shop writes it.</summary>
    public string Id => SourceId ?? CartId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The cart of the first key that is one; null if none is.</summary>
    public static async Task<CartFacts?> FindAsync(
        NpgsqlConnection connection, short store, long[] keys, CancellationToken cancellationToken) =>
        (await connection.Command("Explain/cart", store, keys).RowsAsync(
            row => new CartFacts(
                row.GetInt64(0), row.Text(1), row.Number(2), row.Text(3), row.GetDateTime(4), row.GetFieldValue<DateOnly>(5),
                row.GetBoolean(6), row.GetBoolean(7), row.GetBoolean(8), row.GetInt32(9), row.GetDecimal(10), row.GetDecimal(11),
                row.GetDecimal(12), new RunFacts(row.GetInt64(13), row.Text(14), row.Time(15), row.Time(16), row.Text(17))),
            cancellationToken)).SingleOrDefault();
}

/// <summary>A line of a cart.</summary>
/// <param name="ProductText">The shop's id of the product where its ids are texts and the product is listed.</param>
/// <param name="Title">Null where the product was never listed.</param>
/// <param name="PriceInForce">Price of the product that was in force at the cart's time; null where it has none.</param>
/// <param name="InForceSince">Since when, UTC; null where it is the first price that was ever seen, which counts since for ever.</param>
public sealed record LineFacts(
    short LineNo, long? ProductId, string? ProductText, string? Title, decimal Quantity, decimal? UnitPrice, DateTime? ViewedAt,
    DateTime? CartedAt, DateTime? PurchasedAt, decimal? PriceInForce, DateTime? InForceSince)
{
    /// <summary>The lines of a cart in their order.</summary>
    public static async Task<ImmutableArray<LineFacts>> ReadAsync(
        NpgsqlConnection connection, short store, long cart, CancellationToken cancellationToken) =>
        await connection.Command("Explain/lines", store, cart).RowsAsync(
            row => new LineFacts(
                row.GetInt16(0), row.Number(1), row.Text(2), row.Text(3), row.GetDecimal(4), row.Amount(5), row.Time(6), row.Time(7),
                row.Time(8), row.Amount(9), row.Time(10)),
            cancellationToken);
}

/// <summary>The order of a cart.</summary>
/// <inheritdoc cref="Domain.Orders.Order"/>
public sealed record OrderFacts(
    string? Number, string State, string ShopStatus, DateTime? PlacedAt, DateOnly? Day, string? City, DateTime? CancelledAt,
    DateTime UpdatedAt, decimal? StatedTotal, decimal Difference)
{
    /// <summary>The order of a cart; null where it has none.</summary>
    public static async Task<OrderFacts?> FindAsync(
        NpgsqlConnection connection, short store, long cart, CancellationToken cancellationToken) =>
        (await connection.Command("Explain/order", store, cart).RowsAsync(
            row => new OrderFacts(
                row.Text(0), row.GetString(1), row.GetString(2), row.Time(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
                row.Text(5), row.Time(6), row.GetDateTime(7), row.Amount(8), row.GetDecimal(9)),
            cancellationToken)).SingleOrDefault();
}

/// <summary>A cart in the quarantine.</summary>
public sealed record QuarantineFacts(
    string RecordKey, string Reason, string Path, string Status, DateTime FirstSeenAt, DateTime LastSeenAt, long RunId)
{
    /// <summary>The record of the first id that has one which is not resolved; null if none has.</summary>
    public static async Task<QuarantineFacts?> FindAsync(
        NpgsqlConnection connection, short store, string[] ids, CancellationToken cancellationToken) =>
        (await connection.Command("Explain/quarantined", store, ids).RowsAsync(
            row => new QuarantineFacts(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetDateTime(4), row.GetDateTime(5),
                row.GetInt64(6)),
            cancellationToken)).FirstOrDefault();
}

/// <summary>A change that a run made to the figures of a final day.</summary>
public sealed record RestatementFacts(
    DateOnly Day, long RunId, string Trigger, DateTime StartedAt, string Cause, long OrdersBefore, long OrdersAfter,
    decimal RevenueBefore, decimal RevenueAfter, long? SessionsBefore, long? SessionsAfter)
{
    /// <summary>The restatements of days in the order of days and runs.</summary>
    public static async Task<ImmutableArray<RestatementFacts>> ReadAsync(
        NpgsqlConnection connection, short store, DateOnly[] days, CancellationToken cancellationToken) =>
        await connection.Command("Explain/restatements", store, days).RowsAsync(
            row => new RestatementFacts(
                row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetString(2), row.GetDateTime(3), row.GetString(4), row.GetInt64(5),
                row.GetInt64(6), row.GetDecimal(7), row.GetDecimal(8), row.Number(9), row.Number(10)),
            cancellationToken);
}

/// <summary>Values of a row that may be NULL.</summary>
internal static class NullableColumns
{
    public static long? Number(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static decimal? Amount(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);
}
