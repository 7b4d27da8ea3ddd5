using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>
/// Reads what became of a shop's carts since the last accepted snapshot, and merges it into what that snapshot holds. The result is again
/// all that the shop has, or all since a month while its history is being filled.
/// <list type="number">
/// <item>Count: one request tells the shop's clock and how many carts it has.</item>
/// <item>Pass: everything that the shop says has changed since the last pass (<see cref="ChangePassReader"/>).</item>
/// <item>Comparison: months whose count differs, and each night all of them, are compared with the shop's list
/// (<see cref="MonthComparison"/>); nothing else removes a cart.</item>
/// <item>Fill: months that are not held yet are read whole, the latest first (<see cref="HistoryFill"/>).</item>
/// </list>
/// Each step keeps what it has read (<see cref="ChangeLanding"/>), so that a run that is killed, fails or runs out of time costs a page.
/// </summary>
internal sealed class ChangeReading(ChangeLanding landing, IChangeFeed feed, ReadingTime time)
{
    /// <summary>Reads as far as there is time.</summary>
    /// <exception cref="EtlException">The shop or the landing zone failed; what was read so far is kept for the next run.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        // :: Step 1: Count
        var since = landing.State?.Since;
        var first = await feed.CreatedAsync(
            since == DateTime.MaxValue ? null : since, null, 0, 1, whole: false, cancellationToken);
        landing.Begin(first.ShopTime);

        // :: Step 2: Pass
        var whole = await new ChangePassReader(landing, feed, time.IsLeft).ReadAsync(cancellationToken);

        // :: Step 3: Comparison
        if (whole && landing.State!.Since != DateTime.MaxValue)
        {
            landing.Change(state => state with { SourceCount = first.Total });
            var comparison = new MonthComparison(landing, feed, time.IsLeft);
            await comparison.CompareByCountsAsync(first.Total, cancellationToken);
            await comparison.CompareNightlyAsync(first.Total, cancellationToken);
        }

        // :: Step 4: Fill
        await new HistoryFill(landing, feed, time).ReadAsync(cancellationToken);
        landing.Merge();
    }
}

/// <summary>How much of a run's time a reading may take. What it does not reach is left to the next run.</summary>
/// <param name="IsLeft">False once the pass and the comparisons have to end, so that time is left to fill the history.</param>
/// <param name="IsLeftToFill">False once no further page of the history is asked for.</param>
/// <param name="IsLeftForMonth">False once no further month is begun: what was filled is loaded and shown first.</param>
internal sealed record ReadingTime(Func<bool> IsLeft, Func<bool> IsLeftToFill, Func<bool> IsLeftForMonth)
{
    /// <summary>A month that is full is shown after so long, also where the run might go on.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(1);

    private ReadingTime(TimeSpan deadline, Func<TimeSpan> elapsed)
        : this(() => elapsed() < deadline * 0.6, () => elapsed() < deadline * 0.85, () => elapsed() < deadline * 0.6 && elapsed() < Shown)
    {
    }

    /// <summary>Divides the time of an extract that begins now.</summary>
    /// <param name="deadline"><c>Http:RunDeadline</c>.</param>
    public static ReadingTime Of(TimeSpan deadline, TimeProvider clock)
    {
        var begun = clock.GetTimestamp();
        return new ReadingTime(deadline, () => clock.GetElapsedTime(begun));
    }
}

/// <summary>Checks of what a shop answers.</summary>
internal static class FeedChecks
{
    /// <summary>Fails if a row does not satisfy what was asked: the shop, or a cache before it, ignores the filter.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.UnexpectedPayload"/>.</exception>
    public static FeedPage Within(this FeedPage page, DateTime? from, DateTime? until, int take)
    {
        if (page.Rows.Length > take)
            throw Ignored(string.Create(CultureInfo.InvariantCulture, $"was asked for {take} carts and sent {page.Rows.Length}"));
        foreach (var row in page.Rows)
            if (row.At < from || row.At > until)
                throw Ignored(string.Create(
                    CultureInfo.InvariantCulture, $"was asked for carts of {from:u} to {until:u} and sent one of {row.At:u}"));
        return page;
    }

    private static EtlException Ignored(string seen) => new(
        ErrorCode.UnexpectedPayload,
        $"The shop {seen}, so it ignores what it is asked. Nothing was changed. Look whether something between here and the shop, such as "
        + "a cache, answers for it.",
        transient: true);
}
