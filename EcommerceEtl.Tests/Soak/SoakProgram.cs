using System.Diagnostics;
using System.Diagnostics.Metrics;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Commands;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Soak;

/// <summary>
/// <c>serve</c> on a clock that goes from due time to due time as soon as the run of the one before has ended: a year of hourly runs in
/// minutes, with schedule, retention, endpoints and telemetry as they are.
/// </summary>
internal static class SoakProgram
{
    /// <summary>How long real time may pass without a run's end, however busy the machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <param name="args">How many runs, and after how many of them each sample is taken; settings come from the environment.</param>
    /// <returns>0 if every run succeeded.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ProcessMemory.KeepSmall();
        var (runs, every) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var real = TimeProvider.System;
        var clock = new FakeTimeProvider(real.GetUtcNow());
        using var ended = new SemaphoreSlim(0);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == EtlMetrics.MeterName && instrument.Name == "etl.run.duration")
                self.EnableMeasurementEvents(instrument);
        };
        string? bad = null;
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Key == "outcome" && tag.Value as string != "succeeded")
                    bad = tag.Value as string;
            ended.Release();
        });
        listener.Start();
        await using var app = ServeCommand.Build(
            configuration, SettingsReader.Read(configuration, [.. ShopKinds.All.Keys]), new WorkerState(), clock);
        await app.StartAsync();
        using var scraper = new HttpClient { BaseAddress = new Uri(configuration["ASPNETCORE_URLS"]!) };
        for (var run = 1; ; run++)
        {
            var started = real.GetTimestamp();
            while (!await ended.WaitAsync(TimeSpan.FromMilliseconds(2)))
            {
                // What waits for a moment to pass, such as the schedule between a due time and its job, is not kept waiting.
                clock.Advance(TimeSpan.FromMilliseconds(50));
                if (real.GetElapsedTime(started) > Patience)
                    return await FailAsync($"Run {run} has no end at {clock.GetUtcNow():u}.");
            }
            if (bad is not null)
                return await FailAsync($"Run {run} {bad}.");
            if (run % 10 == 0)
                await scraper.GetStringAsync("/metrics");
            if (run % every == 0)
                await SampleAsync(run);
            if (run == runs)
                break;
            var now = clock.GetUtcNow();
            clock.Advance(TimeSpan.FromTicks(Hour.Ticks - now.Ticks % Hour.Ticks));
        }
        await app.StopAsync();
        return 0;
    }

    /// <summary>Says what this process holds, and waits until the one who started it has looked at the rest.</summary>
    private static async Task SampleAsync(int run)
    {
        using var self = Process.GetCurrentProcess();
        var resident = self.WorkingSet64;
        var handles = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        var live = GC.GetTotalMemory(forceFullCollection: true);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"sample {run} {resident} {live} {self.Threads.Count} {handles}"));
        await Console.In.ReadLineAsync();
    }

    private static async Task<int> FailAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return 1;
    }
}
