using System.Collections.Immutable;
using EcommerceEtl.Data;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>What is known of a run while it runs: enough to report it however it ends.</summary>
internal sealed class RunAttempt(RunRequest request, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private TimeSpan? _claimed;
    private TimeSpan? _extracted;
    private TimeSpan? _loaded;

    public RunRequest Request { get; } = request;

    /// <summary>UTC, to the millisecond: when the run began, after the wait for the store's lock.</summary>
    public DateTime StartedAt { get; private set; } = WholeMilliseconds(clock.GetUtcNow().UtcDateTime);

    public RunTicket? Ticket { get; set; }

    public Snapshot? Snapshot { get; set; }

    public SnapshotCensus? Census { get; set; }

    public SnapshotVerdict Verdict { get; set; } = SnapshotVerdict.Pending;

    public ImmutableArray<string> AcceptedShrink { get; set; } = [];

    private TimeSpan Elapsed => clock.GetElapsedTime(_started);

    private TimeSpan Claim => _claimed ?? Elapsed;

    private TimeSpan Extract => _claimed is null ? TimeSpan.Zero : (_extracted ?? Elapsed) - Claim;

    private TimeSpan Load => _extracted is { } extracted ? (_loaded ?? Elapsed) - extracted : TimeSpan.Zero;

    private TimeSpan Commit => _loaded is { } loaded ? Elapsed - loaded : TimeSpan.Zero;

    /// <summary>The store's lock is taken. A run that waited starts only now: a peer may have loaded a snapshot while it did, and this
    /// one's is newer.</summary>
    public void Locked() => StartedAt = WholeMilliseconds(clock.GetUtcNow().UtcDateTime);

    public void ClaimDone() => _claimed = Elapsed;

    public void ExtractDone() => _extracted = Elapsed;

    public void LoadDone() => _loaded = Elapsed;

    public static RunOutcome OutcomeOf(EtlException error) => error.Code == ErrorCode.Cancelled ? RunOutcome.Cancelled : RunOutcome.Failed;

    /// <summary>The run's end as the ledger keeps it.</summary>
    public RunResult Result(RunOutcome outcome, EtlException? error, RunNotes notes) => new(
        Ticket!.RunId, outcome, clock.GetUtcNow().UtcDateTime, Extract, Load, Snapshot?.Hash,
        error is null ? null : new EtlException(error.Code, SafeText.Escape(error.Message, 2_000)), notes.ToJson());

    /// <param name="holder">Who holds the store's lock; null if nobody does any more.</param>
    public RunSummary Skipped(BlockingSession? holder) => Summary(RunOutcome.Skipped) with
    {
        Remarks = holder is null ? [] : [$"The lock is held by {holder}."],
    };

    public RunSummary Failed(EtlException error) => Summary(OutcomeOf(error)) with { Error = error };

    public RunSummary Succeeded(SnapshotLoadResult loaded) => Summary(RunOutcome.Succeeded) with
    {
        Entities = loaded.Entities,
        Rejected = loaded.Rejected,
        Gaps = loaded.Gaps,
        Remarks =
        [
            .. loaded.Gaps.IsEmpty ? (string[])[] : [$"Missing of the figures: {DataGap.Explain(loaded.Gaps)}."],
            .. AcceptedShrink.Select(shrink => $"Accepted although it shrank: {shrink}."),
            .. Snapshot is { IsProductsOnly: true }
                ? ["Of this snapshot only the products are left: products and prices were loaded, and nothing was removed."]
                : Array.Empty<string>(),
            .. Request.Window is { } window
                ? [$"Backfill of {window}: nothing was removed."]
                : loaded.NothingRemoved.Select(entity => $"No {entity} were removed, since an element had no readable id."),
        ],
    };

    private RunSummary Summary(RunOutcome outcome) => new(Request.Store.Name, Request.Trigger, Ticket?.RunId, outcome, StartedAt, Elapsed)
    {
        Claim = Claim,
        Extract = Extract,
        Load = Load,
        Commit = Commit,
        SnapshotTime = Snapshot?.TakenAt,
    };

    private static DateTime WholeMilliseconds(DateTime time) =>
        new(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
