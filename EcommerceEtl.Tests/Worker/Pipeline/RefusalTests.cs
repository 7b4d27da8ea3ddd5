using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What is refused changes nothing, says why, and names the way out.</summary>
public sealed class RefusalTests : PipelineTestCase
{
    [Test]
    [Fault("empty list where rows were")]
    public async Task An_emptied_shop_is_refused_until_the_operator_accepts_it()
    {
        await Pipeline.SucceedAsync();
        Shop.Carts = [];

        var message = await FailAsync(ErrorCode.SuspiciousSnapshot);
        Assert.That(message, Does.Contain("carts 7 -> 0").And.Contain("run --store fakestore --accept-shrink"));

        var accepted = await Pipeline.SucceedAsync(request => request with { AcceptShrink = true });
        Assert.That((accepted.Entities[2].Removed, accepted.Entities[2].Live), Is.EqualTo((7L, 0L)));
        Assert.That(await RowsAsync($"SELECT notes->'accepted_shrink' FROM etl_runs WHERE run_id = {accepted.RunId}"),
            Is.EqualTo(new[] { "[\"carts 7 -> 0\"]" }));
        Assert.That(await RowsAsync("SELECT count(*) FROM cart_lines"), Is.EqualTo(new[] { "0" }));
    }

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

    [TestCase(503, ErrorCode.SourceError)]
    [TestCase(403, ErrorCode.SourceRefused)]
    [TestCase(404, ErrorCode.SourceError)]
    public async Task A_shop_that_answers_with_an_error_changes_nothing(int status, ErrorCode code)
    {
        await Pipeline.SucceedAsync();
        Shop.Instead = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        await FailAsync(code);
    }

    [Test]
    public async Task A_shop_that_breaks_off_its_carts_changes_nothing()
    {
        await Pipeline.SucceedAsync();
        Shop.Instead = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("[{\"id\":1,\"date\":\"2020-01-01\",\"products\":[]},{\"id\":2,");
        };

        await FailAsync(ErrorCode.UnexpectedPayload);
    }

    [Test]
    public async Task A_shop_that_is_too_slow_runs_into_the_deadline()
    {
        await Pipeline.SucceedAsync();
        Pipeline.Settings = Pipeline.Settings with { Http = Pipeline.Settings.Http with { RunDeadline = TimeSpan.FromMilliseconds(200) } };
        Shop.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(await FailAsync(ErrorCode.DeadlineExceeded), Does.Contain("Http:RunDeadline"));
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
        Assert.That(forced.Entities[2].Live, Is.EqualTo(7));
        Assert.That(await RowsAsync($"SELECT notes->>'replayed_run' FROM etl_runs WHERE run_id = {forced.RunId}"),
            Is.EqualTo(new[] { $"{first.RunId}" }));
    }

    [Test]
    public async Task A_refused_snapshot_is_never_replayed()
    {
        await Pipeline.SucceedAsync();
        Shop.Carts = new JsonArray();
        await FailAsync(ErrorCode.SuspiciousSnapshot);

        var replay = await Pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(null, null, Force: false),
        });

        Assert.That(replay.Entities[2].Live, Is.EqualTo(7));
    }

    [Test]
    public async Task A_run_that_is_told_to_stop_is_cancelled_and_changes_nothing()
    {
        using var stop = new CancellationTokenSource();
        var run = await Pipeline.RunAsync(
            progress: at => { if (at is { Stage: EcommerceEtl.Worker.Pipeline.RunStage.Load, Entity: Entity.Carts }) stop.Cancel(); },
            cancellationToken: stop.Token);

        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Cancelled));
        Assert.That(await RowsAsync("SELECT outcome, error_code FROM etl_runs"), Is.EqualTo(new[] { "cancelled|cancelled" }));
        Assert.That(await RowsAsync("SELECT count(*) FROM carts UNION ALL SELECT count(*) FROM products"), Is.EqualTo(new[] { "0", "0" }));
    }
}
