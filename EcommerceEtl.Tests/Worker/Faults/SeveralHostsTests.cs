using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Tests.Worker.Health;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>A connection string may name several hosts, of which one takes writes. While none does, it is waited for like one host that is
/// down.</summary>
public sealed class SeveralHostsTests : IAsyncDisposable
{
    private const string Row = "several hosts, none of them up or none the primary";
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("Host=127.0.0.1:1,127.0.0.1:2")]
    [TestCase("Host=127.0.0.1,127.0.0.1:2;Port=1")]
    [TestCase("Host=127.0.0.1:1,127.0.0.1:2;Target Session Attributes=any")]
    [TestCase("Host=127.0.0.1:1,127.0.0.1:2;Target Session Attributes=primary")]
    [TestCase("Host=127.0.0.1:1,127.0.0.1:2;Target Session Attributes=prefer-primary")]
    [TestCase("Host=127.0.0.1:1,127.0.0.1:2;Target Session Attributes=read-write")]
    [TestCase("Host=127.0.0.1:1,127.0.0.1:2;Load Balance Hosts=true")]
    [Fault(Row)]
    public async Task Hosts_that_are_all_down_are_unreachable_and_may_come_back(string hosts)
    {
        // The driver remembers for a while which hosts were down, and then says something else.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = await FailsAsync($"{hosts};Username=u;Password=secret-word;Database=shop");

            Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.DatabaseUnreachable, true)), error.ToString());
            Assert.That(error.Message, Does.StartWith("The database 127.0.0.1:1,127.0.0.1:2/shop cannot be reached: ")
                .And.Contain("refused"));
            Assert.That(error.ToString(), Does.Not.Contain("secret-word"));
        }
    }

    [Test]
    [Fault(Row)]
    public async Task A_host_that_refuses_says_nothing_about_the_other_one_that_is_down()
    {
        var error = await FailsAsync(With($"{Here},127.0.0.1:1", "no_such_database"));

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.DatabaseUnreachable, true)), error.ToString());
    }

    [Test]
    public async Task Hosts_that_all_refuse_are_refused()
    {
        await using var proxy = new DatabaseProxy(_test.Database.ConnectionString) { Deny = 1 };
        var denying = new NpgsqlConnectionStringBuilder(proxy.ConnectionString);

        var alike = await FailsAsync(With($"{Here},{Here}", "no_such_database"));
        var differently = await FailsAsync(With($"{Here},127.0.0.1:{denying.Port}", "no_such_database"));

        Assert.That((alike.Code, alike.Transient), Is.EqualTo((ErrorCode.DatabaseRefused, false)), alike.ToString());
        Assert.That((differently.Code, differently.Transient), Is.EqualTo((ErrorCode.DatabaseRefused, false)), differently.ToString());
        Assert.That(proxy.Deny, Is.Zero, "both were asked");
    }

    [TestCase(true)]
    [TestCase(false)]
    [Fault(Row)]
    public async Task One_host_that_is_down_beside_one_that_is_up_changes_nothing(bool first)
    {
        _test.ConnectBy(With(first ? $"127.0.0.1:1,{Here}" : $"{Here},127.0.0.1:1", _test.Database.Name));

        await _test.SucceedAsync();
    }

    [Test]
    [Fault(Row)]
    public async Task A_host_that_comes_back_is_found_at_once()
    {
        await using var proxy = new DatabaseProxy(_test.Database.ConnectionString, listens: false);
        var target = With($"127.0.0.1:{new NpgsqlConnectionStringBuilder(proxy.ConnectionString).Port},127.0.0.1:1", _test.Database.Name);
        await FailsAsync(target);

        proxy.Listen();

        await using var session = await SessionConnection.OpenAsync(target, "test", CancellationToken.None);
    }

    [Test]
    [Fault(Row)]
    public async Task A_replica_is_passed_by_and_two_of_them_are_waited_for()
    {
        await using var replica = await StoppableServer.StartedAsync();
        await replica.ExecuteAsync($"CREATE DATABASE {_test.Database.Name}");
        await replica.BecomeReplicaAsync();
        Assert.That(await replica.RowsAsync("SELECT pg_is_in_recovery()"), Is.EqualTo(new[] { "true" }));

        var none = await FailsAsync(With($"{replica.Address},{replica.Address}", _test.Database.Name));
        Assert.That((none.Code, none.Transient), Is.EqualTo((ErrorCode.DatabaseUnreachable, true)), none.ToString());
        Assert.That(none.Message, Does.Contain("primary"));

        _test.ConnectBy(With($"{replica.Address},{Here}", _test.Database.Name));
        await _test.SucceedAsync();
    }

    [TestCase(1)]
    [TestCase(7)]
    public async Task The_time_that_the_connection_string_gives_an_attempt_is_kept(int seconds)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = Stopwatch.StartNew();

        await FailsAsync($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=u;Database=shop;Timeout={seconds}");

        Assert.That(clock.Elapsed.TotalSeconds, Is.InRange(seconds - 0.1, seconds + 3));
    }

    private string Here => new NpgsqlConnectionStringBuilder(_test.Database.ConnectionString) is var server
        ? $"{server.Host}:{server.Port}" : "";

    private string With(string hosts, string database) =>
        new NpgsqlConnectionStringBuilder(_test.Database.ConnectionString) { Host = hosts, Database = database }.ConnectionString;

    private static async Task<EtlException> FailsAsync(string target) =>
        (await Assert.ThrowsAsync<EtlException>(
            async () => await (await SessionConnection.OpenAsync(target, "test", CancellationToken.None)).DisposeAsync()))!;
}
