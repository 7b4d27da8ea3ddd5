using System.Net;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>What <c>serve</c> does on a schema that is not its own.</summary>
internal sealed class SchemaTests : IAsyncDisposable
{
    private const string Newer = "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')";
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("older worker on a newer schema")]
    public async Task A_newer_schema_at_the_start_ends_it_with_one_plain_line()
    {
        await _test.Database.ExecuteAsync(Newer);
        var before = await _test.Database.ChecksumAsync();

        await RefusesAsync("schema_newer", "29990101000000_Later");

        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_older_schema_that_it_may_not_change_ends_it_with_one_plain_line()
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        _test.Settings["Database__Migrate"] = "check";

        await RefusesAsync("schema_older", "migrate");

        await _test.GivesAsync("SELECT FROM information_schema.tables WHERE table_schema = 'public'", []);
    }

    [Test]
    [Fault("older worker on a newer schema")]
    public async Task A_schema_that_becomes_newer_under_it_lets_it_write_no_more_and_say_so()
    {
        await using var worker = _test.Serve();
        await worker.LineAsync(" succeeded: ");

        await _test.Database.ExecuteAsync(Newer);
        var ready = await worker.UntilAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.That(ready.Body, Does.Contain("schema_newer").And.Contain("29990101000000_Later"));
        await worker.LineAsync("failed (schema_newer)");
        var rows = await _test.RowsAsync("SELECT count(*) FROM etl_runs");
        await ChildProcess.PollAsync(() => Task.FromResult(worker.Log.Split("failed (schema_newer)").Length > 3), () => worker.Log, worker);
        Assert.That(await _test.RowsAsync("SELECT count(*) FROM etl_runs"), Is.EqualTo(rows), "the ledger belongs to the newer worker");

        await _test.Database.ExecuteAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id LIKE '2999%'");
        await worker.ReadyAsync();
        await _test.RowAsync($"SELECT FROM etl_runs WHERE outcome = 'succeeded' HAVING count(*) > {rows[0]}", worker);
        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
    }

    private async Task RefusesAsync(string code, string advice)
    {
        await using var worker = _test.Serve();

        Assert.That((await worker.ExitAsync()).Code, Is.EqualTo(1), worker.Log);
        Assert.That(worker.Log.Split('\n'), Has.Length.EqualTo(1));
        Assert.That(worker.Log, Does.Contain(code).And.Contain(advice));
        Assert.That(_test.Shop.Requests, Is.Zero, "no extract that could not be loaded");
    }
}
