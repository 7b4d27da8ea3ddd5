using System.Net;
using System.Net.Sockets;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Tests.Pooling;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>A database that cannot be had: one plain line, exit 1, within 10 s, and the shop is never asked.</summary>
internal sealed class DatabaseReachTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("run")]
    [TestCase("migrate")]
    [Fault("down at start")]
    public async Task Without_a_server_a_command_fails_at_once(string command)
    {
        _test.Settings["ConnectionStrings__Warehouse"] = "Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Database=shop";

        var exit = await _test.RunAsync(command);

        FailsInOneLine(exit, "database_unreachable: The database 127.0.0.1:1/shop cannot be reached: ");
    }

    [TestCase(1)]
    [TestCase(4)]
    [Fault("down at start")]
    public async Task Servers_that_never_answer_are_given_up_within_ten_seconds(int hosts)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var all = string.Join(',', Enumerable.Repeat($"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", hosts));
        _test.Settings["ConnectionStrings__Warehouse"] = $"Host={all};Username=u;Database=shop";

        var exit = await _test.RunAsync("run");

        FailsInOneLine(exit, "database_unreachable: ");
        Assert.That(exit.Took, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task A_socket_that_is_not_there_is_called_that()
    {
        _test.Settings["ConnectionStrings__Warehouse"] = "Host=/no/such/folder;Username=u;Database=shop";

        FailsInOneLine(
            await _test.RunAsync("run"),
            "database_unreachable: The database /no/such/folder:5432/shop cannot be reached: no server listens at a socket of that folder");
    }

    [Test]
    public async Task A_host_without_an_address_is_unreachable()
    {
        _test.Settings["ConnectionStrings__Warehouse"] = "Host=no-such-host.invalid;Username=u;Database=shop";

        FailsInOneLine(await _test.RunAsync("run"),
            "database_unreachable: The database no-such-host.invalid:5432/shop cannot be reached: ");
    }

    [Test]
    [Fault("wrong password (28P01)")]
    public async Task A_wrong_password_is_refused_in_plain_words()
    {
        _test.Settings["ConnectionStrings__Warehouse"] = await AsRoleAsync(RoleSetup.Worker, "secret-word");

        var exit = await _test.RunAsync("run");

        FailsInOneLine(exit, "database_refused: Login refused by ");
        Assert.That(exit.Error, Does.Contain("password authentication failed").And.Contain("ConnectionStrings:Warehouse"));
    }

    [TestCase("secret-word \u00BD")]
    [TestCase("secret-word \u00B2")]
    [TestCase("secret-word\u00A0")]
    [TestCase("secret-word e\u0301")]
    [Fault("password of other than ASCII characters")]
    public async Task A_right_password_that_PostgreSQL_keeps_in_another_form_is_refused_by_the_name_of_the_rule(string password)
    {
        var role = $"accent_of_{_test.Database.Name}";
        _test.Settings["ConnectionStrings__Warehouse"] = await AsRoleAsync(role, password);
        // Members of this role log in with a password on the tests' server. PostgreSQL itself makes the verifier, as for any ALTER ROLE.
        await _test.Database.ExecuteAsync($"""
            DO $$ BEGIN CREATE ROLE with_password; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            CREATE ROLE {role} LOGIN PASSWORD '{password}' IN ROLE with_password
            """);
        try
        {
            // Only the worker's process knows no other languages.
            var exit = await _test.ProcessAsync("run");

            FailsInOneLine(exit, "database_refused: Login refused by ");
            Assert.That(exit.Error, Does.Contain("printable ASCII").And.Contain("SASLprep, RFC 4013"));
        }
        finally
        {
            await _test.Database.ExecuteAsync($"DROP ROLE {role}");
        }
    }

    [Test]
    [Fault("no such database (3D000)")]
    public async Task A_missing_database_is_refused_in_plain_words()
    {
        _test.Settings["ConnectionStrings__Warehouse"] =
            new NpgsqlConnectionStringBuilder(_test.Database.ConnectionString) { Database = "no_such_database" }.ConnectionString;

        var exit = await _test.RunAsync("run");

        FailsInOneLine(exit, "database_refused: No such database at ");
        Assert.That(exit.Error, Does.Contain("no_such_database"));
    }

    [Test]
    [Fault("pooler in transaction mode")]
    public async Task A_pooler_in_transaction_mode_is_refused_in_plain_words()
    {
        await using var pooler = new TransactionPooler(_test.Database.ConnectionString, PoolMode.LastReturned);
        _test.Settings["ConnectionStrings__Warehouse"] = pooler.ConnectionString;

        FailsInOneLine(await _test.RunAsync("run"), "pooled_session: A connection pooler in transaction mode stands between ");
    }

    [Test]
    [Fault("missing right (42501)")]
    public async Task A_user_who_may_not_write_is_refused_and_changes_nothing()
    {
        _test.Settings["ConnectionStrings__Warehouse"] = await AsRoleAsync(RoleSetup.Reader, TestServer.RolePassword);
        var before = await _test.Database.ChecksumAsync();

        var exit = await _test.EndsAsync(1, "run");

        Assert.That(exit.Everything, Does.Contain("database_refused").And.Not.Contain(TestServer.RolePassword));
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));
        Assert.That(_test.Shop.Requests, Is.Zero);
    }

    private async Task<string> AsRoleAsync(string role, string password)
    {
        await TestServer.NeedsRolesAsync();
        return new NpgsqlConnectionStringBuilder(_test.Database.ConnectionString) { Username = role, Password = password }.ConnectionString;
    }

    private void FailsInOneLine(WorkerExit exit, string start)
    {
        Assert.That(exit.Code, Is.EqualTo(1), exit.Everything);
        Assert.That(exit.ErrorLines, Has.Length.EqualTo(1), exit.Error);
        Assert.That(exit.Error, Does.StartWith(start));
        Assert.That(exit.Everything, Does.Not.Contain("secret-word"));
        Assert.That(exit.Output, Is.Empty);
        exit.ShowsNoStackTrace();
        Assert.That(_test.Shop.Requests, Is.Zero, "no extract without a database");
    }
}
