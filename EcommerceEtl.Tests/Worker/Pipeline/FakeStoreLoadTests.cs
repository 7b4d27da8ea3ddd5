namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>
/// The public Fake Store's real answers, loaded exactly. The expected draws are the XXH3 values that the reference command <c>xxhsum
/// -H3</c> gives for "ecommerce", "fakestore", cart, product and ordinal joined by U+001F; everything else is worked out from them here,
/// by other means than the product's.
/// </summary>
public sealed class FakeStoreLoadTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private static readonly (int Cart, int Product, int Quantity, decimal Price, ulong Draw)[] Lines =
    [
        (1, 1, 4, 109.95m, 0x9bcba8347ada5cc4), (1, 2, 1, 22.3m, 0x84a923fe7d5eb9ae), (1, 3, 6, 55.99m, 0x8d510be3ac6dcfd3),
        (2, 2, 4, 22.3m, 0x19188d40f5dbf6cf), (2, 1, 10, 109.95m, 0x4560573242dfe802), (2, 5, 2, 695m, 0x84d7c17fbda8c269),
        (3, 1, 2, 109.95m, 0x228c8d782df169de), (3, 9, 1, 64m, 0x01f049cc2503a085),
        (4, 1, 4, 109.95m, 0x060bbaf8e1580ec9),
        (5, 7, 1, 9.99m, 0xb43f8279b485e218), (5, 8, 1, 10.99m, 0x129509e8d7cadeb2),
        (6, 10, 2, 109m, 0x134c73b1bfb6cfb9), (6, 12, 3, 114m, 0x533905114ff5735c),
        (7, 18, 1, 9.85m, 0x8c8988cea16555d2),
    ];

    /// <summary>All carts are dated midnight UTC.</summary>
    private static readonly Dictionary<int, DateTime> PlacedAt = new()
    {
        [1] = Midnight(3, 2),
        [2] = Midnight(1, 2),
        [3] = Midnight(3, 1),
        [4] = Midnight(1, 1),
        [5] = Midnight(3, 1),
        [6] = Midnight(3, 1),
        [7] = Midnight(3, 1),
    };

    private static DateTime Midnight(int month, int day) => new(2020, month, day, 0, 0, 0, DateTimeKind.Utc);

    private static bool Carted(ulong draw) => draw % 1048576 < 629146; // 0.6 x 2^20 = 629145.6

    private static bool Bought(ulong draw) => Carted(draw) && draw / 1048576 % 1048576 < 524288;

    [Test]
    public async Task Every_line_becomes_a_view_and_exactly_the_drawn_ones_become_carts_and_purchases()
    {
        var run = await _test.SucceedAsync();

        Assert.That(run.Entities.Select(e => (e.Entity, e.Inserted, e.Rejected)), Is.EqualTo(new[]
        {
            (Entity.Products, 20L, 0L), (Entity.Customers, 10L, 0L), (Entity.Carts, 7L, 0L),
        }));
        string[] expected =
        [
            .. Lines.Select(line => Event("view", line, PlacedAt[line.Cart].AddSeconds(-(300 + (double)(line.Draw >> 40) % 4096 % 1501)))),
            .. Lines.Where(line => Carted(line.Draw)).Select(line => Event("add_to_cart", line, PlacedAt[line.Cart])),
            .. Lines.Where(line => Bought(line.Draw))
            .Select(line => Event("purchase", line, PlacedAt[line.Cart].AddSeconds(60 + (double)(line.Draw >> 52) % 541))),
        ];
        var rows = await _test.RowsAsync(
            "SELECT event_type, cart_id, product_id, quantity::float8, price::float8, to_char(event_time, 'YYYY-MM-DD HH24:MI:SS') FROM "
                + "events");
        Assert.That(rows, Is.EquivalentTo(expected));
        Assert.That(rows.Count(row => row.StartsWith("view", StringComparison.Ordinal)), Is.EqualTo(14));
        Assert.That(rows.Count(row => row.StartsWith("add_to_cart", StringComparison.Ordinal)), Is.EqualTo(8));
        Assert.That(rows.Count(row => row.StartsWith("purchase", StringComparison.Ordinal)), Is.EqualTo(4));
    }

    [Test]
    public async Task Revenue_is_exact_to_the_cent()
    {
        await _test.SucceedAsync();

        // 2 x 695 + 2 x 109.95 + 1 x 9.99 + 3 x 114 = 1961.89
        Assert.That(Lines.Where(line => Bought(line.Draw)).Sum(line => line.Price * line.Quantity), Is.EqualTo(1961.89m));
        await _test.GivesAsync("SELECT sum(revenue)::numeric(20,2), sum(gross_value)::numeric(20,2), count(*) FILTER (WHERE "
            + "purchased), sum(units)::int FROM carts", ["1961.89|4691.27|4|8"]);
    }

    [Test]
    public async Task A_second_and_a_fiftieth_run_change_no_row_and_write_no_chunk()
    {
        await _test.SucceedAsync();
        var (rows, chunks) = (await _test.Database.ChecksumAsync(), _test.Chunks());

        for (var run = 2; run <= 50; run++)
        {
            var again = await _test.SucceedAsync();
            Assert.That(again.Entities.Sum(e => e.Inserted + e.Updated + e.Removed + e.Rejected), Is.Zero);
            Assert.That(again.Entities.Select(e => e.Unchanged), Is.EqualTo(new[] { 20L, 10L, 7L }));
            if (run is 2 or 50)
                Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(rows), $"run {run}");
        }
        Assert.That(_test.Chunks(), Is.EqualTo(chunks));
        await _test.GivesAsync("SELECT count(*), count(DISTINCT outcome), min(outcome) FROM etl_runs", ["50|1|succeeded"]);
    }

    [Test]
    public async Task The_same_elements_in_another_order_are_loaded_in_full_and_change_no_row()
    {
        await _test.SucceedAsync();
        var rows = await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        var versions =
            await _test.RowsAsync(
            "SELECT tableoid::regclass::text, xmin::text FROM carts UNION ALL SELECT tableoid::regclass::text, xmin::text FROM cart_lines "
            + "UNION ALL SELECT tableoid::regclass::text, xmin::text FROM customers UNION ALL SELECT tableoid::regclass::text, xmin::text "
            + "FROM products");

        for (var run = 2; run <= 10; run++)
        {
            _test.Shop.Carts = Reversed(_test.Shop.Carts);
            _test.Shop.Users = Reversed(_test.Shop.Users);
            _test.Shop.Products = Reversed(_test.Shop.Products);
            var again = await _test.SucceedAsync();
            Assert.That(again.Entities.Select(e => e.Unchanged), Is.EqualTo(new[] { 20L, 10L, 7L }));
        }

        Assert.That(await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(rows));
        // Not even rewritten with the same values: every row is still the version that the first run wrote.
        Assert.That(await _test.RowsAsync("SELECT tableoid::regclass::text, xmin::text FROM carts UNION ALL SELECT "
            + "tableoid::regclass::text, xmin::text FROM cart_lines UNION ALL SELECT tableoid::regclass::text, xmin::text FROM customers "
            + "UNION ALL SELECT tableoid::regclass::text, xmin::text FROM products"), Is.EqualTo(versions));
    }

    private static System.Text.Json.Nodes.JsonArray Reversed(System.Text.Json.Nodes.JsonArray list) =>
        [.. list.Reverse().Select(element => element!.DeepClone())];

    [Test]
    public async Task A_replay_without_the_shop_gives_the_same_warehouse()
    {
        await _test.SucceedAsync();
        var first = await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        await _test.ReplaceDatabaseAsync();
        var asked = _test.Shop.Requests;

        var replay = await _test.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(null, null, Force: false),
        });

        Assert.That(_test.Shop.Requests, Is.EqualTo(asked));
        Assert.That(replay.Trigger, Is.EqualTo(RunTrigger.Replay));
        Assert.That(await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(first));
    }

    private static string Event(string type, (int Cart, int Product, int Quantity, decimal Price, ulong Draw) line, DateTime time) =>
        string.Join(
        '|', type, line.Cart, line.Product, type == "view" ? 1 : line.Quantity, line.Price.ToString("0.##", CultureInfo.InvariantCulture),
        time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
}
