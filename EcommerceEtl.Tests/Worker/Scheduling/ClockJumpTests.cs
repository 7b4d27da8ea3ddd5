using System.Collections.Concurrent;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>
/// The whole worker, Quartz's scheduler included, on a clock that jumps like that of a machine: timers that are set already know nothing
/// of it. It runs every quarter of an hour, through the night in which Berlin's clocks go from two to three.
/// </summary>
public sealed class ClockJumpTests : IAsyncDisposable
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private readonly ConcurrentQueue<string> _said = [];
    private readonly FakeTimeProvider _clock = new(At(29, "00:20:00"));

    [Test]
    [Fault("clock set back or ahead")]
    public async Task Every_slot_succeeds_once_though_the_clock_goes_an_hour_back_and_a_day_ahead()
    {
        _clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        using var host = Build();
        await host.StartAsync();
        await RunsAsync("29 00:15");
        await EachQuarterAsync(6);
        string[] night = ["29 00:15", "29 00:30", "29 00:45", "29 01:00", "29 01:15", "29 01:30", "29 01:45"];
        Assert.That(await SucceededAsync(), Is.EqualTo(night),
            "two o'clock in Berlin is three o'clock, and nothing is left out or doubled");

        // Quartz has planned 02:00 by now and would do nothing until then; what comes again has been done.
        _clock.AdjustTime(At(29, "00:46:00"));
        await BroughtBackAsync();
        await EachQuarterAsync(4, done: true);
        await EachQuarterAsync(2);
        night = [.. night, "29 02:00", "29 02:15"];
        Assert.That(await SucceededAsync(), Is.EqualTo(night));

        // A day ahead: of some hundred due times only the latest is run.
        _clock.AdjustTime(At(30, "02:16:00"));
        await EachQuarterAsync(2);
        night = [.. night, "30 02:30", "30 02:45"];
        Assert.That(await SucceededAsync(), Is.EqualTo(night));

        // And back: the plan stood at tomorrow.
        _said.Clear();
        _clock.AdjustTime(At(29, "02:46:00"));
        await BroughtBackAsync();
        await EachQuarterAsync(2);
        Assert.That(await SucceededAsync(), Is.EqualTo((string[])[.. night, "29 03:00", "29 03:15"]));

        await host.StopAsync();
        await _test.GivesAsync("SELECT outcome FROM etl_runs WHERE outcome <> 'succeeded'", []);
        await _test.Database.HoldsAsync();
    }

    private static DateTimeOffset At(int day, string time) =>
        DateTimeOffset.Parse($"2026-03-{day}T{time}Z", System.Globalization.CultureInfo.InvariantCulture);

    private IHost Build()
    {
        var settings = _test.Settings with { Stores = [_test.Store with { Cron = "0 0/15 * * * ?" }] };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new SaidLines(_said.Enqueue));
        builder.Services
            .AddWorker(settings)
            .AddTelemetry(settings)
            .AddScheduling(settings)
            .AddSingleton<WorkerState>()
            .AddSingleton<DatabaseReach>()
            .AddSingleton<TimeProvider>(_clock);
        return builder.Build();
    }

    /// <summary>Goes to the next due time, waits for what becomes of it, and so on.</summary>
    /// <param name="count">How many due times.</param>
    /// <param name="done">They have succeeded before.</param>
    private async Task EachQuarterAsync(int count, bool done = false)
    {
        for (var each = 0; each < count; each++)
        {
            var now = _clock.GetUtcNow();
            var slot = now.AddTicks(Quarter.Ticks - now.Ticks % Quarter.Ticks);
            _clock.Advance(slot - now);
            if (done)
                await SaidAsync($"slot {slot:u} has succeeded already.", TimeSpan.FromMilliseconds(100));
            else
                await RunsAsync(slot.ToString("dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Within a minute or so, in which nothing runs: it may pass quickly.</summary>
    private Task BroughtBackAsync() => SaidAsync("the clock was set back. It is brought back.", TimeSpan.FromSeconds(5));

    private Task RunsAsync(string slot) =>
        UntilAsync(async () => (await SucceededAsync()).Contains(slot), slot, TimeSpan.FromMilliseconds(100));

    private Task SaidAsync(string text, TimeSpan step) =>
        UntilAsync(() => Task.FromResult(_said.Any(line => line.Contains(text, StringComparison.Ordinal))), text, step);

    /// <summary>Lets time go by, by a step at each look.</summary>
    private Task UntilAsync(Func<Task<bool>> holds, string otherwise, TimeSpan step) => ChildProcess.PollAsync(
        () =>
        {
            _clock.Advance(step);
            return holds();
        },
        () => $"Never at {_clock.GetUtcNow():u}: {otherwise}\n{string.Join('\n', _said)}");

    /// <summary>A row a success, so that a slot that ran twice is there twice.</summary>
    private Task<string[]> SucceededAsync() =>
        _test.RowsAsync("SELECT to_char(slot AT TIME ZONE 'UTC', 'DD HH24:MI') FROM etl_runs WHERE outcome = 'succeeded' ORDER BY run_id");
}
