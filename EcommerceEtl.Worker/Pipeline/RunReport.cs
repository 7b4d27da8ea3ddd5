using System.Text.Json.Serialization;

using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Says how a run ended, from the stage that it reached: to the ledger, and to whoever asked for the run.</summary>
internal static class RunReport
{
    /// <summary>How a run that failed with this error ended.</summary>
    public static RunOutcome OutcomeOf(EtlException error) => error.Code == ErrorCode.Cancelled ? RunOutcome.Cancelled : RunOutcome.Failed;

    /// <summary>The run's end as the ledger keeps it.</summary>
    public static RunResult Result(Claimed claim, Stage reached, RunOutcome outcome, EtlException? error, RunNotes notes) => new(
        claim.Number, outcome, claim.Start.Clock.GetUtcNow().UtcDateTime, reached.Times.Extract, reached.Times.Load, reached.Taken?.Hash,
        error is null ? null : new EtlException(error.Code, SafeText.Escape(error.Message, 2_000)), notes.ToJson());

    /// <param name="holder">Who holds the store's lock; null if nobody does any more.</param>
    public static RunSummary Skipped(Begun begun, BlockingSession? holder) => Summary(begun, RunOutcome.Skipped) with
    {
        Remarks = holder is null ? [] : [$"The lock is held by {holder}."],
    };

    public static RunSummary Failed(Stage reached, EtlException error) => Summary(reached, OutcomeOf(error)) with { Error = error };

    public static RunSummary Succeeded(Loaded loaded, Stage reached)
    {
        var (request, snapshot) = (loaded.Start.Request, loaded.Accept.Snapshot);
        return Summary(reached, RunOutcome.Succeeded) with
        {
            Entities = loaded.Entities,
            IsFilling = request.Replay is null && snapshot.Find(Entity.Carts)?.Changes is { IsWhole: false },
            Gaps = loaded.Gaps,
            Remarks =
            [
                .. loaded.Gaps.IsEmpty ? (string[])[] : [$"Missing of the figures: {DataGap.Explain(loaded.Gaps)}."],
                .. MoneyRemarks(loaded.Entities),
                .. loaded.Accept.Shrink.Select(shrink => $"Accepted although it shrank: {shrink}."),
                .. snapshot.IsProductsOnly
                    ? ["Of this snapshot only the products are left: products and prices were loaded, and nothing was removed."]
                    : Array.Empty<string>(),
                .. HistoryRemarks(snapshot, request.Window),
                .. request.Window is { } window && snapshot.IsWindow
                    ? [$"Backfill of {window}: nothing was removed."]
                    : NothingRemoved(loaded).Select(entity => $"No {entity} were removed, since an element had no readable id."),
            ],
        };
    }

    private static IEnumerable<string> HistoryRemarks(Snapshot snapshot, ExtractWindow? window)
    {
        if (snapshot.Find(Entity.Carts)?.Changes is not { } changes)
            yield break;
        if (window is not null)
            yield return changes.Months.Any(month => month.Cut is { Rows: > 0 } cut && cut.Days == window.ToString())
                ? $"Backfill of {window}: the time ran out before all of it had been read; ask for the same days again, and it goes on."
                : $"Backfill of {window}: the months of these days were read in full, as far as they are held.";
        if (changes is { IsWhole: false, Since: var since })
            yield return since == DateTime.MaxValue ? "The shop's history is being filled; none of it is held yet."
                : $"The shop's history is being filled; carts are complete since {since:yyyy-MM-dd} (UTC).";
    }

    private static IEnumerable<string> MoneyRemarks(ImmutableArray<EntityCounts> entities)
    {
        foreach (var (currency, orders) in entities.SelectMany(counts => counts.SkippedByCurrency))
            yield return $"Skipped {Counted.Of(orders, "order")} in {currency}: the store's currency is another one. Configure a second "
                + "store for them.";
        foreach (var differing in entities.Select(counts => counts.Differing).Where(differing => differing > 0))
            yield return $"Of {Counted.Of(differing, "order")} the shop states another total than their sales and returns add up to "
                + "(orders.difference).";
    }

    /// <summary>Names of the entities of which nothing was removed although the snapshot might lack some.</summary>
    public static ImmutableArray<string> NothingRemoved(Loaded loaded) =>
        [.. loaded.Entities.Where(counts => counts.NothingRemoved).Select(counts => SnakeCase.Of(counts.Entity))];

    private static RunSummary Summary(Stage reached, RunOutcome outcome)
    {
        var start = reached.Start;
        return new RunSummary(
            start.Request.Store.Name, start.Request.Trigger, reached.RunId, outcome, start.StartedAt, start.Elapsed, reached.Times)
        {
            SnapshotTime = reached.Taken?.TakenAt,
        };
    }
}

/// <summary>The <c>notes</c> of a ledger row: what the columns have no place for.</summary>
public sealed record RunNotes
{
    /// <summary>Time of the snapshot, UTC: what orders snapshots, whatever run loads them.</summary>
    public DateTime? SnapshotTime { get; init; }

    /// <summary>Counts that were accepted by hand although they had shrunk.</summary>
    public ImmutableArray<string>? AcceptedShrink { get; init; }

    /// <summary>True if another shop was accepted by hand under the store's name.</summary>
    public bool? AcceptedStoreChange { get; init; }

    /// <summary>Entities of which nothing was removed, since an element had no readable key or only a window was read.</summary>
    public ImmutableArray<string>? NothingRemoved { get; init; }

    /// <summary>Which list of erased customers it honoured; null if nobody had been erased.</summary>
    public string? Erased { get; init; }

    /// <summary>Skipped orders in another currency than the store's, by currency; null if there were none.</summary>
    public ImmutableSortedDictionary<string, long>? SkippedByCurrency { get; init; }

    /// <summary>Sales of which the shop states another total than their rows add up to; null if there were none.</summary>
    public long? Differing { get; init; }

    /// <summary>For a replay: the run that landed the snapshot.</summary>
    public long? ReplayedRun { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, NotesJson.Default.RunNotes);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunNotes))]
internal sealed partial class NotesJson : JsonSerializerContext;
