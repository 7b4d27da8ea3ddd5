using EcommerceEtl.Tests.Model;
using EcommerceEtl.Tests.Worker.Health;
using Npgsql;

namespace EcommerceEtl.Tests.Kills;

/// <summary>What happens to a run.</summary>
internal enum ChaosFault
{
    /// <summary>The worker's process is killed with SIGKILL.</summary>
    Kill,

    /// <summary>It stands still for less than half a second.</summary>
    Pause,

    /// <summary>It stands still until another run has taken its place.</summary>
    Overtaken,

    /// <summary>All its connections to the database are reset.</summary>
    Break,

    /// <summary>PostgreSQL's processes end at once, and it starts again.</summary>
    Crash,

    /// <summary>The shop's answers break off in the middle, once each.</summary>
    HalfAnswers,
}

/// <summary>How a disturbed run ended.</summary>
/// <param name="Outcome">Its outcome in the ledger; null if it had not got there.</param>
/// <param name="Text">For the log.</param>
internal sealed record ChaosOutcome(string? Outcome, string Text);

/// <summary>Runs in processes of their own, each disturbed by one fault at a given moment, and the proof after each that database and
/// model are the same.</summary>
internal sealed class ChaosRun(ModelSession session, StoppableServer server, DatabaseProxy proxy)
{
    /// <summary>What a run may fail with that was disturbed; anything else would be a fault of its own.</summary>
    private static readonly string[] Allowed = ["failed|session_lost", "failed|database_unreachable", "failed|too_many_rejects"];

    /// <summary>The sessions of workers, from this test's process or another, that are not waiting for their worker.</summary>
    private const string Busy =
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl' AND state = 'active' AND "
            + "wait_event IS DISTINCT FROM 'ClientRead'";

    /// <summary>Runs, disturbs, compares.</summary>
    /// <param name="fault">What happens.</param>
    /// <param name="marker">The line of standard error that starts the timer.</param>
    /// <param name="offset">When after that line.</param>
    /// <param name="pause">How long a pause lasts.</param>
    public async Task<ChaosOutcome> ExecuteAsync(ChaosFault fault, string marker, TimeSpan offset, TimeSpan pause)
    {
        var settings = session.Pipeline.Variables();
        // What a stopped worker has sent must not lie in the proxy: it would arrive at any time later.
        if (fault == ChaosFault.Break)
            settings["ConnectionStrings__Warehouse"] = proxy.ConnectionString;
        settings["Database__SessionTimeout"] = "00:00:05";
        if (fault == ChaosFault.HalfAnswers)
            BreakOffOnce();
        await using var worker = KilledRun.Start(settings);
        if (await worker.TryLineAsync(marker) is not null)
            await Task.Delay(offset);
        var outcome = await DisturbAsync(fault, worker, pause);
        var ended = await worker.ExitAsync();
        var (code, said) = (ended.Code, ended.Everything);
        session.Serve(null);
        await StoreLockWait.UntilFreeAsync(session.Pipeline.Database, "fakestore");
        outcome = await KilledRun.LearnAsync(session) ?? outcome;
        var text = $"{fault} at '{marker}' + {offset.TotalMilliseconds:0.0} ms: {outcome ?? "no run"}, exit code {code}";
        session.Log.Add(text);
        await session.CompareAsync(text);
        if (fault != ChaosFault.Kill)
            Assert.That((code == 0, code is 0 or 1), Is.EqualTo((outcome == "succeeded", true)), $"{text}\n{said}");
        if (outcome == "failed")
            Assert.That(Allowed, Does.Contain(session.Ledger.Runs.Last().Value), $"{text}\n{said}");
        return new ChaosOutcome(outcome, text);
    }

    private async Task<string?> DisturbAsync(ChaosFault fault, ChildProcess worker, TimeSpan pause)
    {
        switch (fault)
        {
            case ChaosFault.Kill:
                await worker.KillAsync();
                break;
            case ChaosFault.Pause:
                await worker.SignalAsync("STOP");
                await Task.Delay(pause);
                await worker.SignalAsync("CONT");
                break;
            case ChaosFault.Overtaken:
                return await OvertakeAsync(worker);
            case ChaosFault.Break:
                proxy.Break();
                break;
            case ChaosFault.Crash:
                await server.CrashAsync();
                await using (var pool = new NpgsqlConnection(session.Pipeline.Database.ConnectionString))
                    NpgsqlConnection.ClearPool(pool);
                break;
            default:
                // The shop does it.
                break;
        }
        return null;
    }

    /// <summary>While the worker stands still, its sessions are ended by time-out or by the one who wants its place.</summary>
    /// <returns>The stopped run's outcome when it was stopped; null if it had not got there.</returns>
    private async Task<string?> OvertakeAsync(ChildProcess worker)
    {
        await worker.SignalAsync("STOP");
        // A COMMIT that was on its way has arrived once the session waits for the next word, and goes on waiting for it.
        var quiet = 0;
        await ChildProcess.PollAsync(
            async () => (quiet = (await session.Pipeline.Database.RowsAsync(Busy)).Length == 0 ? quiet + 1 : 0) == 3,
            () => "The stopped worker's session is busy for ever.");
        var outcome = await KilledRun.LearnAsync(session);
        await NextAsync("a run in the stopped one's place");
        await worker.SignalAsync("CONT");
        return outcome;
    }

    /// <summary>A run in this process that nothing disturbs, now: it must mark the dead ones and bring all that they did not.</summary>
    public Task NextAsync(string label)
    {
        session.Pipeline.Clock.Now = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1);
        return session.RunAsync(label, request => request with { AcceptShrink = true, LockPatience = TimeSpan.FromMinutes(1) });
    }

    private void BreakOffOnce()
    {
        HashSet<string> broken = [];
        session.Serve(async context =>
        {
            var path = context.Request.Path.Value!;
            bool first;
            lock (broken)
                first = broken.Add(path);
            if (!first)
            {
                await session.Shop.AnswerAsync(context);
                return;
            }
            var body = session.Shop.Body(path);
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
    }
}
