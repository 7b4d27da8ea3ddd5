using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>The answer to a backfill is that of the days that were asked for, or it is refused.</summary>
public sealed class BackfillAnswerTests : IAsyncDisposable
{
    private static readonly ExtractWindow _march = new(new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 3));
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("filter ignored")]
    public async Task A_shop_that_answers_with_everything_did_not_filter_and_is_refused()
    {
        await _test.SucceedAsync();
        _test.Shop.Before = IgnoreFilter;

        Assert.That(
            await _test.FailAsync(ErrorCode.UnexpectedPayload, Backfill),
            Does.Contain("asked for the carts of 2020-03-01 to 2020-03-03 (the last day not included) and sent one of 2020-01-02 00:00:00Z")
                .And.Contain("does not filter by date").And.Contain("Run without --from and --to"));

        _test.Shop.Before = null;
        await _test.SucceedAsync(Backfill);
        await _test.SucceedAsync();
    }

    [TestCase("UTC", "2020-03-01T00:00:00Z", true)]
    [TestCase("UTC", "2020-03-02T23:59:59.999999Z", true)]
    [TestCase("UTC", "2020-02-29T23:59:59.999999Z", false)]
    [TestCase("UTC", "2020-03-03T00:00:00Z", false)]
    [TestCase("UTC", "2020-03-02T23:30:00-05:00", false, Description = "the third of March in UTC")]
    [TestCase("Pacific/Auckland", "2020-03-02T23:00:00Z", true, Description = "the third of March there: the shop filters by days in UTC")]
    [TestCase("Pacific/Auckland", "2020-02-29T11:00:00Z", true, Description = "the first of March there: the shop filters by its own days")]
    [TestCase("Pacific/Auckland", "2020-02-29T10:59:59Z", false)]
    [TestCase("America/New_York", "2020-03-03T04:59:59Z", true, Description = "the second of March there")]
    [TestCase("America/New_York", "2020-03-03T05:00:00Z", false)]
    public async Task A_cart_is_of_the_window_by_its_day_in_UTC_or_in_the_stores_zone(string zone, string date, bool within)
    {
        _test.Store = _test.Store with { TimeZone = zone };
        await _test.SucceedAsync();
        _test.Shop.Carts = [ShopDouble.NewCart(1, "2020-03-01T12:00:00Z", (1, 2)), ShopDouble.NewCart(2, date, (1, 2))];
        _test.Shop.Before = IgnoreFilter;

        if (within)
            await _test.SucceedAsync(Backfill);
        else
            await _test.FailAsync(ErrorCode.UnexpectedPayload, Backfill);
    }

    [TestCase("soon")]
    [TestCase(null)]
    [TestCase("2035-01-01T00:00:00Z", Description = "a date that no cart can have")]
    public async Task A_cart_whose_date_cannot_be_read_shows_nothing_and_is_rejected_like_any_other(string? date)
    {
        _test.Shop.Carts = [ShopDouble.NewCart(1, "2020-03-01T12:00:00Z", (1, 2)), ShopDouble.NewCart(2, date)];
        _test.Shop.Before = IgnoreFilter;

        var run = await _test.SucceedAsync(Backfill);

        Assert.That((run[Entity.Carts].Inserted, run[Entity.Carts].Rejected), Is.EqualTo((1L, 1L)));
    }

    private static RunRequest Backfill(RunRequest request) => request with { Trigger = RunTrigger.Backfill, Window = _march };

    private static bool IgnoreFilter(HttpContext context)
    {
        context.Request.QueryString = QueryString.Empty;
        return false;
    }
}
