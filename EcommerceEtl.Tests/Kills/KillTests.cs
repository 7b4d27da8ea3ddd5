using System.Globalization;
using EcommerceEtl.Tests.Model;
using EcommerceEtl.Tests.Worker.Pipeline;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Kills;

/// <summary>
/// The worker is killed at seeded moments, spread over claim, extract, load and commit. <c>ECOMMERCE_ETL_KILLS</c> sets how often,
/// <c>ECOMMERCE_ETL_KILL_SEED</c> the seed (a number).
/// </summary>
public sealed class KillTests
{
    /// <summary>In units of 25 carts: enough of them that extract and load take as long as the process needs to notice anything.</summary>
    private const int ShopSize = 100;

    [Test]
    public async Task A_kill_at_any_moment_leaves_all_of_a_run_or_nothing_and_the_next_run_puts_it_right()
    {
        var seed = Setting("ECOMMERCE_ETL_KILL_SEED", 9);
        var kills = Setting("ECOMMERCE_ETL_KILLS", 20);
        await TestContext.Out.WriteLineAsync($"ECOMMERCE_ETL_KILL_SEED={seed}, {kills} kills");
        var r = new Random(seed);
        await using var session = await ModelSession.OpenAsync(seed, ShopSize);
        var spans = await MeasureAsync(session);
        List<string?> outcomes = [];
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                for (var edit = 0; edit < 40; edit++)
                    session.Edits.Edit(r, session.Now);
                var stage = kill % KilledRun.Markers.Length;
                // A COMMIT takes a millisecond or two.
                var span = stage == KilledRun.Markers.Length - 1 ? TimeSpan.FromMilliseconds(2) : spans[stage];
                var outcome = await KilledRun.ExecuteAsync(session, KilledRun.Markers[stage], span * r.NextDouble());
                outcomes.Add(outcome);
                // The next run, a moment later: it must mark the dead one and bring all that the killed one did not.
                session.Pipeline.Clock.Now = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1);
                await session.RunAsync("the run after the kill", request => request with { AcceptShrink = true });
            }
            await FreshWarehouse.CompareAsync(session, r);
        }
        catch (ModelMismatchException mismatch)
        {
            Assert.Fail($"ECOMMERCE_ETL_KILL_SEED={seed}:\n{string.Join('\n', session.Log.TakeLast(10))}\n{mismatch.Message}");
        }
        var dead = outcomes.Count(outcome => outcome == "running");
        await TestContext.Out.WriteLineAsync(string.Join('\n', session.Log.Where(line => line.StartsWith("kill", StringComparison.Ordinal))));
        await TestContext.Out.WriteLineAsync($"{dead} killed in mid-run, {outcomes.Count(outcome => outcome == "succeeded")} after their commit, {outcomes.Count(outcome => outcome is null)} before their claim");
        Assert.That(dead, Is.GreaterThanOrEqualTo(kills / 3), "most kills came too early or too late to test anything");
    }

    /// <summary>How long an undisturbed run takes from each marker to the next, the last one to its end. It is the first load, so it does the most.</summary>
    private static async Task<TimeSpan[]> MeasureAsync(ModelSession session)
    {
        List<long> times = [];
        await using var scratch = await PipelineHarness.CreateAsync(session.Pipeline.Shop);
        await using (var worker = WorkerProcess.Start(WorkerProcess.SettingsOf(scratch), "run"))
        {
            foreach (var marker in KilledRun.Markers)
                times.Add((await worker.WaitForAsync(marker))?.At ?? throw new AssertionException($"the worker never said '{marker}': {await worker.OutputAsync()}"));
            Assert.That(await worker.ExitAsync(), Is.Zero, await worker.OutputAsync());
            times.Add(TimeProvider.System.GetTimestamp());
        }
        var spans = times.Zip(times.Skip(1), TimeProvider.System.GetElapsedTime).ToArray();
        await TestContext.Out.WriteLineAsync(string.Join(
            ", ", KilledRun.Markers.Zip(spans, (marker, span) => string.Create(CultureInfo.InvariantCulture, $"'{marker}' {span.TotalMilliseconds:0} ms"))));
        return spans;
    }

    private static int Setting(string variable, int standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
