using EcommerceEtl.Tests.Model;

namespace EcommerceEtl.Tests.Kills;

/// <summary>The worker is killed at seeded moments, spread over claim, extract, load and commit. <c>ECOMMERCE_ETL_KILLS</c> sets how often,
/// <c>ECOMMERCE_ETL_KILL_SEED</c> the seed (a number).</summary>
public sealed class KillTests
{
    /// <summary>In units of 25 carts: enough of them that extract and load take as long as the process needs to notice anything.</summary>
    private const int ShopSize = 100;

    [Test]
    [Fault("kill -9 at every stage")]
    public async Task A_kill_at_any_moment_leaves_all_of_a_run_or_nothing_and_the_next_run_puts_it_right()
    {
        var seed = TestProgram.Number("ECOMMERCE_ETL_KILL_SEED", 9);
        var kills = TestProgram.Number("ECOMMERCE_ETL_KILLS", KilledRun.Markers.Length);
        await TestContext.Out.WriteLineAsync($"ECOMMERCE_ETL_KILL_SEED={seed}, {kills} kills");
        var r = new Random(seed);
        await using var session = ModelSession.Open(seed, ShopSize);
        var spans = await StageSpans.MeasureAsync(session);
        List<string?> outcomes = [];
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                for (var edit = 0; edit < 40; edit++)
                    session.Edits.Edit(r, session.Now);
                var stage = kill % KilledRun.Markers.Length;
                var outcome = await KilledRun.ExecuteAsync(session, KilledRun.Markers[stage], spans[stage] * r.NextDouble());
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
        await TestContext.Out.WriteLineAsync(
            string.Join('\n', session.Log.Where(line => line.StartsWith("kill", StringComparison.Ordinal))));
        await TestContext.Out.WriteLineAsync(
            $"{dead} killed in mid-run, {outcomes.Count(outcome => outcome == "succeeded")} after their commit, "
            + $"{outcomes.Count(outcome => outcome is null)} before their claim");
        Assert.That(dead, Is.GreaterThanOrEqualTo(kills / 3), "most kills came too early or too late to test anything");
    }
}
