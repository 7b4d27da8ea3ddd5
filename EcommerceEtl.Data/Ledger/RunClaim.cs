namespace EcommerceEtl.Data.Ledger;

/// <summary>What a run says of itself when it claims its place in the ledger.</summary>
/// <param name="Slot">The due time it stands for (UTC); null for a run by hand.</param>
/// <param name="StartedAt">UTC, by the worker's clock.</param>
/// <param name="WindowFrom">First moment of a backfill's window, UTC; null for a run over everything.</param>
/// <param name="WindowTo">The moment after the window's last, UTC.</param>
public sealed record RunClaim(
    RunTrigger Trigger, DateTime? Slot, DateTime StartedAt, string RulesHash, string WorkerVersion, DateTime? WindowFrom = null,
    DateTime? WindowTo = null);

/// <summary>How a run ended, as the ledger keeps it.</summary>
/// <param name="Outcome">Anything but <see cref="RunOutcome.Running"/>.</param>
/// <param name="FinishedAt">UTC, by the worker's clock.</param>
/// <param name="SnapshotHash">SHA-256 of the snapshot; null if none was complete.</param>
/// <param name="Notes">JSON object with what else is worth knowing.</param>
public sealed record RunResult(
    long RunId, RunOutcome Outcome, DateTime FinishedAt, TimeSpan Extract, TimeSpan Load, string? SnapshotHash, EtlException? Error,
    string Notes);

/// <summary>What the ledger knows of a store's last success.</summary>
/// <param name="SnapshotTime">Time of the snapshot it loaded, UTC; null if its notes lack it.</param>
/// <param name="Complete">False for a backfill, which loads a window only.</param>
/// <param name="Erased">Which list of erased customers it honoured; null if nobody had been erased.</param>
public sealed record LastSuccess(
    long RunId, DateTime? SnapshotTime, string? SnapshotHash, string? RulesHash, string WorkerVersion, bool Complete, string? Erased)
{
    /// <inheritdoc cref="EntityCounts.SkippedByCurrency"/>
    public ImmutableSortedDictionary<string, long> SkippedByCurrency { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <inheritdoc cref="EntityCounts.Differing"/>
    public long Differing { get; init; }
}

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
