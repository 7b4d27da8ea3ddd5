namespace EcommerceEtl.Tests.Worker.Health;

/// <summary><c>healthcheck</c> asks the worker that listens where <c>ASPNETCORE_URLS</c> says.</summary>
internal sealed class HealthCheckCommandTests
{
    [Test]
    public async Task It_ends_with_0_if_the_worker_is_ready_and_with_1_if_nobody_answers()
    {
        await using var test = new WorkerBundle();
        await using var worker = test.Serve(("Stores__0__Cron", WorkerBundle.Yearly));
        await worker.ReadyAsync();
        test.Settings["ASPNETCORE_URLS"] = worker.Url.AbsoluteUri;

        Assert.That((await test.DoneAsync("healthcheck")).Output, Does.StartWith("Healthy"));

        await worker.EndAsync();
        var exit = await test.EndsAsync(1, "healthcheck");
        Assert.That(exit.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(exit.Error, Does.StartWith($"No worker answers at {worker.Url}health/ready: "));
    }

    [Test]
    public async Task It_ends_with_1_and_the_reason_if_the_worker_is_not_ready()
    {
        await using var test = new WorkerBundle();
        await using var worker =
            test.Serve(("ConnectionStrings__Warehouse", $"Host=127.0.0.1;Port={ChildProcess.FreePort()};Username=nobody;Database=shop"));
        await worker.LineAsync("Waiting for the database");
        await worker.ListensAsync();
        test.Settings["ASPNETCORE_URLS"] = worker.Url.AbsoluteUri;

        var exit = await test.RunAsync("healthcheck");

        Assert.That((exit.Code, exit.Output.Contains("database_unreachable", StringComparison.Ordinal)), Is.EqualTo((1, true)),
            exit.Everything);
    }
}
