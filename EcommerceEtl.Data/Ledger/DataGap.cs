namespace EcommerceEtl.Data.Ledger;

/// <summary>A part of what the shop sent that is missing of the figures, and more than 1 % of it; the function <c>run_gaps</c> defines
/// it.</summary>
/// <param name="Entity"><c>products</c>, <c>customers</c>, <c>carts</c>, or the <c>lines</c> of carts.</param>
/// <param name="Gap"><c>rejected</c>, or <c>unpriced</c> for lines without a price.</param>
/// <param name="Missing">Records that were rejected; lines without a price.</param>
/// <param name="Total">Of how many: accepted and rejected records; lines in the warehouse.</param>
/// <param name="Share"><paramref name="Missing"/> of <paramref name="Total"/>, 0 to 1, six decimals.</param>
/// <param name="Says">The same in words, such as <c>2.5 % of the carts were rejected</c>.</param>
public sealed record DataGap(string Entity, string Gap, long Missing, long Total, decimal Share, string Says)
{
    /// <summary>The gaps of one run; its counts may stand in a transaction that is still open on the connection.</summary>
    public static Task<ImmutableArray<DataGap>> OfRunAsync(NpgsqlConnection connection, long runId, CancellationToken cancellationToken) =>
        ReadAsync(connection, "Ledger/run_gaps", runId, cancellationToken);

    /// <summary>The gaps of a store's last success over everything; none of a store that the warehouse does not know.</summary>
    public static Task<ImmutableArray<DataGap>> OfStoreAsync(
        NpgsqlConnection connection, string store, CancellationToken cancellationToken) =>
        ReadAsync(connection, "Ledger/store_gaps", store, cancellationToken);

    /// <summary>Several in one sentence, without its full stop.</summary>
    public static string Join(IEnumerable<DataGap> gaps) => string.Join("; ", gaps.Select(gap => gap.Says));

    /// <summary>The same with where to look, where there is something to be seen.</summary>
    public static string Explain(IReadOnlyCollection<DataGap> gaps) =>
        Join(gaps) + (gaps.Any(gap => gap.Gap == "rejected") ? "; `quarantine list` shows what was rejected" : "");

    private static Task<ImmutableArray<DataGap>> ReadAsync(
        NpgsqlConnection connection, string statement, object key, CancellationToken cancellationToken) =>
        connection.Command(statement, key).RowsAsync(
            row => new DataGap(
                row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetDecimal(4), row.GetString(5)),
            cancellationToken);
}
