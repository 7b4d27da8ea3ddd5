namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>
/// Two workers on one database, each killed with SIGKILL at seeded moments and started again. The variable <c>ECOMMERCE_ETL_SLOTS</c> sets
/// how many slots they are watched for, <c>ECOMMERCE_ETL_SLOT_SEED</c> the seed (a number).
/// </summary>
[NonParallelizable]
internal sealed class TwoWorkersTests : IAsyncDisposable
{
    private readonly ServeProcess[] _workers = new ServeProcess[2];
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("two workers")]
    public async Task Every_slot_succeeds_exactly_once_though_either_worker_is_killed()
    {
        var (seed, slots) = (TestProgram.Number("ECOMMERCE_ETL_SLOT_SEED", 10), TestProgram.Number("ECOMMERCE_ETL_SLOTS", 20));
        var r = new Random(seed);
        var kills = 0;
        // A run then takes a third of a second (it writes to that table three times): long enough to be killed in.
        await _test.Database.ExecuteAsync("""
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END';
            CREATE TRIGGER slow BEFORE INSERT ON etl_run_entities FOR EACH STATEMENT EXECUTE FUNCTION slow()
            """);
        try
        {
            (_workers[0], _workers[1]) = (_test.Serve(), _test.Serve());
            await Task.WhenAll(_workers.Select(worker => worker.ReadyAsync()));
            // The next due time: from here on one of the two lives at any moment.
            var first = Now() + TimeSpan.FromSeconds(1);
            await DoneUntilAsync(first, first);
            for (var done = first; done < first.AddSeconds(slots);)
            {
                await Task.Delay(TimeSpan.FromSeconds(r.NextDouble()));
                var victim = r.Next(2);
                await _workers[victim].DisposeAsync();
                _workers[victim] = _test.Serve();
                kills++;
                // The other one may be next: this one must be well first, and nothing that was due before may still be open.
                await _workers[victim].ReadyAsync();
                done = Now() + TimeSpan.FromSeconds(1);
                await DoneUntilAsync(first, done);
            }

            await _test.GivesAsync("SELECT slot, count(*) FROM etl_runs WHERE outcome = 'succeeded' GROUP BY 1 HAVING count(*) <> 1", []);
            await _test.GivesAsync("SELECT FROM etl_runs WHERE outcome IN ('failed', 'skipped')", [], Logs());
            await _test.Database.HoldsAsync();
            foreach (var worker in _workers)
                Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
            await TestContext.Out.WriteLineAsync(
                $"ECOMMERCE_ETL_SLOT_SEED={seed}, {kills} kills; runs: "
                + string.Join(", ", await _test.RowsAsync("SELECT outcome, count(*) FROM etl_runs GROUP BY 1 ORDER BY 1")));
        }
        finally
        {
            foreach (var worker in _workers.Where(worker => worker is not null))
                await worker.DisposeAsync();
        }
    }

    [Test]
    [Fault("two workers")]
    public async Task Slots_that_fall_due_during_a_long_run_are_run_after_it_each_once()
    {
        var (asked, letGo) = _test.Shop.HoldAndLetGo();
        await using var worker = _test.Serve();
        await worker.ReadyAsync();
        await asked;
        var held = Now();
        // Longer than the scheduler's own idea of being late, which is 5 s.
        await ChildProcess.PollAsync(() => Task.FromResult(Now() > held.AddSeconds(7)), () => "the clock stands", worker);
        var released = Now();
        letGo.SetResult();

        await _test.RowAsync($"SELECT FROM etl_runs WHERE outcome = 'succeeded' AND slot > '{released:u}'", worker);

        await _test.GivesAsync($"""
                SELECT due FROM generate_series('{held.AddSeconds(1):u}'::timestamptz, '{released:u}', '1 s') due
                WHERE (SELECT count(*) FROM etl_runs WHERE slot = due AND outcome = 'succeeded') <> 1
                """, [], worker.Log);
    }

    /// <summary>The second it is, by the clock of the workers.</summary>
    private static DateTime Now()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Waits until every due time from one to another has its success.</summary>
    private Task DoneUntilAsync(DateTime first, DateTime last)
    {
        string[] open = [];
        return ChildProcess.PollAsync(
            async () => (open = await _test.RowsAsync($"""
                SELECT due FROM generate_series('{first:u}'::timestamptz, '{last:u}', '1 s') due
                WHERE NOT EXISTS (SELECT FROM etl_runs WHERE slot = due AND outcome = 'succeeded')
                """)).Length == 0,
            () => $"These slots have no success: {string.Join(", ", open)}{Logs()}");
    }

    private string Logs() => $"\n--- one worker\n{_workers[0].Log}\n--- the other\n{_workers[1].Log}";
}
