using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Changes;

/// <summary>Runs of a shop that tells its changes, from the shop to the tables: its history is filled in parts, and what the shop forgets
/// is remembered.</summary>
public sealed class VendureHistoryTests
{
    private const string Complete = "SELECT complete_since, source_count FROM source_state WHERE entity = 'carts'";

    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private VendureBundle _bundle = null!;

    [SetUp]
    public async Task OpenAsync() => _bundle = await VendureBundle.StartAsync();

    [TearDown]
    public ValueTask CloseAsync() => _bundle.DisposeAsync();

    [Test]
    public async Task A_history_that_takes_long_is_filled_month_by_month_and_each_month_is_shown_at_once()
    {
        _bundle.AnswersAfter = TimeSpan.FromSeconds(30);

        var first = await _bundle.Pipeline.SucceedAsync();

        Assert.That(first.IsFilling, Is.True);
        Assert.That(first.Remarks, Has.Some.EqualTo("The shop's history is being filled; carts are complete since 2026-02-01 (UTC)."));
        await _bundle.Pipeline.GivesAsync("SELECT number, day FROM orders ORDER BY day", ["N4|2026-02-03", "N5|2026-02-27"]);
        await _bundle.Pipeline.GivesAsync(
            "SELECT complete_since, source_count FROM source_state WHERE entity = 'carts'", ["2026-02-01 00:00:00Z|2"]);

        var (second, asked) = await FillAsync();
        await _bundle.Pipeline.GivesAsync("SELECT count(*), min(day) FROM orders", ["4|2026-01-09"]);
        Assert.That(second.IsFilling, Is.True);
        Assert.That(asked, Is.All.EqualTo("orders"), "a fill asks for carts alone");

        var (third, _) = await FillAsync();
        Assert.That(third.IsFilling, Is.True, "whether there is a month before the last one is not known yet");
        var (last, _) = await FillAsync();
        Assert.That(last.IsFilling, Is.False);
        await _bundle.Pipeline.GivesAsync("SELECT count(*), min(day) FROM orders", ["5|2025-12-05"]);
        await _bundle.Pipeline.GivesAsync(Complete, ["-|5"]);
        await _bundle.Pipeline.GivesAsync(
            "SELECT trigger, slot FROM etl_runs ORDER BY run_id", ["manual|-", "fill|-", "fill|-", "fill|-"]);
        await _bundle.Pipeline.GivesAsync("SELECT count(*) FROM restatements", ["0"], "days that were not complete before are no news");
        await _bundle.Pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task While_a_history_is_filled_only_the_chunks_that_are_new_are_mapped()
    {
        _bundle.AnswersAfter = TimeSpan.FromSeconds(30);
        await _bundle.Pipeline.SucceedAsync();
        var before = await _bundle.Pipeline.RowsAsync("SELECT sha256 FROM loaded_chunks WHERE entity = 'carts'");
        Assert.That(before, Is.Not.Empty);

        await FillAsync();

        var after = await _bundle.Pipeline.RowsAsync("SELECT sha256 FROM loaded_chunks WHERE entity = 'carts'");
        Assert.That(after.Intersect(before), Is.Not.Empty, "the chunks of the month before are known");
        await _bundle.Pipeline.GivesAsync(
            "SELECT extracted, inserted, unchanged FROM etl_run_entities WHERE entity = 'carts' ORDER BY run_id DESC LIMIT 1", ["4|2|2"]);
    }

    [Test]
    [Fault("history longer than a run may take")]
    public async Task A_slot_goes_on_until_the_whole_history_is_held()
    {
        _bundle.AnswersAfter = TimeSpan.FromSeconds(30);
        await using var services = _bundle.Pipeline.ScheduleServices(_bundle.Pipeline.Log);

        await services.GetRequiredService<SlotRunner>()
            .RunAsync(_bundle.Pipeline.Store, Noon, RunTrigger.Schedule, CancellationToken.None);

        await _bundle.Pipeline.GivesAsync(
            "SELECT trigger, slot IS NULL, outcome FROM etl_runs ORDER BY run_id",
            ["schedule|false|succeeded", "fill|true|succeeded", "fill|true|succeeded", "fill|true|succeeded"]);
        await _bundle.Pipeline.GivesAsync("SELECT count(*) FROM orders", ["5"]);
    }

    [Test]
    [Fault("history longer than a run may take")]
    public async Task A_slot_leaves_the_rest_of_the_history_to_the_next_one_that_is_due()
    {
        _bundle.AnswersAfter = TimeSpan.FromSeconds(30);
        await using var services = _bundle.Pipeline.ScheduleServices(_bundle.Pipeline.Log);
        _bundle.Pipeline.Clock.Now = new DateTimeOffset(2026, 3, 1, 12, 15, 0, TimeSpan.Zero);

        await services.GetRequiredService<SlotRunner>()
            .RunAsync(_bundle.Pipeline.Store, Noon, RunTrigger.Schedule, CancellationToken.None);

        await _bundle.Pipeline.GivesAsync("SELECT trigger, outcome FROM etl_runs", ["schedule|succeeded"]);
    }

    [Test]
    public async Task History_before_a_day_is_not_asked_for_where_the_settings_say_so()
    {
        _bundle.Pipeline.Store = _bundle.Pipeline.Store with { Since = new DateOnly(2026, 1, 15) };

        var run = await _bundle.Pipeline.SucceedAsync();

        Assert.That(run.IsFilling, Is.False);
        await _bundle.Pipeline.GivesAsync("SELECT number FROM orders ORDER BY day", ["N3", "N4", "N5"]);
        await _bundle.Pipeline.GivesAsync(
            "SELECT complete_since, source_count FROM source_state WHERE entity = 'carts'", ["2026-01-15 00:00:00Z|3"]);

        _bundle.Orders.RemoveAt(2);
        _bundle.Serve();
        _bundle.Pipeline.Clock.Now += TimeSpan.FromHours(2);
        await _bundle.Pipeline.SucceedAsync();
        await _bundle.Pipeline.GivesAsync(
            "SELECT number FROM orders ORDER BY day", ["N4", "N5"], "what is asked for is removed when it is gone");

        _bundle.Pipeline.Store = _bundle.Pipeline.Store with { Since = null };
        await _bundle.Pipeline.SucceedAsync();
        await _bundle.Pipeline.GivesAsync("SELECT number FROM orders ORDER BY day", ["N1", "N2", "N4", "N5"]);
        await _bundle.Pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task A_backfill_reads_the_months_of_its_days_in_full_and_goes_on_with_what_is_held()
    {
        await _bundle.Pipeline.SucceedAsync();
        // No list shows it, and neither time moves.
        _bundle.Orders[1]["shippingAddress"]!["city"] = "Kiel";
        _bundle.Serve();
        await _bundle.Pipeline.SucceedAsync();
        await _bundle.Pipeline.GivesAsync("SELECT city FROM orders WHERE number = 'N2'", ["Ulm"]);

        var run = await _bundle.Pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Backfill,
            Window = new ExtractWindow(new DateOnly(2026, 1, 9), new DateOnly(2026, 1, 10)),
        });

        Assert.That(run.Remarks, Has.Some.EqualTo(
            "Backfill of 2026-01-09 to 2026-01-10 (the last day not included): the "
            + "months of these days were read in full, as far as they are held."));
        await _bundle.Pipeline.GivesAsync("SELECT city FROM orders WHERE number = 'N2'", ["Kiel"]);
        _bundle.Shop.Asked.Clear();
        var next = await _bundle.Pipeline.SucceedAsync();
        Assert.That(next.IsFilling, Is.False);
        Assert.That(_bundle.Shop.Asked, Has.Count.LessThan(8), "nothing is filled again");
        await _bundle.Pipeline.Database.HoldsAsync();
    }

    [TestCase(1_000, 2)]
    [TestCase(3, 1, Description = "adminListQueryLimit is less than what is asked for")]
    public async Task Lists_without_elements_are_asked_for_in_large_pages_if_the_shop_gives_them(int limit, int large)
    {
        _bundle.Shop.Limit = limit;
        await _bundle.Pipeline.SucceedAsync();
        // What only the lists of two months show.
        foreach (var _ in Enumerable.Range(0, 5))
            _bundle.Sell("2026-02-11");
        _bundle.Orders.RemoveAll(order => (string)order["code"]! is "N2" or "N3");
        _bundle.Serve();
        _bundle.Shop.Asked.Clear();
        _bundle.Pipeline.Clock.Now += TimeSpan.FromHours(2);

        await _bundle.Pipeline.SucceedAsync();

        await _bundle.Pipeline.GivesAsync("SELECT count(*) FROM orders", ["8"]);
        Assert.That(_bundle.Shop.Asked.Count(asked => asked.TryGetProperty("take", out var take) && take.GetInt32() > 2),
            Is.EqualTo(large));
    }

    [Test]
    [Fault("shop that does not answer while it is asked for its currency")]
    public async Task A_first_run_of_a_shop_that_is_down_stands_in_the_ledger_and_later_runs_follow_the_shop()
    {
        _bundle.Shop.Currency = "EUR";
        _bundle.Orders.ForEach(order => order["currencyCode"] = "EUR");
        _bundle.Serve();
        var store = _bundle.Pipeline.Store;
        _bundle.Pipeline.Store = store with { Token = "lookup:unknown" };
        var first = await _bundle.Pipeline.RunAsync();
        Assert.That((first.Outcome, first.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)ErrorCode.SourceRefused)));
        await _bundle.Pipeline.GivesAsync("SELECT currency, time_zone FROM stores", ["XXX|UTC"]);
        await _bundle.Pipeline.Database.ExecuteAsync("UPDATE etl_runs SET outcome = 'running', finished_at = NULL, error_code = NULL");

        await _bundle.Pipeline.FailAsync(ErrorCode.SourceRefused);
        await _bundle.Pipeline.GivesAsync(
            "SELECT outcome, error_code FROM etl_runs ORDER BY run_id", ["abandoned|-", "failed|source_refused"]);

        _bundle.Pipeline.Store = store;
        await _bundle.Pipeline.SucceedAsync();
        await _bundle.Pipeline.GivesAsync("SELECT currency, time_zone FROM stores", ["EUR|UTC"]);
        await _bundle.Pipeline.GivesAsync("SELECT count(*) FROM orders", ["5"]);
    }

    [Test]
    public async Task A_landed_file_that_is_damaged_is_noticed_when_it_is_needed_and_the_history_is_read_again()
    {
        await _bundle.Pipeline.SucceedAsync();
        foreach (var chunk in Directory.EnumerateFiles(_bundle.Pipeline.LandingPath, "*.ndjson.gz", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(chunk, "no gzip");
        _bundle.Sell("2026-02-28");
        (_bundle.Orders[^1]["updatedAt"], _bundle.Orders[^1]["createdAt"]) = ("2026-03-01T12:01:30.000Z", "2026-03-01T12:01:30.000Z");
        _bundle.Serve();

        var run = await _bundle.Pipeline.SucceedAsync();

        Assert.That(run.IsFilling, Is.False);
        await _bundle.Pipeline.GivesAsync("SELECT count(*) FROM orders", ["6"]);
        await _bundle.Pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task A_store_without_a_currency_in_the_settings_has_that_of_its_shop_and_keeps_it()
    {
        _bundle.Shop.Currency = "EUR";
        _bundle.Orders.ForEach(order => order["currencyCode"] = "EUR");
        _bundle.Serve();

        await _bundle.Pipeline.SucceedAsync();
        await _bundle.Pipeline.GivesAsync("SELECT currency, time_zone FROM stores", ["EUR|UTC"]);
        await _bundle.Pipeline.GivesAsync("SELECT count(*) FROM orders", ["5"]);

        // The database is lost, and the shop does not answer: the landing zone knows it.
        await _bundle.Pipeline.ReplaceDatabaseAsync();
        _bundle.Shop.Currency = "CHF";
        await _bundle.Pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(null, null, Force: false),
        });
        await _bundle.Pipeline.GivesAsync("SELECT currency, time_zone FROM stores", ["EUR|UTC"]);

        // The shop goes over to another currency: the store's figures are in the first one for ever.
        var error = await _bundle.Pipeline.FailAsync(ErrorCode.StoreChanged);
        Assert.That(error, Does.Contain("sells in CHF, JPY, and the store's currency is EUR"));
    }

    /// <summary>Goes on with the history, and tells which lists were asked for.</summary>
    private async Task<(EcommerceEtl.Worker.Pipeline.RunSummary Run, string[] Lists)> FillAsync()
    {
        _bundle.Shop.Lists.Clear();
        var run = await _bundle.Pipeline.SucceedAsync(request => request with { Trigger = RunTrigger.Fill });
        return (run, [.. _bundle.Shop.Lists]);
    }
}
