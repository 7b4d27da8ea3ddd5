namespace EcommerceEtl.Data.Ledger;

/// <summary>What a run says of itself when it claims its place in the ledger.</summary>
/// <param name="Slot">The due time it stands for (UTC); null for a run by hand.</param>
/// <param name="StartedAt">UTC, by the worker's clock.</param>
/// <param name="RulesHash">Fingerprint of the rules it works by.</param>
public sealed record RunClaim(RunTrigger Trigger, DateTime? Slot, DateTime StartedAt, string RulesHash, string WorkerVersion)
{
    /// <summary>First moment of a backfill's window, UTC; null for a run over everything.</summary>
    public DateTime? WindowFrom { get; init; }

    /// <summary>The moment after the window's last, UTC.</summary>
    public DateTime? WindowTo { get; init; }
}

/// <summary>How a run ended, as the ledger keeps it.</summary>
/// <param name="Outcome">Anything but <see cref="RunOutcome.Running"/>.</param>
/// <param name="FinishedAt">UTC, by the worker's clock.</param>
/// <param name="Extract">Time spent on extracting.</param>
/// <param name="Load">Time spent on loading.</param>
/// <param name="SnapshotHash">SHA-256 of the snapshot; null if none was complete.</param>
/// <param name="Notes">JSON object with what else is worth knowing.</param>
public sealed record RunResult(
    long RunId, RunOutcome Outcome, DateTime FinishedAt, TimeSpan Extract, TimeSpan Load, string? SnapshotHash, EtlException? Error,
    string Notes);

/// <summary>What the ledger knows of a store's last success.</summary>
/// <param name="SnapshotTime">Time of the snapshot it loaded, UTC; null if its notes lack it.</param>
/// <param name="SnapshotHash">What that snapshot held.</param>
/// <param name="RulesHash">The rules it was loaded by.</param>
/// <param name="Complete">False for a backfill, which loads a window only.</param>
public sealed record LastSuccess(
    long RunId, DateTime? SnapshotTime, string? SnapshotHash, string? RulesHash, string WorkerVersion, bool Complete)
{
    /// <summary>Which list of erased customers it honoured; null if nobody had been erased.</summary>
    public string? Erased { get; init; }
}

/// <summary>A slot that was given up because another run held the store's lock for the whole wait.</summary>
public static class SkippedSlot
{
    /// <summary>Writes the row, once a slot; a store that the warehouse does not know yet has none.</summary>
    public static Task<long> WriteAsync(
        StoreSession session, string store, RunTrigger trigger, DateTime slot, DateTime startedAt, DateTime finishedAt,
        string workerVersion,
        CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "Ledger/insert_skipped", cancellationToken, store, SnakeCase.Of(trigger), slot, startedAt, finishedAt, workerVersion);
}
