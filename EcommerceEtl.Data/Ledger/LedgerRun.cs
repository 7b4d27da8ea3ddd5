using Npgsql;

namespace EcommerceEtl.Data.Ledger;

/// <summary>A run as the ledger shows it; times are UTC, outcome, trigger and code in snake case.</summary>
public sealed record LedgerRun(
    long RunId, string Store, string Trigger, string Outcome, DateTime? Slot, DateTime StartedAt, DateTime? FinishedAt, string? ErrorCode,
    string? Error)
{
    /// <summary>The last runs of all stores, newest first.</summary>
    public static async Task<IReadOnlyList<LedgerRun>> ReadLastAsync(
        NpgsqlConnection connection, int count, CancellationToken cancellationToken)
    {
        List<LedgerRun> runs = [];
        await using var command =
            new NpgsqlCommand(EmbeddedSql.Statement("Ledger/last_runs"), connection) { Parameters = { new() { Value = count } } };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            runs.Add(new LedgerRun(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null
                    : row.GetDateTime(4), row.GetDateTime(5),
                row.IsDBNull(6) ? null : row.GetDateTime(6), row.IsDBNull(7) ? null : row.GetString(7), row.IsDBNull(8) ? null
                    : row.GetString(8)));
        }
        return runs;
    }
}
