using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Causes of restatements beside what the shop did to its carts.</summary>
public sealed class RestatementCauseTests : RestatementTestCase
{
    [Test]
    public async Task Changed_rates_restate_every_final_day_they_change()
    {
        await Pipeline.SucceedAsync();
        UseRates(1, 0);

        var run = await Pipeline.SucceedAsync();

        Assert.That(
            await RestatedAsync(run.RunId),
            Is.EqualTo(new[] { "2026-02-20|2|0|242.2|0|rules changed", "2026-02-26|1|0|109.95|0|rules changed" }));
    }

    [Test]
    public async Task Under_changed_rules_late_and_removed_carts_are_still_named()
    {
        await Pipeline.SucceedAsync();
        UseRates(1, 0);
        Shop.Carts.Remove(Cart(2));

        var run = await Pipeline.SucceedAsync();

        Assert.That((await RestatedAsync(run.RunId))[0], Is.EqualTo("2026-02-20|2|0|242.2|0|rules changed, carts removed"));
    }

    [Test]
    public async Task Another_time_zone_moves_carts_between_days_and_is_a_changed_rule()
    {
        Shop.Carts = [NewCart(1, "2026-02-20T23:00:00Z", (1, 1))];
        await Pipeline.SucceedAsync();
        Pipeline.Settings = Pipeline.Settings with { Stores = [Pipeline.Settings.Stores[0] with { TimeZone = "Asia/Tokyo" }] };

        var run = await Pipeline.SucceedAsync();

        Assert.That(
            await RestatedAsync(run.RunId),
            Is.EqualTo(new[] { "2026-02-20|1|0|109.95|0|rules changed", "2026-02-21|0|1|0|109.95|rules changed" }));
    }

    [Test]
    public async Task A_product_that_becomes_known_restates_the_days_of_its_lines()
    {
        var product = ShopDouble.ById(Shop.Products, 2);
        Shop.Products.Remove(product);
        await Pipeline.SucceedAsync();
        Shop.Products.Add(product);
        SetQuantity(1, 3);

        var run = await Pipeline.SucceedAsync();

        // The order counted before as well, with no revenue: 219.9 of cart 1 alone.
        Assert.That(await RestatedAsync(run.RunId),
            Is.EqualTo(new[] { "2026-02-20|2|2|219.9|352.15|products became known, carts edited" }));
    }

    [Test]
    public async Task A_forced_replay_says_so_and_restates_also_the_days_since_its_snapshot()
    {
        var first = await Pipeline.SucceedAsync();
        SetQuantity(1, 3);
        Shop.Carts.Add(NewCart(5, "2026-03-05T10:00:00Z", (1, 1)));
        Pipeline.Clock.Now = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
        await Pipeline.SucceedAsync();

        var replay = await Pipeline.SucceedAsync(
            request => request with { Trigger = RunTrigger.Replay, Replay = new ReplayOf(first.RunId, null, Force: true) });

        Assert.That(
            await RestatedAsync(replay.RunId),
            Is.EqualTo(new[]
            {
                "2026-02-20|2|2|352.15|242.2|snapshot replayed, carts edited",
                "2026-03-05|1|0|109.95|0|snapshot replayed, carts removed",
            }));
    }

    [Test]
    public async Task An_accepted_other_shop_is_named_as_the_cause()
    {
        await Pipeline.SucceedAsync();
        var url = Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        Pipeline.Settings = Pipeline.Settings with { Stores = [Pipeline.Settings.Stores[0] with { BaseUrl = url }] };
        Shop.Carts.Remove(Cart(2));

        var run = await Pipeline.SucceedAsync(request => request with { AcceptStoreChange = true });

        Assert.That(await RestatedAsync(run.RunId), Is.EqualTo(new[] { "2026-02-20|2|1|242.2|219.9|store changed, carts removed" }));
    }
}
