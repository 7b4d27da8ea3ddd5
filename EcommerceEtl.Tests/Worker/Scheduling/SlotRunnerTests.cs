using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What becomes of the fires of a schedule (every quarter of an hour) when the clock does what clocks do.</summary>
public sealed class SlotRunnerTests : IAsyncDisposable
{
    private const string Misfires = "etl.schedule.misfires{}";
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private readonly ConcurrentQueue<string> _said = [];
    private ServiceProvider _services = null!;

    [SetUp]
    public void Build() => _services = Services();

    [TearDown]
    public async Task ReleaseAsync() => await _services.DisposeAsync();

    [Test]
    [Fault("missed fire times")]
    public async Task After_missed_fires_the_latest_slot_runs_once_and_the_others_are_counted()
    {
        using var counted = Counted();
        await FireAsync("12:00:00", "12:00:00.1");

        await FireAsync("15:07:30.2", "15:07:30.2");
        await FireAsync("15:07:30.2", "15:07:31");

        Assert.That(await SlotsAsync(), Is.EqualTo(new[] { "12:00|succeeded", "15:00|succeeded" }));
        Assert.That(counted.Totals[Misfires], Is.EqualTo(11), "12:15 to 14:45");
    }

    [Test]
    [Fault("missed fire times")]
    public async Task What_fell_due_while_no_worker_lived_is_counted_at_the_start()
    {
        await FireAsync("12:00:00", "12:00:00.1");
        await _services.DisposeAsync();
        _services = Services();
        using var counted = Counted();
        await Slots.RefreshGaugesAsync(CancellationToken.None);

        await FireAsync(null, "13:20:00", RunTrigger.Startup);
        await FireAsync(null, "13:21:00", RunTrigger.Startup);

        Assert.That(await SlotsAsync(), Is.EqualTo(new[] { "12:00|succeeded", "13:15|succeeded" }));
        Assert.That(counted.Totals[Misfires], Is.EqualTo(4), "12:15 to 13:00");
    }

    [Test]
    [Fault("clock set back or ahead")]
    public async Task A_clock_that_is_set_an_hour_back_doubles_no_slot()
    {
        for (var quarter = 0; quarter < 5; quarter++)
            await FireOnTimeAsync(12 * 60 + 15 * quarter);

        // From 13:01 back to 12:01; a restart asks at once, then the same hour comes again, with other prices than before.
        await FireAsync("13:15:00", "12:01:00");
        await FireAsync(null, "12:02:00", RunTrigger.Startup);
        for (var quarter = 1; quarter < 6; quarter++)
        {
            _test.Shop.Products[0]!["price"] = 200 + quarter;
            await FireOnTimeAsync(12 * 60 + 15 * quarter);
        }

        Assert.That(
            await SlotsAsync(),
            Is.EqualTo(new[] { "12:00|succeeded", "12:15|succeeded", "12:30|succeeded", "12:45|succeeded", "13:00|succeeded",
                "13:15|succeeded" }));
        await HoldAsync();
    }

    [Test]
    [Fault("clock set back or ahead")]
    public async Task A_clock_that_jumps_a_day_forward_and_back_doubles_no_slot()
    {
        await FireOnTimeAsync(12 * 60);
        _test.Shop.Products[0]!["price"] = 201;
        await FireAsync("12:15:00", "12:15:30", day: 2);
        _test.Shop.Products[0]!["price"] = 202;
        await FireAsync("12:15:00", "12:15:40");
        await FireAsync("12:15:00", "12:15:50");
        _test.Shop.Products[0]!["price"] = 203;
        await FireOnTimeAsync(12 * 60 + 30);

        await _test.GivesAsync("SELECT to_char(slot AT TIME ZONE 'UTC', 'DD HH24:MI'), outcome FROM etl_runs ORDER BY run_id",
            ["01 12:00|succeeded", "02 12:15|succeeded", "01 12:15|succeeded", "01 12:30|succeeded"]);
        await HoldAsync();
    }

    [Test]
    public async Task A_lock_that_is_held_beyond_all_patience_leaves_one_skipped_row_for_the_slot()
    {
        await FireAsync("12:00:00", "12:00:00.1");
        await using (var other = await _test.Database.OpenAsync())
        {
            await Tests.Warehouse.QueryRows.RowsAsync(
                other, "SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text");
            // 60 s of patience in 0.6 s; a peer that waited as long for the same slot says the same.
            _test.Clock.Hurry = 100;
            var started = _test.Clock.GetTimestamp();
            await FireAsync("12:15:00", "12:15:00.1");
            Assert.That(_test.Clock.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromSeconds(60)));
            await FireAsync("12:15:00", "12:15:00.2");
            Assert.That(await SlotsAsync(), Is.EqualTo(new[] { "12:00|succeeded", "12:15|skipped" }));
            await Tests.Warehouse.QueryRows.RowsAsync(
                other, "SELECT pg_advisory_unlock(hashtextextended('ecommerce-etl store fakestore', 0))::text");
        }
        await FireAsync("12:30:00", "12:30:00.1");

        Assert.That(await SlotsAsync(), Is.EqualTo(new[] { "12:00|succeeded", "12:15|skipped", "12:30|succeeded" }));
    }

    [TestCase(503, "12:00:01", "5,30,120", Description = "again and again, then no more")]
    [TestCase(503, "12:14:40", "5", Description = "until the next slot is due")]
    [TestCase(404, "12:00:01", "", Description = "what will not pass by itself is not tried again")]
    public async Task A_transient_failure_is_tried_again_for_the_same_slot(int status, string now, string waits)
    {
        _test.Shop.AnswerWith(status);
        HurryWaits();
        var started = _test.Clock.GetTimestamp();
        await FireAsync("12:00:00", now);

        int[] expected = [.. waits.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.That(await SlotsAsync(), Is.EqualTo(Enumerable.Repeat("12:00|failed", 1 + expected.Length)));
        Assert.That(_test.Clock.GetElapsedTime(started).TotalSeconds, Is.GreaterThanOrEqualTo(expected.Sum()));
        Assert.That(_said.Where(line => line.Contains("asked for again", StringComparison.Ordinal))
            .Select(line => line.Split(" in ")[1].TrimEnd('.')),
            Is.EqualTo(expected.Select(seconds => TimeSpan.FromSeconds(seconds).ToString())));
    }

    [TestCase("20", "12:00:01", "20,30,120", Description = "as long as the shop asks, and never shorter than planned")]
    [TestCase("200", "12:00:01", "200,200,200")]
    [TestCase("Sun, 01 Mar 2026 12:02:30 GMT", "12:00:00", "150,150,150")]
    [TestCase("1000", "12:00:01", "", Description = "not at all if the next slot is due before")]
    [TestCase("99999999999999999999", "12:00:01", "")]
    [TestCase("-99999999999999999999", "12:00:01", "5,30,120")]
    [Fault("Retry-After longer than the schedule's own wait")]
    public async Task A_slot_is_not_asked_for_again_before_the_shop_allows_it(string retryAfter, string now, string waits)
    {
        _test.Shop.Instead = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
        await WithoutRetriesAsync();
        await FireAsync("12:00:00", now);

        int[] expected = [.. waits.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.That(Waits(), Is.EqualTo(expected.Select(seconds => TimeSpan.FromSeconds(seconds))));
        Assert.That(await SlotsAsync(), Is.EqualTo(Enumerable.Repeat("12:00|failed", 1 + expected.Length)));
        Assert.That(_said.Count(line => line.Contains("asked to be left alone", StringComparison.Ordinal)),
            Is.EqualTo(expected.Length == 0 ? 1 : 0));
    }

    [Test]
    [Fault("Retry-After longer than the schedule's own wait")]
    public async Task A_shop_that_answers_well_again_is_left_alone_no_longer()
    {
        var answers = 0;
        _test.Shop.Instead = context =>
        {
            answers++;
            if (answers == 1)
                context.Response.Headers.RetryAfter = "100";
            context.Response.StatusCode = answers == 2 ? 200 : 503;
            return answers == 2 ? context.Response.WriteAsync("[]") : Task.CompletedTask;
        };
        await WithoutRetriesAsync();
        await FireAsync("12:00:00", "12:00:01");

        // The second run gets an answer to its first question, and a failure that asks for nothing to its second.
        Assert.That(Waits(), Is.EqualTo(new[] { TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2) }));
    }

    [Test]
    public async Task A_slot_that_succeeds_at_the_second_attempt_is_not_asked_for_a_third_time()
    {
        _test.Shop.Before = context =>
        {
            if (Waits().Any())
                return false;
            context.Response.StatusCode = 503;
            return true;
        };
        HurryWaits();
        await FireAsync("12:00:00", "12:00:01");

        Assert.That(await SlotsAsync(), Is.EqualTo(new[] { "12:00|failed", "12:00|succeeded" }));
    }

    [Test]
    public async Task The_next_fire_stays_in_the_past_while_no_run_has_begun_for_it()
    {
        await FireAsync("12:00:00", "12:00:00.1");
        Assert.That(await NextFireAsync("12:14:00"), Is.EqualTo(At("12:15:00", 1)));
        Assert.That(await NextFireAsync("12:50:00"), Is.EqualTo(At("12:15:00", 1)));
        await FireAsync("12:45:00", "12:50:00.1");
        Assert.That(await NextFireAsync("12:51:00"), Is.EqualTo(At("13:00:00", 1)));
    }

    /// <summary>Lets the waits between attempts pass quickly, and no patience run out: that of a minute with the lock and with the
    /// database, and that with a run's extract, would be over before a busy machine has done anything.</summary>
    private void HurryWaits() => (_test.Clock.Hurry, _test.Clock.IsEndless) =
        (500, wait => wait == TimeSpan.FromSeconds(60) || wait > TimeSpan.FromMinutes(5));

    /// <summary>What the metrics say at a later look at schedule and ledger.</summary>
    private async Task<DateTimeOffset> NextFireAsync(string now)
    {
        _test.Clock.Now = At(now, 1);
        await Slots.RefreshGaugesAsync(CancellationToken.None);
        var seconds = 0.0;
        using var listener = new MeterListener();
        var meter = _services.GetRequiredService<EtlMetrics>().Meter;
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == meter && instrument.Name == "etl.schedule.next_fire.timestamp")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seconds = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return DateTimeOffset.FromUnixTimeSeconds((long)seconds);
    }

    /// <summary>Each run asks once, and waits are short.</summary>
    private async Task WithoutRetriesAsync()
    {
        _test.Settings = _test.Settings with { Http = _test.Settings.Http with { Retries = 0 } };
        await _services.DisposeAsync();
        _services = Services();
        HurryWaits();
    }

    /// <summary>How long each attempt for a slot after its first was waited for.</summary>
    private IEnumerable<TimeSpan> Waits() => _said.Where(line => line.Contains("is asked for again in", StringComparison.Ordinal))
        .Select(line => TimeSpan.Parse(line.Split(" in ")[1].TrimEnd('.'), System.Globalization.CultureInfo.InvariantCulture));

    private CountedMeter Counted() => new(_services.GetRequiredService<EtlMetrics>().Meter);

    private SlotRunner Slots => _services.GetRequiredService<SlotRunner>();

    private ServiceProvider Services() => _test.ScheduleServices(new SaidLines(_said.Enqueue));

    private Task FireOnTimeAsync(int minute) => FireAsync($"{minute / 60}:{minute % 60:00}:00", $"{minute / 60}:{minute % 60:00}:00.1");

    /// <summary>The scheduler fires for one time at another.</summary>
    private async Task FireAsync(string? scheduled, string now, RunTrigger trigger = RunTrigger.Schedule, int day = 1)
    {
        var store = _test.Store;
        _test.Clock.Now = At(now, day);
        var slot = new DueTimes(store).SlotOf(scheduled is null ? null : At(scheduled, 1), _test.Clock.Now);
        await Slots.RunAsync(store, slot, trigger, CancellationToken.None);
    }

    private Task<string[]> SlotsAsync() =>
        _test.RowsAsync("SELECT to_char(slot AT TIME ZONE 'UTC', 'HH24:MI'), outcome FROM etl_runs ORDER BY run_id");

    private async Task HoldAsync()
    {
        await _test.Database.HoldsAsync();
        await _test.GivesAsync("SELECT price FROM products WHERE product_id = 1",
            [$"{_test.Shop.Products[0]!["price"]}.0000"], "the latest price the shop told");
    }

    private static DateTimeOffset At(string time, int day) =>
        DateTimeOffset.Parse($"2026-03-0{day}T{time}Z", System.Globalization.CultureInfo.InvariantCulture);
}
