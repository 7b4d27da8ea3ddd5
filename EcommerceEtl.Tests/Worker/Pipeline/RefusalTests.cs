namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What is refused changes nothing, says why, and names the way out.</summary>
public sealed class RefusalTests : PipelineTestCase
{
    [Test]
    public async Task Once_a_loss_is_accepted_the_next_runs_need_no_leave()
    {
        await Pipeline.SucceedAsync();
        while (Shop.Carts.Count > 2)
            Shop.Carts.RemoveAt(0);
        await FailAsync(ErrorCode.SuspiciousSnapshot);
        await Pipeline.SucceedAsync(request => request with { AcceptShrink = true });

        await Pipeline.SucceedAsync();

        Shop.Carts.Clear();
        Assert.That(await FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts 2 -> 0"));
    }

    [Test]
    [Fault("shrunk list")]
    public async Task A_snapshot_below_half_of_the_weeks_highest_is_refused_and_one_of_half_is_not()
    {
        await Pipeline.SucceedAsync();
        while (Shop.Products.Count > 10)
            Shop.Products.RemoveAt(0);
        await Pipeline.SucceedAsync();
        Shop.Products.RemoveAt(0);

        // The highest of the week is still 20.
        Assert.That(await FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("products 20 -> 9"));

        Pipeline.Clock.Now += TimeSpan.FromDays(8);
        await Pipeline.SucceedAsync();
    }

    [Test]
    [Fault("empty list where rows were")]
    public async Task A_new_shop_without_carts_is_fine()
    {
        Shop.Carts = [];

        var run = await Pipeline.SucceedAsync();

        Assert.That(run.Entities.Select(e => e.Live), Is.EqualTo(new[] { 20L, 10L, 0L }));
    }

    [Test]
    [Fault("rows that somebody else changed")]
    public async Task A_table_that_somebody_else_wrote_to_fails_the_reconciliation()
    {
        await Pipeline.SucceedAsync();
        await Pipeline.Database.ExecuteAsync("UPDATE carts SET gross_value = gross_value + 1 WHERE cart_id = 4");
        Shop.Carts.RemoveAt(0);

        // 4691.27 + 1 - cart 1 (4 x 109.95 + 22.3 + 6 x 55.99 = 798.04)
        Assert.That(await FailAsync(ErrorCode.ReconciliationMismatch), Does.Contain("holds 6 carts with 11 lines worth 3894.23")
            .And.Contain("says 6 with 11 worth 3893.23"));
    }

    [Test]
    public async Task An_older_snapshot_is_replayed_only_by_force()
    {
        var first = await Pipeline.SucceedAsync();
        Shop.Carts.RemoveAt(6);
        await Pipeline.SucceedAsync();
        var replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(first.RunId, null, Force: false);

        var refused = await Pipeline.RunAsync(request => request with { Trigger = RunTrigger.Replay, Replay = replay });
        Assert.That((refused.Error?.Code, refused.RunId), Is.EqualTo((ErrorCode.SuspiciousSnapshot, (long?)null)), "it is no run");
        Assert.That(refused.Error!.Message, Does.Contain("--force"));

        var forced =
            await Pipeline.SucceedAsync(request => request with { Trigger = RunTrigger.Replay, Replay = replay with { Force = true } });
        Assert.That(forced[Entity.Carts].Live, Is.EqualTo(7));
        await GivesAsync($"SELECT notes->>'replayed_run' FROM etl_runs WHERE run_id = {forced.RunId}", [$"{first.RunId}"]);
    }
}
