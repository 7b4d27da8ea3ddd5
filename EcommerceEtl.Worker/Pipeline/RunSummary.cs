using EcommerceEtl.Data.Totals;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>How a run ended: what is logged, counted and printed of it.</summary>
/// <param name="RunId">Its number in the ledger; null if it never got one.</param>
/// <param name="StartedAt">UTC.</param>
public sealed record RunSummary(
    string Store, RunTrigger Trigger, long? RunId, RunOutcome Outcome, DateTime StartedAt, TimeSpan Duration, PhaseTimes Times)
{
    /// <summary>Counts an entity in the order of loading; empty unless it succeeded.</summary>
    public ImmutableArray<EntityCounts> Entities { get; init; } = [];

    /// <summary>The counts of an entity; only of a run that succeeded.</summary>
    public EntityCounts this[Entity entity] => Entities.Single(counts => counts.Entity == entity);

    public EtlException? Error { get; init; }

    /// <summary>True if it failed because no session with the database could be had, for an understood reason.</summary>
    public bool HadNoSession { get; init; }

    /// <summary>True if it succeeded and left a part of the shop's history to be read.</summary>
    public bool IsFilling { get; init; }

    /// <summary>Time of the snapshot it loaded, UTC; null if there was none.</summary>
    public DateTime? SnapshotTime { get; init; }

    /// <summary>What is missing of its figures, above 1 %; empty unless it succeeded.</summary>
    public ImmutableArray<DataGap> Gaps { get; init; } = [];

    /// <summary>What else the operator should know, one sentence each.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];
}

/// <summary>What a run would have done.</summary>
/// <param name="Run">Its counts, or why it would have failed.</param>
/// <param name="Days">The days whose figures would have changed, the latest first.</param>
public sealed record DryRunSummary(RunSummary Run, ImmutableArray<DayChange> Days);

/// <summary>A day's figures before and after.</summary>
public sealed record DayChange(DateOnly Day, DayTotal Before, DayTotal After)
{
    /// <summary>The days that differ, the latest first; a day without carts has zeros.</summary>
    public static ImmutableArray<DayChange> Between(
        ImmutableDictionary<DateOnly, DayTotal> before, ImmutableDictionary<DateOnly, DayTotal> after) =>
    [
        .. before.Keys.Union(after.Keys)
            .Select(day => new DayChange(day, before.GetValueOrDefault(day), after.GetValueOrDefault(day)))
            .Where(change => change.Before != change.After)
            .OrderByDescending(change => change.Day),
    ];
}
