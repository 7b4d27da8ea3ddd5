namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A snapshot that holds what the last success loaded is not loaded again, and a shop that answers 304 is believed only for what
/// lies here.</summary>
public sealed class NoLoadTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task An_unchanged_shop_costs_a_ledger_row_and_nothing_else()
    {
        await _test.SucceedAsync();
        var stages = new List<EcommerceEtl.Worker.Pipeline.RunStage>();

        var again = await _test.RunAsync(progress: at => stages.Add(at.Stage));

        Assert.That(again.Outcome, Is.EqualTo(RunOutcome.Succeeded));
        Assert.That(stages, Does.Not.Contain(EcommerceEtl.Worker.Pipeline.RunStage.Load));
        Assert.That(
            again.Entities.Select(e => (e.Entity, e.Extracted, e.Unchanged, e.Inserted + e.Updated + e.Removed, e.Live)),
            Is.EqualTo(
                new[] { (Entity.Products, 20L, 20L, 0L, 20L), (Entity.Customers, 10L, 10L, 0L, 10L), (Entity.Carts, 7L, 7L, 0L, 7L) }));
    }

    [Test]
    public async Task Other_rules_load_the_same_snapshot_again()
    {
        await _test.SucceedAsync();
        _test.Settings = _test.Settings with { Funnel = _test.Settings.Funnel with { PurchaseRate = 1 } };

        var run = await _test.SucceedAsync();

        // With a purchase rate of 1 all eight added lines are bought: five carts hold a line that was not bought before.
        Assert.That(run[Entity.Carts].Updated, Is.GreaterThan(0));
        await _test.GivesAsync("SELECT count(*) FROM cart_lines WHERE purchased_at IS NOT NULL", ["8"]);
    }

    [Test]
    public async Task A_lowered_reject_share_refuses_the_same_snapshot()
    {
        for (var cart = 101; cart <= 111; cart++)
            _test.Shop.AddCart(cart, "soon");
        _test.Settings = _test.Settings with { Quality = _test.Settings.Quality with { MaxRejectShare = 0.9 } };
        await _test.SucceedAsync();
        _test.Settings = _test.Settings with { Quality = _test.Settings.Quality with { MaxRejectShare = 0.1 } };

        var run = await _test.RunAsync();

        Assert.That((run.Outcome, run.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)ErrorCode.TooManyRejects)));
    }

    [Test]
    public async Task Another_database_with_the_same_landing_zone_loads_for_itself()
    {
        await _test.SucceedAsync();
        await _test.ReplaceDatabaseAsync();

        var run = await _test.SucceedAsync();

        Assert.That(run.Entities.Select(e => e.Inserted), Is.EqualTo(new[] { 20L, 10L, 7L }));
    }

    [Test]
    public async Task A_moved_shop_is_asked_for_everything_although_it_knows_the_old_ETags()
    {
        List<string> asked = [];
        _test.Shop.Before = context =>
        {
            asked.Add($"{context.Request.Path} {context.Request.Headers.IfNoneMatch}");
            context.Response.Headers.ETag = "\"v1\"";
            context.Request.Path = context.Request.Path.Value!.Replace("/v2", "", StringComparison.Ordinal);
            return false;
        };
        await _test.SucceedAsync();
        _test.Store = _test.Store with { BaseUrl = _test.Shop.Url + "/v2/?key=1" };
        asked.Clear();

        await _test.SucceedAsync(request => request with { AcceptStoreChange = true });
        await _test.SucceedAsync();

        Assert.That(
            asked, Is.EqualTo(
                new[] { "/v2/carts ", "/v2/users ", "/v2/products ", "/v2/carts \"v1\"", "/v2/users \"v1\"", "/v2/products \"v1\"" }));
    }

    [Test]
    [Fault("date without a time")]
    public async Task A_304_hides_no_change_of_the_time_zone_in_which_its_dates_are_days()
    {
        _test.Shop.AddCart(8, "2020-03-04", (1, 1));
        _test.Shop.KnowETags();
        await _test.SucceedAsync();
        _test.Store = _test.Store with { TimeZone = "Asia/Tokyo" };

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Carts].Bytes, run[Entity.Carts].Updated), Is.EqualTo((0L, 1L)),
            "the others have a time, at midnight UTC, and keep their day in Tokyo");
        await _test.GivesAsync("SELECT placed_at, day FROM carts WHERE cart_id = 8", ["2020-03-03 15:00:00Z|2020-03-04"]);
    }

    [Test]
    public async Task A_304_stands_for_the_landed_chunks_and_is_asked_for_only_while_they_are_whole()
    {
        var asked = _test.Shop.KnowETags();
        await _test.SucceedAsync();
        asked.Clear();

        var second = await _test.SucceedAsync();
        Assert.That(asked.Select(line => line.Split('"')[0]), Is.EqualTo(new[] { "/carts ", "/users ", "/products " }));
        Assert.That(asked, Has.All.EndWith("\""), "with the ETag of what lies here");
        Assert.That(second.Entities.Select(e => (e.Unchanged, e.Bytes)), Is.EqualTo(new[] { (20L, 0L), (10L, 0L), (7L, 0L) }));

        foreach (var chunk in new DirectoryInfo(_test.LandingPath).GetFiles("*.gz", SearchOption.AllDirectories))
            await File.WriteAllBytesAsync(chunk.FullName, [1, 2, 3]);
        asked.Clear();
        await _test.SucceedAsync();
        Assert.That(asked, Is.EqualTo(new[] { "/carts ", "/users ", "/products " }));
    }
}
