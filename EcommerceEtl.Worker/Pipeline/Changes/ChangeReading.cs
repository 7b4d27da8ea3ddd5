using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

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
/// <param name="oldest">Carts that were created earlier (UTC) are not asked for; null to ask for all.</param>
/// <param name="window">Days whose months are read in full besides, whatever is held of them; null for none.</param>
internal sealed class ChangeReading(
    ChangeLanding landing, IChangeFeed feed, ReadingTime time, DateTime? oldest = null, ExtractWindow? window = null)
{
    /// <summary>Reads as far as there is time.</summary>
    /// <exception cref="EtlException">The shop or the landing zone failed; what was read so far is kept for the next run.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        // :: Step 1: Count
        var since = landing.State.Since;
        var first = await CountAsync(cancellationToken);
        landing.Begin(first.ShopTime, oldest);

        // :: Step 2: Pass
        var whole = await new ChangePassReader(landing, feed, time.IsLeft).ReadAsync(cancellationToken);
        landing.Merge();

        // :: Step 3: Comparison
        var comparison = new MonthComparison(landing, feed, time.IsLeft);
        if (window is not null && since != DateTime.MaxValue)
            await comparison.ReadAsync(window, cancellationToken);
        if (whole && since != DateTime.MaxValue)
        {
            await comparison.CompareByCountsAsync(first.Total, cancellationToken);
            await comparison.CompareNightlyAsync(first.Total, cancellationToken);
        }

        // :: Step 4: Fill
        await new HistoryFill(landing, feed, time).ReadAsync(cancellationToken);
        var total = since == landing.State.Since ? first.Total : (await CountAsync(cancellationToken)).Total;
        landing.Change(state => state with { SourceCount = total });
        landing.ForgetEarlier();
        landing.Merge();
    }

    /// <summary>Asks how many carts the shop has of the months that are held; of all months while none is.</summary>
    private Task<FeedPage> CountAsync(CancellationToken cancellationToken) => feed.CountAsync(
        landing.State.Since is { } since && since < DateTime.MaxValue ? since : null, null, cancellationToken);
}

/// <summary>How much of a run's time a reading may take. What it does not reach is left to the next run.</summary>
/// <param name="IsLeft">False once the pass and the comparisons have to end, so that time is left to fill the history.</param>
/// <param name="IsLeftToFill">False once no further page of the history is asked for.</param>
/// <param name="IsLeftForMonth">False once no further month is begun: what was filled is loaded and shown first.</param>
internal sealed record ReadingTime(Func<bool> IsLeft, Func<bool> IsLeftToFill, Func<bool> IsLeftForMonth)
{
    /// <summary>A month that is full is shown after so long, also where the run might go on.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(1);

    /// <summary>So much of the time is left to fill the history, and to read what changed meanwhile, however long the rest takes.</summary>
    private const double LeastFill = 0.25, LeastPass = 0.1;


    /// <summary>Divides the time of an extract.</summary>
    /// <param name="begun">When it began (<see cref="TimeProvider.GetTimestamp"/>).</param>
    /// <param name="deadline"><c>Http:RunDeadline</c>.</param>
    /// <param name="others">How long customers and products took, which are read afterwards; null where nobody knows.</param>
    /// <param name="isWhole">True if there is no history left to fill.</param>
    public static ReadingTime Of(long begun, TimeSpan deadline, TimeSpan? others, bool isWhole, TimeProvider clock)
    {
        // Twice as long as the last time, since shops are not equally fast every day, and between a tenth and three quarters of the time.
        var rest = others is { } took ? Math.Clamp(2 * took / deadline, 0.1, isWhole ? 0.75 : 1 - LeastFill - LeastPass) : 0.35;
        var fill = isWhole ? 0 : Math.Max(LeastFill, 0.4 * (1 - rest));
        return new ReadingTime(
            () => IsBefore(1 - rest - fill), () => IsBefore(1 - rest),
            () => IsBefore(1 - rest - fill) && clock.GetElapsedTime(begun) < Shown);

        bool IsBefore(double share) => clock.GetElapsedTime(begun) < deadline * share;
    }
}
