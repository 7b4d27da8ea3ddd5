using System.Collections.Immutable;
using EcommerceEtl.Data.Totals;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>What a run would have done.</summary>
/// <param name="Run">Its counts, or why it would have failed.</param>
/// <param name="Days">The days whose figures would have changed, the latest first.</param>
public sealed record DryRunSummary(RunSummary Run, ImmutableArray<DayChange> Days);

/// <summary>A day's figures before and after.</summary>
/// <param name="Day">The day in the store's zone.</param>
/// <param name="Before">As they are.</param>
/// <param name="After">As they would be.</param>
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
