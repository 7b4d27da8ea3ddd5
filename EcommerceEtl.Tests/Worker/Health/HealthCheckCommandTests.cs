namespace EcommerceEtl.Tests.Worker.Health;

/// <summary><c>healthcheck</c> asks the worker that listens where <c>ASPNETCORE_URLS</c> says.</summary>
internal sealed class HealthCheckCommandTests : ServeTestCase
{
    [Test]
    public async Task It_ends_with_0_if_the_worker_is_ready_and_with_1_if_nobody_answers()
    {
        await using var worker = Worker(("Stores__0__Cron", Yearly));
        await worker.ReadyAsync();
        Settings["ASPNETCORE_URLS"] = worker.Url.AbsoluteUri;

        Assert.That((await DoneAsync("healthcheck")).Output, Does.StartWith("Healthy"));

        await worker.EndAsync();
        var exit = await WorkerAsync("healthcheck");
        Assert.That(exit.Code, Is.EqualTo(1), exit.Everything);
        Assert.That(exit.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(exit.Error, Does.StartWith($"No worker answers at {worker.Url}health/ready: "));
    }

    [Test]
    public async Task It_ends_with_1_and_the_reason_if_the_worker_is_not_ready()
    {
        await using var worker = Worker(("ConnectionStrings__Warehouse", new Npgsql.NpgsqlConnectionStringBuilder(Database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ChildProcess.FreePort(),
        }.ConnectionString));
        await worker.LineAsync("Waiting for the database");
        await worker.ListensAsync();
        Settings["ASPNETCORE_URLS"] = worker.Url.AbsoluteUri;

        var exit = await WorkerAsync("healthcheck");

        Assert.That((exit.Code, exit.Output.Contains("database_unreachable", StringComparison.Ordinal)), Is.EqualTo((1, true)),
            exit.Everything);
    }
}
