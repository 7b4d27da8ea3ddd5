namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What is refused changes nothing, says why, and names the way out.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Once_a_loss_is_accepted_the_next_runs_need_no_leave()
    {
        await _test.SucceedAsync();
        while (_test.Shop.Carts.Count > 2)
            _test.Shop.Carts.RemoveAt(0);
        await _test.FailAsync(ErrorCode.SuspiciousSnapshot);
        await _test.SucceedAsync(request => request with { AcceptShrink = true });

        await _test.SucceedAsync();

        _test.Shop.Carts.Clear();
        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts 2 -> 0"));
    }

    [Test]
    [Fault("shrunk list")]
    public async Task A_snapshot_below_half_of_the_weeks_highest_is_refused_and_one_of_half_is_not()
    {
        await _test.SucceedAsync();
        while (_test.Shop.Products.Count > 10)
            _test.Shop.Products.RemoveAt(0);
        await _test.SucceedAsync();
        _test.Shop.Products.RemoveAt(0);

        // The highest of the week is still 20.
        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("products 20 -> 9"));

        _test.Clock.Now += TimeSpan.FromDays(8);
        await _test.SucceedAsync();
    }

    [Test]
    [Fault("empty list where rows were")]
    public async Task A_new_shop_without_carts_is_fine()
    {
        _test.Shop.Carts = [];

        var run = await _test.SucceedAsync();

        Assert.That(run.Entities.Select(e => e.Live), Is.EqualTo(new[] { 20L, 10L, 0L }));
    }

    [Test]
    [Fault("rows that somebody else changed")]
    public async Task A_table_that_somebody_else_wrote_to_fails_the_reconciliation()
    {
        await _test.SucceedAsync();
        await _test.Database.ExecuteAsync("UPDATE carts SET gross_value = gross_value + 1 WHERE cart_id = 4");
        _test.Shop.Carts.RemoveAt(0);

        // 4691.27 + 1 - cart 1 (4 x 109.95 + 22.3 + 6 x 55.99 = 798.04)
        Assert.That(await _test.FailAsync(ErrorCode.ReconciliationMismatch), Does.Contain("holds 6 carts with 11 lines worth 3894.23")
            .And.Contain("says 6 with 11 worth 3893.23"));
    }

    [Test]
    public async Task An_older_snapshot_is_replayed_only_by_force()
    {
        var first = await _test.SucceedAsync();
        _test.Shop.Carts.RemoveAt(6);
        await _test.SucceedAsync();
        var replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(first.RunId, null, Force: false);

        var refused = await _test.RunAsync(request => request with { Trigger = RunTrigger.Replay, Replay = replay });
        Assert.That((refused.Error?.Code, refused.RunId), Is.EqualTo((ErrorCode.SuspiciousSnapshot, (long?)null)), "it is no run");
        Assert.That(refused.Error!.Message, Does.Contain("--force"));

        var forced =
            await _test.SucceedAsync(request => request with { Trigger = RunTrigger.Replay, Replay = replay with { Force = true } });
        Assert.That(forced[Entity.Carts].Live, Is.EqualTo(7));
        await _test.GivesAsync($"SELECT notes->>'replayed_run' FROM etl_runs WHERE run_id = {forced.RunId}", [$"{first.RunId}"]);
    }
}
