using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>Reads the carts of months that are not held yet, the latest month first and each from its last page to its first, so that a
/// cart that is deleted meanwhile makes none of the others slip through. A month is merged when all of it has been read.</summary>
internal sealed class HistoryFill(ChangeLanding landing, IChangeFeed feed, ReadingTime time)
{
    /// <summary>Reads at least one page, and then as long as there is time.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        for (var pages = 0; landing.State is { IsWhole: false, Since: { } since } && (pages == 0 || time.IsLeftForMonth());)
        {
            var month = landing.Filling ?? await NextAsync(since, cancellationToken);
            if (month is null)
            {
                landing.MergeHistory(landing.State.Oldest);
                return;
            }
            for (; month.Pages > 0 && (pages == 0 || time.IsLeftToFill()); pages++)
                month = await ReadPageAsync(month, since, cancellationToken);
            if (month.Pages > 0)
                return;
            await CompleteAsync(month, cancellationToken);
        }
    }

    /// <summary>The latest month with carts that are not held; null if there is none.</summary>
    private async Task<FillPosition?> NextAsync(DateTime since, CancellationToken cancellationToken)
    {
        DateTime? before = since == DateTime.MaxValue ? null : since;
        var oldest = landing.State.Oldest;
        var count = (await feed.CountAsync(oldest, before, cancellationToken)).Total;
        if (count == 0)
        {
            // The history ends here only if a second answer says the same: one that is stale would hide all of it.
            count = (await feed.CountAsync(oldest, before, cancellationToken)).Total;
            if (count == 0)
                return null;
        }
        var last = (await feed.CreatedAsync(oldest, before, count - 1, 1, whole: false, cancellationToken))
            .Within(oldest, before?.AddTicks(-1), 1);
        var newest = last.Rows.Select(row => (DateTime?)row.At).FirstOrDefault() ?? (before ?? landing.ShopTime).AddTicks(-1);
        var month = LandedCarts.MonthOf(newest);
        month = month < oldest ? oldest.Value : month;
        var total = (await feed.CountAsync(month, before, cancellationToken)).Total;
        return new FillPosition(month, FeedPages.CountOf(total, feed.PageSize), feed.PageSize);
    }

    private async Task<FillPosition> ReadPageAsync(FillPosition month, DateTime since, CancellationToken cancellationToken)
    {
        DateTime? before = since == DateTime.MaxValue ? null : since;
        var page = (await feed.CreatedAsync(
            month.Begin, before, (month.Pages - 1) * month.Size, month.Size, whole: true, cancellationToken))
            .Within(month.Begin, before?.AddTicks(-1), month.Size);
        month = month with { Pages = month.Pages - 1 };
        landing.TakeHistory(page.Carts.Select(cart => cart.Element), month);
        return month;
    }

    private async Task CompleteAsync(FillPosition month, CancellationToken cancellationToken)
    {
        landing.MergeHistory(month.Begin);
        var comparison = new MonthComparison(landing, feed, time.IsLeftToFill);
        // What was lost between two pages shows in the list.
        await comparison.CompareAsync(comparison.Ranges()[0], null, whole: false, wasRead: true, cancellationToken);
    }
}
