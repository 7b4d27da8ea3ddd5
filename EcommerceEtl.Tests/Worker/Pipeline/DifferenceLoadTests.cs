using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A load maps the chunks that changed, and the tables are what loading everything makes of the same snapshot.</summary>
public sealed class DifferenceLoadTests : IAsyncDisposable
{
    private const string RowsRead = """
        SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_user_tables
        WHERE relname IN ('carts', 'cart_lines', 'customers', 'orders', 'order_sales')
        """;

    private readonly PipelineBundle _test = new() { ChunkBits = 1 };

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private JsonArray Carts => _test.Shop.Carts;

    [SetUp]
    public async Task FortyCartsAreLoadedAsync()
    {
        for (var id = 11; id <= 50; id++)
            _test.Shop.AddCart(id, "2026-02-0" + (1 + (id % 9)), (1 + (id % 20), 1 + (id % 3)));
        await _test.SucceedAsync();
    }

    [Test]
    public async Task A_cart_that_is_edited_is_the_only_one_that_is_written()
    {
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;

        var run = await ChangesAsync(updated: 1);

        Assert.That((run[Entity.Carts].Extracted, run[Entity.Carts].Unchanged, run[Entity.Carts].Live), Is.EqualTo((47L, 46L, 47L)));
    }

    [Test]
    public async Task A_cart_before_the_others_moves_none_of_them()
    {
        Carts.Insert(7, ShopDouble.NewCart(8, "2026-02-01", (1, 1)));

        await ChangesAsync(inserted: 1);
    }

    [Test]
    public async Task A_cart_that_is_gone_is_removed()
    {
        Carts.Remove(ShopDouble.ById(Carts, 30));

        await ChangesAsync(removed: 1);
    }

    [Test]
    public async Task A_rejected_cart_keeps_its_last_good_version_also_when_its_chunk_changes()
    {
        ShopDouble.ById(Carts, 30)["date"] = "soon";
        await ChangesAsync();
        for (var id = 29; id <= 31; id++)
            if (id != 30)
                ShopDouble.ById(Carts, id)["products"]![0]!["quantity"] = 9;

        await ChangesAsync(updated: 2);
        await _test.GivesAsync("SELECT count(*) FROM carts WHERE cart_id = 30", ["1"]);
    }

    [Test]
    public async Task A_cart_of_the_future_is_loaded_once_its_time_has_come_although_its_chunk_stays()
    {
        _test.Shop.AddCart(60, "2026-03-05", (1, 1));
        await ChangesAsync();
        _test.Clock.Now += TimeSpan.FromDays(5);

        await ChangesAsync(inserted: 1);
    }

    [Test]
    public async Task A_line_without_a_price_gets_one_when_its_product_is_known()
    {
        _test.Shop.AddCart(60, "2026-02-05", (77, 1));
        Assert.That((await ChangesAsync(inserted: 1))[Entity.Carts].Unpriced, Is.EqualTo(1));
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;
        Assert.That((await ChangesAsync(updated: 1))[Entity.Carts].Unpriced, Is.EqualTo(1), "its chunk is counted, though not mapped");
        _test.Shop.Products.Add(_test.Shop.Products[0]!.DeepClone());
        _test.Shop.Products[^1]!["id"] = 77;

        Assert.That((await ChangesAsync(updated: 1))[Entity.Carts].Unpriced, Is.Zero);
    }

    [Test]
    public async Task A_new_price_holds_for_carts_that_are_newer_than_it_although_their_chunks_stay()
    {
        _test.Shop.AddCart(60, "2026-03-02T00:00:00Z", (1, 1));
        await ChangesAsync(inserted: 1);
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 1000;

        await ChangesAsync(updated: 1);
    }

    [Test]
    public async Task What_a_window_changed_is_put_right_by_the_next_run_although_no_chunk_is_new()
    {
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;
        await _test.SucceedAsync(request => request with
        {
            Window = new EcommerceEtl.Worker.Sources.Http.ExtractWindow(new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 1)),
        });
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 1;

        await ChangesAsync(updated: 1);
    }

    [Test]
    public async Task A_price_that_a_replay_of_products_alone_brought_holds_in_the_next_run_although_no_chunk_is_new()
    {
        _test.Shop.AddCart(60, "2026-03-02T00:00:00Z", (1, 1));
        var first = await _test.SucceedAsync();
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 1000;
        await _test.SucceedAsync();
        var zone = new LandingZone(_test.LandingPath, _test.Clock);
        var landed = (await zone.IndexAsync("fakestore", default)).Snapshots.Single(snapshot => snapshot.RunId == first.RunId);
        await zone.SaveManifestAsync(landed.ProductsOnly(), default);
        await _test.SucceedAsync(request => request with { Replay = new ReplayOf(first.RunId, null, Force: true) });
        ShopDouble.ById(_test.Shop.Products, 1)["price"] = 109.95;

        await ChangesAsync(updated: 1);
    }

    [Test]
    public async Task Customers_are_loaded_by_difference_too()
    {
        ShopDouble.ById(_test.Shop.Users, 3)["address"]!["city"] = "Elsewhere";
        _test.Shop.Users.Remove(ShopDouble.ById(_test.Shop.Users, 5));

        var run = await ChangesAsync();

        Assert.That((run[Entity.Customers].Updated, run[Entity.Customers].Removed, run[Entity.Customers].Live), Is.EqualTo((1L, 1L, 9L)));
        await _test.GivesAsync("SELECT city FROM customers WHERE user_id = 3", ["Elsewhere"]);
    }

    [Test]
    public async Task Without_the_files_of_before_everything_is_compared()
    {
        foreach (var chunk in new DirectoryInfo(_test.LandingPath).GetFiles("*.gz", SearchOption.AllDirectories))
            chunk.Delete();
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;
        Carts.Remove(ShopDouble.ById(Carts, 31));

        await ChangesAsync(updated: 1, removed: 1);
    }

    [Test]
    public async Task A_row_that_somebody_else_wrote_into_what_is_loaded_is_noticed()
    {
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;
        await _test.Database.ExecuteAsync("""
            CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.lines := 5; RETURN new; END $$;
            CREATE TRIGGER meddle BEFORE INSERT ON carts FOR EACH ROW EXECUTE FUNCTION meddle();
            """);

        Assert.That(await _test.FailAsync(ErrorCode.ReconciliationMismatch), Does.Contain("holds"));
    }

    [Test]
    public async Task A_row_that_somebody_else_took_away_is_back_after_the_first_run_of_the_next_day()
    {
        await _test.Database.ExecuteAsync("DELETE FROM cart_lines WHERE cart_id = 40; DELETE FROM carts WHERE cart_id = 40");
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT count(*) FROM carts WHERE cart_id = 40", ["0"], "its chunk did not change");
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 8;
        _test.Clock.Now += TimeSpan.FromDays(1);

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Carts].Inserted, run[Entity.Carts].Updated), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task Where_somebody_else_took_all_rows_away_a_load_of_everything_puts_tables_and_sums_right()
    {
        await _test.Database.ExecuteAsync("DELETE FROM cart_lines; DELETE FROM carts");
        ShopDouble.ById(Carts, 30)["products"]![0]!["quantity"] = 7;
        _test.Clock.Now += TimeSpan.FromDays(1);

        var run = await _test.SucceedAsync();

        Assert.That(run[Entity.Carts].Inserted, Is.EqualTo(Carts.Count));
        await _test.Database.HoldsAsync();
    }

    /// <summary>Of 20,000 carts a few hundred are looked at when one changes: those of its chunk.</summary>
    [TestCase("edited")]
    [TestCase("new at the front")]
    [TestCase("gone")]
    public async Task Rows_are_read_in_proportion_to_what_changed(string change)
    {
        await using var test = new PipelineBundle { ChunkBits = 6 };
        for (var id = 101; id <= 20_100; id++)
            test.Shop.AddCart(id, "2026-02-01", (1, 1));
        await test.SucceedAsync();
        // The server summarizes the index of days when it cleans up, and counts the rows that it reads for that.
        await test.Database.ExecuteAsync(
            "ALTER INDEX ix_cart_lines_day SET (autosummarize = off); ALTER TABLE cart_lines SET (autovacuum_enabled = off)");
        await test.Database.ExecuteAsync("ANALYZE");
        var before = await ReadAsync(test);
        if (change == "edited")
            ShopDouble.ById(test.Shop.Carts, 10_000)["products"]![0]!["quantity"] = 7;
        else if (change == "gone")
            test.Shop.Carts.Remove(ShopDouble.ById(test.Shop.Carts, 10_000));
        else
            test.Shop.Carts.Insert(7, ShopDouble.NewCart(100, "2026-02-01", (1, 1)));

        var run = await test.SucceedAsync();

        var counts = run[Entity.Carts];
        Assert.That(counts.Inserted + counts.Updated + counts.Removed, Is.EqualTo(1));
        Assert.That(await ReadAsync(test) - before, Is.LessThan(2_000));
    }

    /// <summary>Rows that were read so far. A session counts at the latest when it ends.</summary>
    private static async Task<long> ReadAsync(PipelineBundle test)
    {
        await test.RowsAsync(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        return long.Parse((await test.RowsAsync(RowsRead))[0], CultureInfo.InvariantCulture);
    }

    /// <summary>A run that changes so many carts, after which loading the whole snapshot again changes nothing.</summary>
    private async Task<RunSummary> ChangesAsync(int inserted = 0, int updated = 0, int removed = 0)
    {
        var run = await _test.SucceedAsync();
        var counts = run[Entity.Carts];
        Assert.That((counts.Inserted, counts.Updated, counts.Removed), Is.EqualTo(((long)inserted, (long)updated, (long)removed)));
        await _test.Database.HoldsAsync();
        var loaded = await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        var whole = await _test.SucceedAsync(request => request with { Replay = new ReplayOf(null, null, Force: false) });
        Assert.That(await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(loaded), "as a load of everything");
        Assert.That(
            (whole[Entity.Carts].Live, whole[Entity.Carts].Unpriced, whole[Entity.Customers].Live),
            Is.EqualTo((counts.Live, counts.Unpriced, run[Entity.Customers].Live)));
        return run;
    }
}
