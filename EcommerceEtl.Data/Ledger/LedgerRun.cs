namespace EcommerceEtl.Data.Ledger;

/// <summary>A run as the ledger shows it; times are UTC, outcome, trigger and code in snake case.</summary>
public sealed record LedgerRun(
    long RunId, string Store, string Trigger, string Outcome, DateTime? Slot, DateTime StartedAt, DateTime? FinishedAt, string? ErrorCode,
    string? Error)
{
    public static Task<ImmutableArray<LedgerRun>> ReadLastAsync(
        NpgsqlConnection connection, int count, CancellationToken cancellationToken) =>
        connection.Command("Ledger/last_runs", count).RowsAsync(
            row => new LedgerRun(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4), row.GetDateTime(5), row.Time(6),
                row.Text(7), row.Text(8)),
            cancellationToken);
}
