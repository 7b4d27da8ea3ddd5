using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Causes of restatements beside what the shop did to its carts.</summary>
public sealed class RestatementCauseTests : IAsyncDisposable
{
    private readonly RestatementBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Changed_rates_restate_every_final_day_they_change()
    {
        await _test.Pipeline.SucceedAsync();
        _test.UseRates(1, 0);

        await _test.RestatesAsync(["2026-02-20|2|0|242.2|0|rules changed", "2026-02-26|1|0|109.95|0|rules changed"]);
    }

    [Test]
    public async Task Under_changed_rules_late_and_removed_carts_are_still_named()
    {
        await _test.Pipeline.SucceedAsync();
        _test.UseRates(1, 0);
        _test.Shop.Carts.Remove(_test.Cart(2));

        await _test.RestatesAsync(["2026-02-20|2|0|242.2|0|rules changed, carts removed", "2026-02-26|1|0|109.95|0|rules changed"]);
    }

    [Test]
    public async Task Another_time_zone_moves_carts_between_days_and_is_a_changed_rule()
    {
        _test.Shop.Carts = [ShopDouble.NewCart(1, "2026-02-20T23:00:00Z", (1, 1))];
        await _test.Pipeline.SucceedAsync();
        _test.Pipeline.Store = _test.Pipeline.Store with { TimeZone = "Asia/Tokyo" };

        await _test.RestatesAsync(["2026-02-20|1|0|109.95|0|rules changed", "2026-02-21|0|1|0|109.95|rules changed"]);
    }

    [Test]
    public async Task A_product_that_becomes_known_restates_the_days_of_its_lines()
    {
        var product = ShopDouble.ById(_test.Shop.Products, 2);
        _test.Shop.Products.Remove(product);
        await _test.Pipeline.SucceedAsync();
        _test.Shop.Products.Add(product);
        _test.SetQuantity(1, 3);

        // The order counted before as well, with no revenue: 219.9 of cart 1 alone.
        await _test.RestatesAsync(["2026-02-20|2|2|219.9|352.15|products became known, carts edited"]);
    }

    [Test]
    public async Task A_forced_replay_says_so_and_restates_also_the_days_since_its_snapshot()
    {
        var first = await _test.Pipeline.SucceedAsync();
        _test.SetQuantity(1, 3);
        _test.Shop.AddCart(5, "2026-03-05T10:00:00Z", (1, 1));
        _test.Pipeline.Clock.Now = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
        await _test.Pipeline.SucceedAsync();

        await _test.RestatesAsync(
            ["2026-02-20|2|2|352.15|242.2|snapshot replayed, carts edited", "2026-03-05|1|0|109.95|0|snapshot replayed, carts removed"],
            request => request with { Trigger = RunTrigger.Replay, Replay = new ReplayOf(first.RunId, null, Force: true) });
    }

    [Test]
    public async Task An_accepted_other_shop_is_named_as_the_cause()
    {
        await _test.Pipeline.SucceedAsync();
        var url = _test.Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        _test.Pipeline.Store = _test.Pipeline.Store with { BaseUrl = url };
        _test.Shop.Carts.Remove(_test.Cart(2));

        await _test.RestatesAsync(
            ["2026-02-20|2|1|242.2|219.9|store changed, carts removed"], request => request with { AcceptStoreChange = true });
    }
}
