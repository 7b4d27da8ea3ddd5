using System.Net;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>What the worker does, and says of itself, when it starts before its database does or cannot log in.</summary>
internal sealed class DatabaseAtStartTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("")]
    [TestCase(",127.0.0.1:1")]
    [Fault("down at start")]
    [Fault("several hosts, none of them up or none the primary")]
    public async Task It_waits_for_its_database_and_becomes_ready_by_itself(string otherHosts)
    {
        await using var proxy = new DatabaseProxy(_test.Database.ConnectionString, listens: false);
        var target = new NpgsqlConnectionStringBuilder(proxy.ConnectionString);
        target.Host += $":{target.Port}{otherHosts}";
        await using var worker =
            _test.Serve(("ConnectionStrings__Warehouse", target.ConnectionString), ("Stores__0__Cron", WorkerBundle.Yearly));
        await worker.LineAsync("Waiting for the database");
        await worker.ListensAsync();

        Assert.That((await worker.GetAsync("/health/live")).Status, Is.EqualTo(HttpStatusCode.OK));
        var ready = await worker.GetAsync("/health/ready");
        Assert.That(ready.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(ready.Body, Does.StartWith("Unhealthy\ndatabase_unreachable: The database 127.0.0.1:"));
        Assert.That(_test.Shop.Requests, Is.Zero, "no extract without a database");

        proxy.Listen();
        var listening = TimeProvider.System.GetTimestamp();
        await worker.UntilAsync("/health/ready", answer => answer.Status == HttpStatusCode.OK);

        var took = TimeProvider.System.GetElapsedTime(listening);
        TestContext.Out.WriteLine($"ready {took.TotalMilliseconds:0} ms after the database");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That((await worker.GetAsync("/health/live")).Status, Is.EqualTo(HttpStatusCode.OK));
        await _test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded' AND trigger = 'startup'", worker);
        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
        Assert.That(worker.Log, Does.Not.Contain("\"LogLevel\":\"Error\""));
        foreach (var once in new[] { "Waiting for the database", "The database is back" })
            Assert.That(worker.Log.Split('\n').Count(line => line.Contains($"\"Message\":\"{once}", StringComparison.Ordinal)),
                Is.EqualTo(1), worker.Log);
    }

    [Test]
    public async Task A_signal_while_it_waits_for_its_database_ends_it_with_zero()
    {
        await using var proxy = new DatabaseProxy(_test.Database.ConnectionString, listens: false);
        await using var worker = _test.Serve(("ConnectionStrings__Warehouse", proxy.ConnectionString));
        await worker.LineAsync("Waiting for the database");

        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
    }

    [Test]
    [Fault("wrong password (28P01)")]
    public async Task A_wrong_password_ends_it_with_one_plain_line()
    {
        await using var worker =
            _test.Serve(("ConnectionStrings__Warehouse", _test.Database.ConnectionStringOf("etl_worker", "wrong-as-can-be")));

        Assert.That((await worker.ExitAsync()).Code, Is.EqualTo(1), worker.Log);
        Assert.That(worker.Log.Split('\n'), Has.Length.EqualTo(1));
        Assert.That(worker.Log, Does.Contain("database_refused").And.Contain("Check user and password").And.Not.Contain("wrong-as-can-be"));
    }
}
