using EcommerceEtl.Data.Tables;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>How far a run has come. Each stage is immutable and holds the one before, so that a stage that has not happened cannot be asked
/// for. <see cref="EtlRun"/> describes what happens on the way from one to the next.</summary>
internal abstract record Stage
{
    /// <summary>What was known before anything happened.</summary>
    public virtual Begun Start => Before.Start;

    /// <summary>The time since the beginning at which each finished phase ended: claim, extract, load.</summary>
    public virtual ImmutableArray<TimeSpan> PhaseEnds => Before.PhaseEnds;

    /// <summary>The run's place in the ledger; null before it has one.</summary>
    public virtual Claimed? InLedger => Before.InLedger;

    /// <summary>The run's number in the ledger; null before it stands there.</summary>
    public long? RunId => InLedger?.Number;

    /// <summary>The snapshot that the run loads; null before there is one.</summary>
    public virtual Snapshot? Taken => Before.Taken;

    /// <summary>The stage before this one; of the first one itself.</summary>
    protected abstract Stage Before { get; }

    /// <summary>How long each phase took or has taken so far; zero for one that has not begun.</summary>
    public PhaseTimes Times
    {
        get
        {
            var (ends, now) = (PhaseEnds, Start.Elapsed);
            return new PhaseTimes(EndOf(0), EndOf(1) - EndOf(0), EndOf(2) - EndOf(1), now - EndOf(2));

            TimeSpan EndOf(int phase) => phase < ends.Length ? ends[phase] : now;
        }
    }
}

/// <summary>How long the phases of a run took.</summary>
/// <param name="Claim">Until it stood in the ledger, the wait for the store's lock included.</param>
/// <param name="Extract">Until the snapshot was landed.</param>
/// <param name="Load">Until everything was written.</param>
/// <param name="Commit">The rest.</param>
public readonly record struct PhaseTimes(TimeSpan Claim, TimeSpan Extract, TimeSpan Load, TimeSpan Commit);

/// <summary>A run that was asked for and holds no lock yet.</summary>
internal sealed record Begun(RunRequest Request, TimeProvider Clock) : Stage
{
    private readonly long _timestamp = Clock.GetTimestamp();

    /// <summary>When the run began, after the wait for the store's lock: UTC, whole milliseconds. While it waited, another run may have
    /// loaded a snapshot, and this run's is newer than that one.</summary>
    public DateTime StartedAt { get; private init; } = ValueLimits.ToMillisecond(Clock.GetUtcNow().UtcDateTime);

    /// <summary>Time since the run was asked for.</summary>
    public TimeSpan Elapsed => Clock.GetElapsedTime(_timestamp);

    public override Begun Start => this;

    public override ImmutableArray<TimeSpan> PhaseEnds => [];

    public override Claimed? InLedger => null;

    public override Snapshot? Taken => null;

    protected override Stage Before => this;

    /// <summary>The same at the moment when the store's lock was taken.</summary>
    public Begun AfterTheWait() => this with { StartedAt = ValueLimits.ToMillisecond(Clock.GetUtcNow().UtcDateTime) };
}

/// <summary>Stage 1: the run holds its store's lock and stands in the ledger as running.</summary>
/// <param name="Session">The session that holds the lock and will write.</param>
internal sealed record Claimed(
    Begun Start, long Number, StoreRow Known, StoreIdentity Identity, StoreSession Session, RunLedger Ledger, IShopSource Source,
    FunnelRules Rules) : Stage
{
    private readonly TimeSpan _reached = Start.Elapsed;

    public override Begun Start { get; } = Start;

    public override ImmutableArray<TimeSpan> PhaseEnds => [_reached];

    public override Claimed InLedger => this;

    protected override Stage Before => Start;

    public RunRequest Request => Start.Request;

    public short StoreId => Known.StoreId;

    /// <summary>The store's erased customers, whom the run leaves out.</summary>
    public ErasedCustomers Erased { get; init; } = ErasedCustomers.None;
}

/// <summary>Stage 2: a snapshot of the shop lies in the landing zone.</summary>
/// <param name="Snapshot">What was taken from the shop, or landed by an earlier run.</param>
internal sealed record Extracted(Claimed Claim, Snapshot Snapshot, LandingZone Landing) : Stage
{
    private readonly TimeSpan _reached = Claim.Start.Elapsed;

    public override ImmutableArray<TimeSpan> PhaseEnds => [.. Claim.PhaseEnds, _reached];

    public override Snapshot? Taken => Snapshot;

    protected override Stage Before => Claim;

    /// <summary>How the snapshot's elements are mapped.</summary>
    public MappingContext Mapping => new(Snapshot.TakenAt, Claim.Rules.TimeZone);
}

/// <summary>Stage 3: the snapshot may be loaded.</summary>
/// <param name="Difference">In what it differs from what the warehouse holds.</param>
/// <param name="Shrink">What was accepted although so much of it is gone, a text each.</param>
internal sealed record Accepted(
    Extracted Extract, SnapshotCounts Counts, SnapshotDifference Difference, ImmutableArray<string> Shrink) : Stage
{
    public Claimed Claim => Extract.Claim;

    public Snapshot Snapshot => Extract.Snapshot;

    protected override Stage Before => Extract;
}

/// <summary>Stage 4: everything is written in a transaction that is still open.</summary>
/// <param name="Entities">What the load did, an entity each, in the order of loading.</param>
/// <param name="Gaps">What is missing of the figures, above 1 %.</param>
internal sealed record Loaded(Accepted Accept, ImmutableArray<EntityCounts> Entities, ImmutableArray<DataGap> Gaps) : Stage
{
    private readonly TimeSpan _reached = Accept.Start.Elapsed;

    public override ImmutableArray<TimeSpan> PhaseEnds => [.. Accept.PhaseEnds, _reached];

    protected override Stage Before => Accept;
}

/// <summary>Stage 5: rows and the ledger's success are durable together.</summary>
internal sealed record Committed(Loaded Load) : Stage
{
    protected override Stage Before => Load;
}
