using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>run --from --to</c>: carts of a window are added and updated; what lies outside, and the schedule's own state, stays as it
/// is.</summary>
internal sealed class BackfillTests : IAsyncDisposable
{
    private static readonly string[] _march = ["run", "--from", "2020-03-01", "--to", "2020-03-02"];
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [SetUp]
    public async Task LoadAsync() => await _test.BeforehandAsync();

    [Test]
    public async Task Carts_of_the_window_are_added_and_updated_and_none_is_removed()
    {
        var outside =
            await _test.RowsAsync("SELECT * FROM carts WHERE placed_at < '2020-03-01Z' OR placed_at >= '2020-03-02Z' ORDER BY cart_id");
        // Of four carts on that day one goes, one is edited; another comes. Of the next day's, and of the earlier ones, all go.
        var kept = _test.Shop.Carts.Where(cart => cart!["date"]!.GetValue<string>().StartsWith("2020-03-01", StringComparison.Ordinal))
            .Skip(1).ToArray();
        _test.Shop.Carts = [.. kept.Select(cart => cart!.DeepClone())];
        _test.Shop.AddCart(80, "2020-03-01T09:00:00Z", (5, 2));
        _test.Shop.AddCart(81, "2020-03-02T00:00:00Z", (5, 2));
        _test.Shop.Carts[0]!["products"]![0]!["quantity"] = 9;
        _test.Shop.Products.RemoveAt(19);
        _test.Shop.Users.RemoveAt(9);

        var run = await _test.DoneAsync(_march);

        Assert.That(run.Output, Does.Contain("Backfill of 2020-03-01 to 2020-03-02 (the last day not included): nothing was removed."));
        await _test.GivesAsync("SELECT entity, extracted, inserted, updated, unchanged, removed, live FROM etl_run_entities WHERE "
            + "run_id = 2 ORDER BY entity", ["carts|4|1|1|2|0|8", "customers|9|0|0|9|0|10", "products|19|0|0|19|0|20"]);
        Assert.That(
            await _test.RowsAsync("SELECT * FROM carts WHERE placed_at < '2020-03-01Z' OR placed_at >= '2020-03-02Z' ORDER BY cart_id"),
            Is.EqualTo(outside));
        await _test.GivesAsync("SELECT trigger, slot, window_from, window_to FROM etl_runs WHERE run_id = 2",
            ["backfill|-|2020-03-01 00:00:00Z|2020-03-02 00:00:00Z"]);
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task A_window_is_asked_for_without_the_ETag_of_the_whole_list()
    {
        var asked = _test.Shop.KnowETags();
        await _test.DoneAsync("run");
        asked.Clear();

        await _test.DoneAsync(_march);

        Assert.That(asked, Is.EquivalentTo(new[] { "/carts ", "/users ", "/products " }));
    }

    [Test]
    public async Task Neither_source_state_nor_freshness_moves_and_the_next_run_reads_everything()
    {
        const string State = "SELECT * FROM source_state ORDER BY entity";
        var (state, fresh) = (await _test.RowsAsync(State), await FreshnessAsync());
        _test.Shop.Carts.RemoveAt(0);

        await _test.DoneAsync(_march);

        Assert.That((await _test.RowsAsync(State), await FreshnessAsync()), Is.EqualTo((state, fresh)));
        await _test.DoneAsync("run");
        await _test.GivesAsync("SELECT extracted, removed, live FROM etl_run_entities WHERE run_id = 3 AND entity = 'carts'", ["6|1|6"]);
        Assert.That(await FreshnessAsync(), Is.Not.EqualTo(fresh));
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task A_window_without_carts_changes_nothing()
    {
        var carts = await _test.RowsAsync("SELECT * FROM carts ORDER BY cart_id");

        await _test.DoneAsync("run", "--from", "2021-01-01", "--to", "2021-02-01");

        Assert.That(await _test.RowsAsync("SELECT * FROM carts ORDER BY cart_id"), Is.EqualTo(carts));
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task A_product_that_becomes_known_prices_the_windows_carts_now_and_the_others_with_the_next_run()
    {
        await _test.UseAsync(await Tests.Warehouse.TestDatabase.CreateAsync());
        var product = _test.Shop.Products[0]!;
        _test.Shop.Products.RemoveAt(0);
        await _test.BeforehandAsync();
        _test.Shop.Products.Insert(0, product.DeepClone());

        await _test.DoneAsync(_march);
        await _test.Database.HoldsAsync();
        Assert.That(await UnpricedDaysAsync(), Is.EqualTo(new[] { "2020-01-01", "2020-01-02", "2020-03-02" }), "outside the window");

        await _test.DoneAsync("run");
        await _test.Database.HoldsAsync();
        Assert.That(await UnpricedDaysAsync(), Is.Empty);
    }

    [Test]
    public async Task A_replay_of_its_snapshot_removes_nothing_either()
    {
        await _test.DoneAsync(_march);

        var replay = await _test.DoneAsync("replay", "--run", "2");

        Assert.That(replay.Output, Does.Contain("run 3 succeeded"));
        await _test.GivesAsync("SELECT count(*) FROM carts", ["7"]);
        await _test.Database.HoldsAsync();
        // Without a number it is the newest snapshot of everything.
        await _test.DoneAsync("replay", "--force");
        await _test.GivesAsync("SELECT notes ->> 'replayed_run' FROM etl_runs WHERE run_id = 4", ["1"]);
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task A_dry_run_of_it_foretells_it()
    {
        _test.Shop.Carts.Clear();
        _test.Shop.AddCart(80, "2020-03-01T09:00:00Z", (5, 2));

        using var json = JsonDocument.Parse((await _test.DoneAsync([.. _march, "--dry-run", "--json"])).Output);

        var carts = json.RootElement.GetProperty("dry_runs")[0].GetProperty("run").GetProperty("entities").EnumerateArray()
            .Single(entity => entity.GetProperty("entity").GetString() == "carts");
        Assert.That(
            (carts.GetProperty("inserted").GetInt64(), carts.GetProperty("removed").GetInt64(), carts.GetProperty("live").GetInt64()),
            Is.EqualTo((1L, 0L, 8L)));
    }

    private Task<string[]> UnpricedDaysAsync() =>
        _test.RowsAsync("SELECT DISTINCT day::text FROM cart_lines WHERE unit_price IS NULL ORDER BY day");

    private async Task<string> FreshnessAsync()
    {
        using var status = JsonDocument.Parse((await _test.DoneAsync("status", "--runs", "0", "--json")).Output);
        var store = status.RootElement.GetProperty("stores")[0];
        return $"{store.GetProperty("last_success_at")} {store.GetProperty("last_completion_at")} {store.GetProperty("last_outcome")}";
    }
}
