namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What a run changes of days that were over long before stands in <c>restatements</c>, with its cause.</summary>
public sealed class RestatementTests : IAsyncDisposable
{
    private readonly RestatementBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task The_first_success_restates_nothing_whatever_failed_before_it()
    {
        _test.Shop.Instead = context => { context.Response.StatusCode = 403; return Task.CompletedTask; };
        Assert.That((await _test.Pipeline.RunAsync()).Error?.Code, Is.EqualTo(ErrorCode.SourceRefused));
        _test.Shop.Instead = null;

        var run = await _test.RestatesAsync([]);

        Assert.That(run[Entity.Carts].Inserted, Is.EqualTo(4));
    }

    [Test]
    public async Task An_edited_cart_restates_its_day()
    {
        await _test.Pipeline.SucceedAsync();
        _test.SetQuantity(1, 3);

        await _test.RestatesAsync(["2026-02-20|2|2|242.2|352.15|carts edited"]);
    }

    [Test]
    public async Task A_cart_that_moves_to_another_day_restates_both()
    {
        await _test.Pipeline.SucceedAsync();
        _test.Cart(1)["date"] = "2026-02-21T10:00:00Z";

        await _test.RestatesAsync(["2026-02-20|2|1|242.2|22.3|carts edited", "2026-02-21|0|1|0|219.9|carts edited"]);
    }

    [Test]
    public async Task A_removed_cart_restates_its_day()
    {
        await _test.Pipeline.SucceedAsync();
        _test.Shop.Carts.Remove(_test.Cart(2));

        await _test.RestatesAsync(["2026-02-20|2|1|242.2|219.9|carts removed"]);
    }

    [Test]
    public async Task A_late_cart_restates_its_day_and_the_run_after_it_restates_nothing()
    {
        await _test.Pipeline.SucceedAsync();
        _test.Shop.AddCart(5, "2026-02-20T23:00:00Z", (2, 2));

        await _test.RestatesAsync(["2026-02-20|2|3|242.2|286.8|carts arrived late"]);
        await _test.RestatesAsync([]);
    }

    [Test]
    public async Task A_day_names_all_causes_that_moved_its_figures_and_no_other()
    {
        _test.Shop.AddCart(6, "2026-02-20T12:00:00Z", (2, 1));
        _test.Shop.AddCart(7, "2026-02-21T12:00:00Z", (2, 1));
        await _test.Pipeline.SucceedAsync();
        _test.SetQuantity(1, 1);
        _test.Shop.Carts.Remove(_test.Cart(2));
        _test.Shop.AddCart(8, "2026-02-20T13:00:00Z", (1, 1));
        // Another customer: the carts differ, their days' figures do not.
        _test.Cart(6)["userId"] = 2;
        _test.Cart(7)["userId"] = 2;

        var run = await _test.RestatesAsync(["2026-02-20|3|3|264.5|242.2|carts edited, carts arrived late, carts removed"]);

        Assert.That(run[Entity.Carts].Updated, Is.EqualTo(3));
    }

    [Test]
    public async Task Changes_that_cancel_out_are_no_restatement()
    {
        await _test.Pipeline.SucceedAsync();
        _test.Shop.Carts.Remove(_test.Cart(2));
        _test.Shop.AddCart(9, "2026-02-20T20:00:00Z", (2, 1));

        var run = await _test.RestatesAsync([]);

        Assert.That((run[Entity.Carts].Inserted, run[Entity.Carts].Removed), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task Days_that_ended_less_than_48_hours_ago_are_not_restated()
    {
        await _test.Pipeline.SucceedAsync();
        _test.SetQuantity(3, 2);
        _test.SetQuantity(4, 2);
        _test.Shop.AddCart(5, "2026-02-28T10:00:00Z", (1, 1));

        await _test.RestatesAsync(["2026-02-26|1|1|109.95|219.9|carts edited"]);
    }

    [Test]
    public async Task A_cart_that_moves_from_a_final_day_to_today_restates_only_the_final_one()
    {
        await _test.Pipeline.SucceedAsync();
        _test.Cart(3)["date"] = "2026-03-01T10:00:00Z";

        await _test.RestatesAsync(["2026-02-26|1|0|109.95|0|carts edited"]);
    }

    [Test]
    public async Task Days_are_those_of_the_stores_zone()
    {
        // In Tokyo 26 February ends at 15:00 UTC.
        _test.Pipeline.Store = _test.Pipeline.Store with { TimeZone = "Asia/Tokyo" };
        _test.Shop.Carts = [ShopDouble.NewCart(1, "2026-02-26T14:59:59Z", (1, 1)), ShopDouble.NewCart(2, "2026-02-26T15:00:00Z", (1, 1))];
        await _test.Pipeline.SucceedAsync();
        _test.SetQuantity(1, 2);
        _test.SetQuantity(2, 2);

        await _test.RestatesAsync(["2026-02-26|1|1|109.95|219.9|carts edited"]);

        // 27 February is settled in Tokyo 48 hours after 15:00 UTC of that day, and in UTC only nine hours later.
        _test.Pipeline.Clock.Now = new DateTimeOffset(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);
        _test.SetQuantity(2, 3);
        await _test.RestatesAsync(["2026-02-27|1|1|219.9|329.85|carts edited"]);
    }

    [Test]
    public async Task A_failed_run_restates_nothing()
    {
        await _test.Pipeline.SucceedAsync();
        _test.SetQuantity(1, 3);
        for (var cart = 101; cart <= 111; cart++)
            _test.Shop.AddCart(cart, "soon");

        await _test.Pipeline.FailAsync(ErrorCode.TooManyRejects);

        await _test.Pipeline.GivesAsync("SELECT count(*) FROM restatements", ["0"]);
    }
}
