using EcommerceEtl.Worker.Commands;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Telemetry;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The pipeline while the database fails under it.</summary>
internal sealed class FaultBundle : IAsyncDisposable
{
    /// <summary>The sessions of runs in this test's database.</summary>
    public const string RunSessions = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl'";

    public PipelineBundle Pipeline { get; } = new();

    public ShopDouble Shop => Pipeline.Shop;

    public TimeSpan SessionTimeout
    {
        set => Pipeline.Settings = Pipeline.Settings with { Database = Pipeline.Settings.Database with { SessionTimeout = value } };
    }

    /// <summary>Lets the runs reach the database by way of a proxy, which the caller disposes.</summary>
    public DatabaseProxy UseProxy()
    {
        var proxy = new DatabaseProxy(Pipeline.Database.ConnectionString);
        Pipeline.ConnectBy(proxy.ConnectionString);
        return proxy;
    }

    public Task<int> EndSessionsAsync() => Pipeline.Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) {RunSessions}");

    /// <summary>Runs SQL inside the run's own session at its next insert into a table; the function's body may raise.</summary>
    public Task<int> OnInsertAsync(string table, string body) => Pipeline.Database.ExecuteAsync($"""
        CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {body}; RETURN NEW; END $body$;
        CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fault()
        """);

    /// <summary>A run that reaches a stage of an entity, where something happens at once.</summary>
    public Task<RunSummary> RunAsync(RunStage stage, Entity? entity, Func<Task> happens) => Pipeline.RunAsync(progress: at =>
    {
        if (at.Stage == stage && at.Entity == entity)
            happens().GetAwaiter().GetResult();
    });

    /// <summary>The run failed with a code, changed no row, stands in the ledger and as one line in the log, would be counted and end the
    /// command with 1.</summary>
    public async Task FailedAsync(RunSummary run, ErrorCode code, string before)
    {
        Assert.That((run.Outcome, run.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)code)), run.Error?.ToString());
        Assert.That(await Pipeline.Database.ChecksumAsync(), Is.EqualTo(before), "a failed run changed a row");
        await Pipeline.GivesAsync($"SELECT outcome, error_code, error FROM etl_runs WHERE run_id = {run.RunId}",
            [$"failed|{SnakeCase.Of(code)}|{run.Error!.Message}"]);
        var errors = Pipeline.Log.Lines.Where(
            line => line.Level >= LogLevel.Error && line.Text.Contains($"run {run.RunId} ", StringComparison.Ordinal));
        Assert.That(
            errors.Select(line => (line.Text, line.Exception)),
            Is.EqualTo(
                new[] { ($"Store fakestore: run {run.RunId} failed ({SnakeCase.Of(code)}): {run.Error.Message}", (Exception?)null) }));
        using var metrics = new EtlMetrics(Pipeline.Settings, new LandingZone(Pipeline.LandingPath, Pipeline.Clock));
        using var counted = new CountedMeter(metrics.Meter);
        metrics.Ended(run);
        Assert.That(
            counted.Totals,
            Is.EqualTo(new Dictionary<string,
                long>
            { [$"etl.runs{{error_code={SnakeCase.Of(code)},outcome=failed,trigger={SnakeCase.Of(run.Trigger)}}}"] = 1 }));
        Assert.That(ExitCode.Of([run]), Is.EqualTo(1));
    }

    /// <summary>The fault is over: the next run puts everything right.</summary>
    public async Task HealsAsync()
    {
        await Pipeline.Database.ExecuteAsync("DROP FUNCTION IF EXISTS fault CASCADE");
        var next = await Pipeline.SucceedAsync();
        Assert.That(next.Entities.Select(entity => entity.Live),
            Is.EqualTo(new[] { (long)Shop.Products.Count, Shop.Users.Count, Shop.Carts.Count }));
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();
}
