using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>A signal ends <c>serve</c> with 0 at whatever moment of its start it comes, and whatever its database does meanwhile.</summary>
[NonParallelizable]
internal sealed class StopAtStartTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>There is no run to be ended cleanly: 2 s, and what a very busy machine needs beside them, but not the 9 s after which any
    /// process is ended.</summary>
    private static readonly TimeSpan Sooner = TimeSpan.FromSeconds(8);

    /// <summary>All at once: the machine is then as busy as it ever will be, and each start long.</summary>
    [Test]
    [Platform("Linux")]
    [Fault("SIGTERM at any stage")]
    public async Task A_signal_during_the_start_ends_it_with_zero()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int?[] ports = [null, ChildProcess.FreePort(), ((IPEndPoint)silent.LocalEndpoint).Port];
        double[] seconds = [0, 0.4, 0.7, 1, 1.5, 3];

        var ended = await Task.WhenAll(ports.SelectMany(_ => seconds, (port, after) => EndAsync(port, TimeSpan.FromSeconds(after))));

        await TestContext.Out.WriteLineAsync($"the longest took {ended.Max(one => one.Took).TotalMilliseconds:0} ms");
        Assert.Multiple(() =>
        {
            foreach (var (code, took, said) in ended)
            {
                Assert.That(code, Is.Zero, said);
                Assert.That(took, Is.LessThan(Sooner), said);
                Assert.That(said, Does.Not.Contain("\"LogLevel\":\"Error\"").And.Not.Contain("   at "), "no error and no stack trace");
            }
        });
    }

    [Test]
    public async Task A_signal_while_the_database_has_fallen_silent_in_mid_run_ends_it_in_time_and_a_second_one_at_once()
    {
        await using var proxy = new Faults.DatabaseProxy(_test.Database.ConnectionString);
        await using var patient = _test.Serve(("ConnectionStrings__Warehouse", proxy.ConnectionString));
        await using var hurried = _test.Serve(
            ("ConnectionStrings__Warehouse", proxy.ConnectionString), ("Stores__0__Name", "other"),
            ("Database__SessionTimeout", "00:10:00"));
        _ = _test.Shop.Hold();
        await _test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'running' HAVING count(*) = 2", patient);
        proxy.Freeze();

        var first = patient.EndAsync();
        await hurried.SignalAsync("TERM");
        await hurried.LineAsync("Stopping.");
        var (code, _, _, took) = await hurried.EndAsync();
        var (patientCode, _, _, patientTook) = await first;

        Assert.That((code, took < TimeSpan.FromSeconds(2)), Is.EqualTo((143, true)), hurried.Log);
        Assert.That((patientCode, patientTook < Soon), Is.EqualTo((0, true)), $"{patientTook} {patient.Log}");
    }

    private async Task<(int Code, TimeSpan Took, string Said)> EndAsync(int? port, TimeSpan after)
    {
        var database = new NpgsqlConnectionStringBuilder(_test.Database.ConnectionString);
        if (port is { } other)
            (database.Host, database.Port) = ("127.0.0.1", other);
        await using var worker = _test.Serve(("ConnectionStrings__Warehouse", database.ConnectionString));
        await worker.HandlesSignalsAsync();
        await Task.Delay(after);
        var (code, _, _, took) = await worker.EndAsync();
        return (code, took, $"database at {database.Port}, signal after {after.TotalSeconds} s, took {took.TotalSeconds} s\n{worker.Log}");
    }
}
