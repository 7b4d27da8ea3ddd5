using System.Text.Json;
using EcommerceEtl.Tests.Worker.Explain;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>store list</c>, <c>store retire</c> and <c>store remove</c>.</summary>
internal sealed class StoreCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private string Folder => Path.Combine(_test.LandingPath, "fakestore");

    [Test]
    public async Task List_shows_what_is_held_of_each_store_wherever_it_is_held()
    {
        await _test.BeforehandAsync();
        Directory.CreateDirectory(Path.Combine(_test.LandingPath, "landed-only", "runs"));
        _test.Settings["Stores__1__Name"] = "new";
        _test.Settings["Stores__1__BaseUrl"] = _test.Shop.Url;

        var list = await _test.DoneAsync("store", "list");
        Assert.That(list.Output, Does.Match("(?m)^fakestore: in use; FakeStore at (http://)?127.0.0.1(:[0-9]+)?, USD$"));
        Assert.That(list.Output, Does.Contain("20 products, 10 customers, 7 carts, 0 in quarantine, 0 erased")
            .And.Contain("1 run, last success 20"));
        Assert.That(list.Output, Does.Match("(?m)^landed-only: in the landing zone only$")
            .And.Match("(?m)^new: in the settings, never run here$"));
        Assert.That(list.Output.Split('\n').Select(line => line.Length), Has.All.LessThanOrEqualTo(80));

        using var json = JsonDocument.Parse((await _test.DoneAsync("store", "list", "--json")).Output);
        Assert.That(
            json.RootElement.GetProperty("stores").EnumerateArray()
                .Select(store => (store.GetProperty("store").GetString(), store.GetProperty("configured").GetBoolean())),
            Is.EqualTo(new[] { ("fakestore", true), ("landed-only", false), ("new", true) }));
    }

    [Test]
    public async Task Remove_takes_all_rows_the_ledger_and_the_landing_zone_of_one_store_and_only_when_told_so()
    {
        await RichStoreAsync();
        await _test.Database.ExecuteAsync(
            "INSERT INTO stores VALUES (7, 'other', 'FakeStore', 'https://o.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated')");
        Directory.CreateDirectory(Path.Combine(_test.LandingPath, "other", "runs"));
        var before = await _test.Database.ChecksumAsync();

        var asked = await _test.EndsAsync(2, "store", "remove", "fakestore");

        Assert.That(asked.Output, Does.Contain("20 products, 9 customers, 7 carts, 1 in quarantine, 1 erased").And.Contain("3 snapshots"));
        Assert.That(asked.Error, Does.Contain("--yes"));
        Assert.That((await _test.Database.ChecksumAsync(), Directory.Exists(Folder)), Is.EqualTo((before, true)), "it only asked");

        var removed = await _test.DoneAsync("store", "remove", "fakestore", "--yes");

        Assert.That(removed.Error, Does.Contain("fakestore is removed").And.Contain("1 erased customer:")
            .And.Contain("still in the settings"));
        foreach (var table in await StoreTablesAsync())
            Assert.That(await _test.RowsAsync($"SELECT count(*) FROM {table} WHERE store_id = 1"), Is.EqualTo(new[] { "0" }), table);
        await _test.GivesAsync("SELECT count(*) FROM etl_run_entities", ["0"]);
        Assert.That(Directory.Exists(Folder), Is.False);
        await _test.GivesAsync("SELECT name FROM stores", ["other"]);
        Assert.That(Directory.Exists(Path.Combine(_test.LandingPath, "other")), Is.True);

        // Begun anew, it is a store like any other.
        await _test.BeforehandAsync();
        await _test.GivesAsync("SELECT count(*) FROM carts", ["6"]);
    }

    [Test]
    public async Task Every_table_with_rows_of_stores_is_filled_before_it_is_emptied()
    {
        await RichStoreAsync();
        foreach (var table in (await StoreTablesAsync()).Where(table => table != "stores"))
            Assert.That(await _test.RowsAsync($"SELECT count(*) > 0 FROM {table}"), Is.EqualTo(new[] { "true" }),
                $"{table}: the test of `store remove` would see nothing");
    }

    [Test]
    public async Task A_store_that_never_succeeded_goes_without_being_asked_for_twice()
    {
        _test.Shop.AnswerWith(404);
        await _test.EndsAsync(1, "run");

        await _test.DoneAsync("store", "remove", "fakestore");

        await _test.GivesAsync("SELECT (SELECT count(*) FROM stores), (SELECT count(*) FROM etl_runs)", ["0|0"]);
        Assert.That((await _test.RunAsync("store", "remove", "fakestore")).Code, Is.EqualTo(2), "nothing is left of it");
    }

    [Test]
    public async Task What_is_left_in_the_landing_zone_alone_can_be_removed_too()
    {
        await _test.BeforehandAsync();
        await _test.UseAsync(await TestDatabase.CreateAsync());

        await _test.EndsAsync(2, "store", "remove", "fakestore");
        await _test.DoneAsync("store", "remove", "fakestore", "--yes");

        Assert.That(Directory.Exists(Folder), Is.False);
    }

    [Test]
    public async Task Retire_is_noted_until_a_run_takes_it_back()
    {
        await _test.BeforehandAsync();

        var retired = await _test.DoneAsync("store", "retire", "fakestore");

        Assert.That(retired.Output, Does.Contain("still in the settings"));
        Assert.That((await _test.DoneAsync("store", "list")).Output, Does.Match("(?m)^fakestore: retired since 20"));
        await _test.BeforehandAsync();
        await _test.GivesAsync("SELECT retired_at FROM stores", ["-"]);
        var unknown = await _test.RunAsync("store", "retire", "nope");
        Assert.That((unknown.Code, unknown.Error),
            Is.EqualTo((2, "Neither the warehouse nor the landing zone knows a store 'nope'; `store list` shows those that there are.\n")));
    }

    /// <summary>A store with something in every table.</summary>
    private async Task RichStoreAsync()
    {
        ShopDouble.ById(_test.Shop.Carts, 3)["date"] = "soon";
        await _test.BeforehandAsync();
        ShopDouble.ById(_test.Shop.Carts, 3)["date"] = "2020-03-02";
        ShopDouble.ById(_test.Shop.Carts, 5)["date"] = "soon";
        await _test.BeforehandAsync();
        await _test.DoneAsync("customer", "erase", "fakestore", "9");
        await _test.BeforehandAsync();
        await _test.Database.ExecuteAsync(PlantedOrder.Sql);
        await _test.Database.ExecuteAsync("DELETE FROM quarantine WHERE status = 'resolved'");
    }

    private Task<string[]> StoreTablesAsync() => _test.RowsAsync("""
        SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'store_id' AND t.table_type = 'BASE TABLE' ORDER BY 1
        """);
}
