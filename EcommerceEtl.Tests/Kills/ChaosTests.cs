using EcommerceEtl.Tests.Model;
using EcommerceEtl.Tests.Worker.Health;

namespace EcommerceEtl.Tests.Kills;

/// <summary>A loop of edits in the shop and runs, each disturbed at a seeded moment by one of the faults of <see cref="ChaosFault"/>.
/// <c>ECOMMERCE_ETL_CHAOS</c> sets how many, <c>ECOMMERCE_ETL_CHAOS_SEED</c> the seed (a number).</summary>
public sealed class ChaosTests
{
    /// <summary>In units of 25 carts.</summary>
    private const int ShopSize = 20;

    private const string Early = "before its claim";

    /// <summary>Faults come in rounds, each in an order of its own: every kind in each round, and a kill at each stage of a run.</summary>
    private static readonly ChaosFault[] Round =
    [
        .. Enumerable.Repeat(ChaosFault.Kill, KilledRun.Markers.Length), ChaosFault.Pause, ChaosFault.Pause, ChaosFault.Overtaken,
        ChaosFault.Break, ChaosFault.Break, ChaosFault.Crash, ChaosFault.Crash, ChaosFault.HalfAnswers,
    ];

    [Test]
    [Fault("kill -9 at every stage")]
    [Fault("SIGSTOP past every time-out")]
    [Fault("connection lost in mid-load")]
    [Fault("crash of the server")]
    [Fault("any order of edits, faults and runs")]
    public async Task Whatever_happens_to_a_run_it_leaves_all_of_itself_or_nothing_and_the_next_run_puts_it_right()
    {
        await using var server = await StoppableServer.StartedAsync();
        Assert.That(Round.Distinct(), Is.EquivalentTo(Enum.GetValues<ChaosFault>()), "every kind of fault comes");
        var seed = TestProgram.Number("ECOMMERCE_ETL_CHAOS_SEED", 13);
        var count = TestProgram.Number("ECOMMERCE_ETL_CHAOS", Round.Length);
        await TestContext.Out.WriteLineAsync($"ECOMMERCE_ETL_CHAOS_SEED={seed}, {count} faults");
        var r = new Random(seed);
        // A server that answers before its log is written would forget what it said.
        await server.RowsAsync("ALTER SYSTEM SET synchronous_commit = on");
        await server.RowsAsync("SELECT pg_reload_conf()");
        await using var session = ModelSession.Open(seed, ShopSize, server.Databases);
        session.Pipeline.Settings = session.Pipeline.Settings
            with
        { Database = session.Pipeline.Settings.Database with { SessionTimeout = TimeSpan.FromSeconds(5) } };
        await using var proxy = new DatabaseProxy(session.Pipeline.Database.ConnectionString);
        var spans = await StageSpans.MeasureAsync(session);
        var chaos = new ChaosRun(session, server, proxy);
        Dictionary<string, int> outcomes = [];
        var (kills, faults, round) = (0, 0, (ChaosFault[])[.. Round]);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            // Where the machine was busy when the stages were measured, faults come late: then there are more of them.
            for (var i = 1; i <= count || (i <= 3 * count && Met() < count / 3); i++)
            {
                faults = i;
                for (var edits = 1 + r.Next(20); edits > 0; edits--)
                    session.Edits.Edit(r, session.Now);
                if (i % Round.Length == 1)
                    r.Shuffle(round);
                var fault = round[(i - 1) % Round.Length];
                // Kills take the stages in turn, so that each stage has its share of them.
                var stage = fault == ChaosFault.Kill ? kills++ % KilledRun.Markers.Length : r.Next(KilledRun.Markers.Length);
                var outcome = await chaos.ExecuteAsync(
                    fault, KilledRun.Markers[stage], spans[stage] * r.NextDouble(), TimeSpan.FromMilliseconds(r.Next(500)));
                var key = $"{outcome.Text[..outcome.Text.IndexOf(' ', StringComparison.Ordinal)]} {outcome.Outcome ?? Early}";
                outcomes[key] = outcomes.GetValueOrDefault(key) + 1;
                await chaos.NextAsync("the run after it");
                if (i % 50 == 0)
                    await TestContext.Progress.WriteLineAsync($"{i} of {count}, {TimeProvider.System.GetElapsedTime(started):mm\\:ss}");
            }
            await FreshWarehouse.CompareAsync(session, r);
        }
        catch (Exception failure) when (failure is ModelMismatchException or AssertionException)
        {
            Assert.Fail($"ECOMMERCE_ETL_CHAOS_SEED={seed}:\n{string.Join('\n', session.Log.TakeLast(10))}\n{failure.Message}");
        }
        await TestContext.Out.WriteLineAsync(
            string.Join('\n', session.Log.Where(line => line.Contains("exit code", StringComparison.Ordinal)).TakeLast(50)));
        await TestContext.Out.WriteLineAsync(
            string.Join('\n', outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal)
            .Select(outcome => $"{outcome.Value,5} {outcome.Key}")));
        await TestContext.Out.WriteLineAsync(
            $"{faults} faults, {session.Ledger.Runs.Count} runs in the ledger, {session.Warehouse.Carts.Count} carts: 0 rows lost, doubled "
            + $"or partial, {kills} kills in {KilledRun.Markers.Length} stages in turn; "
            + $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        Assert.That(outcomes.Where(outcome => outcome.Key.EndsWith(Early, StringComparison.Ordinal)).Sum(outcome => outcome.Value),
            Is.LessThanOrEqualTo(faults / 3), "too many faults came too early to test anything");
        Assert.That(Met(), Is.GreaterThanOrEqualTo(count / 3), "most faults came too late to test anything");

        // Runs that a fault ended.
        int Met() => session.Ledger.Runs.Values.Count(run => run != "succeeded|-");
    }
}
