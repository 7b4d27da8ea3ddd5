using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Worker.Sources.Vendure;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Changes;

/// <summary>Runs of a shop that tells its changes, from the shop to the tables: its history is filled in parts, and what the shop forgets
/// is remembered.</summary>
public sealed class VendureHistoryTests : IAsyncDisposable
{
    private static readonly string[] _made = ["2025-12-05", "2026-01-09", "2026-01-20", "2026-02-03", "2026-02-27"];

    private readonly VendureDouble _vendure = new();
    private readonly PipelineBundle _test = new() { ChunkBits = 1 };
    private readonly List<JsonObject> _orders = [];
    private ScriptedShop _shop = null!;

    /// <summary>How long the shop takes for an answer, as the worker measures it.</summary>
    private TimeSpan _answersAfter;

    [SetUp]
    public async Task OpenAsync()
    {
        _shop = await ScriptedShop.OnAsync("/admin-api", async context =>
        {
            _test.Clock.Ahead += _answersAfter;
            context.Response.Headers.Date = _test.Clock.Now.ToString("r", CultureInfo.InvariantCulture);
            await _vendure.AnswerAsync(context);
        });
        _test.Store = new StoreOptions
        {
            Name = "shop",
            Kind = "Vendure",
            BaseUrl = _shop.Url,
            Token = VendureDouble.Key,
            PageSize = 2,
            RequestsPerSecond = 1000,
        };
        foreach (var day in _made)
            Sell(day);
        Serve();
    }

    [TearDown]
    public ValueTask CloseAsync() => _shop.DisposeAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task A_history_that_takes_long_is_filled_month_by_month_and_each_month_is_shown_at_once()
    {
        _answersAfter = TimeSpan.FromSeconds(30);

        var first = await _test.SucceedAsync();

        Assert.That(first.IsFilling, Is.True);
        Assert.That(first.Remarks, Has.Some.EqualTo("The shop's history is being filled; carts are complete since 2026-02-01 (UTC)."));
        await _test.GivesAsync("SELECT number, day FROM orders ORDER BY day", ["N4|2026-02-03", "N5|2026-02-27"]);
        await _test.GivesAsync(
            "SELECT complete_since, source_count FROM source_state WHERE entity = 'carts'", ["2026-02-01 00:00:00Z|2"]);

        var (second, asked) = await FillAsync();
        await _test.GivesAsync("SELECT count(*), min(day) FROM orders", ["4|2026-01-09"]);
        Assert.That(second.IsFilling, Is.True);
        Assert.That(asked, Is.All.EqualTo("orders"), "a fill asks for carts alone");

        var (third, _) = await FillAsync();
        Assert.That(third.IsFilling, Is.True, "whether there is a month before the last one is not known yet");
        var (last, _) = await FillAsync();
        Assert.That(last.IsFilling, Is.False);
        await _test.GivesAsync("SELECT count(*), min(day) FROM orders", ["5|2025-12-05"]);
        await _test.GivesAsync("SELECT complete_since, source_count FROM source_state WHERE entity = 'carts'", ["-|5"]);
        await _test.GivesAsync(
            "SELECT trigger, slot FROM etl_runs ORDER BY run_id", ["manual|-", "fill|-", "fill|-", "fill|-"]);
        await _test.GivesAsync("SELECT count(*) FROM restatements", ["0"], "days that were not complete before are no news");
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task While_a_history_is_filled_only_the_chunks_that_are_new_are_mapped()
    {
        _answersAfter = TimeSpan.FromSeconds(30);
        await _test.SucceedAsync();
        var before = await _test.RowsAsync("SELECT sha256 FROM loaded_chunks WHERE entity = 'carts'");
        Assert.That(before, Is.Not.Empty);

        await FillAsync();

        var after = await _test.RowsAsync("SELECT sha256 FROM loaded_chunks WHERE entity = 'carts'");
        Assert.That(after.Intersect(before), Is.Not.Empty, "the chunks of the month before are known");
        await _test.GivesAsync(
            "SELECT extracted, inserted, unchanged FROM etl_run_entities WHERE entity = 'carts' ORDER BY run_id DESC LIMIT 1", ["4|2|2"]);
    }

    [Test]
    public async Task A_slot_goes_on_until_the_whole_history_is_held()
    {
        _answersAfter = TimeSpan.FromSeconds(30);
        await using var services = _test.ScheduleServices(_test.Log);

        await services.GetRequiredService<SlotRunner>()
            .RunAsync(_test.Store, new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), RunTrigger.Schedule, CancellationToken.None);

        await _test.GivesAsync(
            "SELECT trigger, slot IS NULL, outcome FROM etl_runs ORDER BY run_id",
            ["schedule|false|succeeded", "fill|true|succeeded", "fill|true|succeeded", "fill|true|succeeded"]);
        await _test.GivesAsync("SELECT count(*) FROM orders", ["5"]);
    }

    [Test]
    public async Task A_slot_leaves_the_rest_of_the_history_to_the_next_one_that_is_due()
    {
        _answersAfter = TimeSpan.FromSeconds(30);
        await using var services = _test.ScheduleServices(_test.Log);
        _test.Clock.Now = new DateTimeOffset(2026, 3, 1, 12, 15, 0, TimeSpan.Zero);

        await services.GetRequiredService<SlotRunner>()
            .RunAsync(_test.Store, new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), RunTrigger.Schedule, CancellationToken.None);

        await _test.GivesAsync("SELECT trigger, outcome FROM etl_runs", ["schedule|succeeded"]);
    }

    [Test]
    public async Task History_before_a_day_is_not_asked_for_where_the_settings_say_so()
    {
        _test.Store = _test.Store with { Since = new DateOnly(2026, 1, 15) };

        var run = await _test.SucceedAsync();

        Assert.That(run.IsFilling, Is.False);
        await _test.GivesAsync("SELECT number FROM orders ORDER BY day", ["N3", "N4", "N5"]);
        await _test.GivesAsync(
            "SELECT complete_since, source_count FROM source_state WHERE entity = 'carts'", ["2026-01-15 00:00:00Z|3"]);

        _orders.RemoveAt(2);
        Serve();
        _test.Clock.Now += TimeSpan.FromHours(2);
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT number FROM orders ORDER BY day", ["N4", "N5"], "what is asked for is removed when it is gone");

        _test.Store = _test.Store with { Since = null };
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT number FROM orders ORDER BY day", ["N1", "N2", "N4", "N5"]);
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task A_backfill_reads_the_months_of_its_days_in_full_and_goes_on_with_what_is_held()
    {
        await _test.SucceedAsync();
        // No list shows it, and neither time moves.
        _orders[1]["shippingAddress"]!["city"] = "Kiel";
        Serve();
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT city FROM orders WHERE number = 'N2'", ["Ulm"]);

        var run = await _test.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Backfill,
            Window = new ExtractWindow(new DateOnly(2026, 1, 9), new DateOnly(2026, 1, 10)),
        });

        Assert.That(run.Remarks, Has.Some.EqualTo(
            "Backfill of 2026-01-09 to 2026-01-10 (the last day not included): the "
            + "months of these days were read in full, as far as they are held."));
        await _test.GivesAsync("SELECT city FROM orders WHERE number = 'N2'", ["Kiel"]);
        _vendure.Asked.Clear();
        var next = await _test.SucceedAsync();
        Assert.That(next.IsFilling, Is.False);
        Assert.That(_vendure.Asked, Has.Count.LessThan(8), "nothing is filled again");
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task Of_lines_that_were_cancelled_the_discounts_are_remembered_by_whoever_saw_the_order_placed()
    {
        Discount(_orders[1]);
        Serve();
        await _test.SucceedAsync();
        string[] placed = ["2026-01-09|42.85|2.19|7.72", "2026-01-09|4.90|0.00|0.93"];
        await _test.GivesAsync(Placement, placed);

        Cancel(_orders[1]);
        Serve();
        await _test.SucceedAsync();

        await _test.GivesAsync(Placement, placed, "the day of the order stays as it was");
        await _test.GivesAsync(Cancellation, ["2026-03-01|-40.66|-7.72", "2026-03-01|-4.90|-0.93"]);
        await _test.GivesAsync("SELECT stated_total, difference FROM orders WHERE number = 'N2'", ["0.0000|0.0000"]);

        // Its landed form alone says it too: a replay in a new database.
        await _test.ReplaceDatabaseAsync();
        await _test.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(null, null, Force: false),
        });
        await _test.GivesAsync(Placement, placed);
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task Of_an_order_that_was_only_seen_cancelled_no_discount_is_known()
    {
        Discount(_orders[1]);
        Cancel(_orders[1]);
        Serve();

        await _test.SucceedAsync();

        await _test.GivesAsync(Placement, ["2026-01-09|42.85|0.00|8.14", "2026-01-09|4.90|0.00|0.93"]);
        await _test.GivesAsync("SELECT stated_total, difference FROM orders WHERE number = 'N2'", ["0.0000|0.0000"]);
    }

    private const string Placement = """
        SELECT s.day, sum(gross)::numeric(9,2), sum(discount)::numeric(9,2), sum(tax)::numeric(9,2)
        FROM order_sales s JOIN orders o USING (store_id, cart_id)
        WHERE number = 'N2' AND cause = 'order' GROUP BY s.day, item ORDER BY item
        """;

    private const string Cancellation = """
        SELECT s.day, sum(gross - discount)::numeric(9,2), sum(tax)::numeric(9,2)
        FROM order_sales s JOIN orders o USING (store_id, cart_id)
        WHERE number = 'N2' AND cause = 'cancellation' GROUP BY s.day, item ORDER BY item
        """;

    /// <summary>Goes on with the history, and tells which lists were asked for.</summary>
    private async Task<(EcommerceEtl.Worker.Pipeline.RunSummary Run, string[] Lists)> FillAsync()
    {
        _vendure.Lists.Clear();
        var run = await _test.SucceedAsync(request => request with { Trigger = RunTrigger.Fill });
        return (run, [.. _vendure.Lists]);
    }

    private void Sell(string day)
    {
        var order = SampleOrder.New();
        var number = _orders.Count + 1;
        (order["id"], order["code"]) = ($"{number}", $"N{number}");
        (order["createdAt"], order["orderPlacedAt"], order["updatedAt"]) =
            ($"{day}T11:00:00.000Z", $"{day}T12:00:00.000Z", $"{day}T12:00:01.000Z");
        _orders.Add(order);
    }

    /// <summary>A coupon took 10 % off the first line.</summary>
    private static void Discount(JsonObject order)
    {
        order["totalWithTax"] = 5421;
        SampleOrder.Line(
            order, 0, ("proratedUnitPrice", 986), ("proratedUnitPriceWithTax", 1173), ("proratedLinePrice", 1971),
            ("proratedLinePriceWithTax", 2345));
    }

    /// <summary>The whole order is cancelled, upon which the shop forgets what the coupon took off.</summary>
    private static void Cancel(JsonObject order)
    {
        const string at = "2026-03-01T12:01:30.000Z";
        (order["state"], order["totalWithTax"], order["updatedAt"]) = ("Cancelled", 0, at);
        SampleOrder.Line(
            order, 0, ("quantity", 0), ("linePrice", 0), ("proratedUnitPrice", 1095), ("proratedUnitPriceWithTax", 1303),
            ("proratedLinePrice", 0), ("proratedLinePriceWithTax", 0));
        SampleOrder.Line(order, 1, ("quantity", 0), ("linePrice", 0), ("proratedLinePrice", 0), ("proratedLinePriceWithTax", 0));
        (order["shippingLines"]![0]!["discountedPrice"], order["shippingLines"]![0]!["discountedPriceWithTax"]) = (0, 0);
        SampleOrder.Cancel(order, at, shipping: true, (11, 2), (12, 1));
    }

    private void Serve() => _vendure.With("orders", [.. _orders.Select(order => order.ToJsonString())]);
}
