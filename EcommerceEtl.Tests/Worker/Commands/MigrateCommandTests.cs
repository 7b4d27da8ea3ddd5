using System.Text.Json;
using EcommerceEtl.Data.Schema;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>migrate</c>, and what the other commands make of a schema that is not theirs.</summary>
internal sealed class MigrateCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task An_empty_database_is_migrated_once()
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        using var first = JsonDocument.Parse((await _test.DoneAsync("migrate", "--json")).Output);
        Assert.That(
            first.RootElement.GetProperty("migrations").EnumerateArray().Select(name => name.GetString()![15..]),
            Is.EqualTo(SchemaHistory.Migrations));

        var second = await _test.DoneAsync("migrate");
        Assert.That(second.Output, Does.StartWith("the schema is up to date\n"));

        await _test.DoneAsync("run");
        await _test.GivesAsync("SELECT count(*) FROM carts", ["7"]);
    }

    [Test]
    public async Task Roles_get_the_passwords_of_their_files_which_are_shown_nowhere()
    {
        await TestServer.NeedsRolesAsync();
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        var file = Path.GetTempFileName();
        try
        {
            // The same as everywhere in this test run: roles belong to the whole server.
            await File.WriteAllTextAsync(file, TestServer.RolePassword + "\n");
            _test.Settings["Roles__Worker__PasswordFile"] = _test.Settings["Roles__Reader__PasswordFile"] =
                _test.Settings["Roles__Analyst__PasswordFile"] = file;

            var migrate = await _test.DoneAsync("migrate");

            Assert.That(
                migrate.Output.TrimEnd('\n').Split('\n').Select(line => string.Join(' ', line.Split(' ')[..2]).Split('_')[^1]),
                Is.EqualTo(SchemaHistory.Migrations.Concat(["worker", "reader", "granted analyst"])));
            Assert.That(migrate.Output, Does.Match(@"(?m)^applied \d{14}_Initial$").And.Match("(?m)^granted etl_worker$")
                .And.Match("(?m)^granted grafana_reader$"));
            Assert.That(migrate.Everything, Does.Not.Contain("0123456789").And.Not.Contain("SCRAM"));
        }
        finally
        {
            File.Delete(file);
        }
        _test.Settings["Database__Migrate"] = "check";
        _test.Settings["ConnectionStrings__Warehouse"] = _test.Database.ConnectionStringOf(RoleSetup.Worker);
        var run = await _test.DoneAsync("run");
        Assert.That(run.Output, Does.Contain("run 1 succeeded"), "the worker's rights suffice for a run");
    }

    [TestCase("½ a day")]
    [TestCase("trailing\u00A0")]
    public async Task A_password_that_some_clients_would_hash_in_another_form_is_refused_before_anything_is_made(string password)
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, password + "\n");
            _test.Settings["Roles__Reader__PasswordFile"] = file;

            var exit = await _test.EndsAsync(1, "migrate");

            Assert.That(exit.Error, Does.StartWith("database_refused: ").And.Contain(RoleSetup.Reader).And.Contain("printable ASCII")
                .And.Contain("SASLprep"));
            Assert.That(exit.Everything, Does.Not.Contain(password.Trim()));
        }
        finally
        {
            File.Delete(file);
        }
        await _test.GivesAsync("SELECT FROM information_schema.tables WHERE table_schema = 'public'", []);
    }

    [Test]
    public async Task Pending_migrations_are_refused_where_they_are_only_checked()
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        _test.Settings["Database__Migrate"] = "check";

        var exit = await _test.EndsAsync(1, "run");

        Assert.That(exit.Error, Does.StartWith("schema_older: ").And.Contain("migrate"));
        await _test.GivesAsync("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'", ["0"]);
    }

    [Test]
    public async Task Pending_migrations_are_applied_by_a_run_by_default()
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());

        var run = await _test.DoneAsync("run");

        Assert.That(run.Output, Does.Contain("run 1 succeeded").And.Not.Contain("migrations"));
        Assert.That(run.Error, Does.Match(
            $@"{SchemaHistory.Migrations.Length} migrations were applied, the last is \d{{14}}_{SchemaHistory.Migrations[^1]}"));
    }

    [TestCase("run")]
    [TestCase("migrate")]
    public async Task A_newer_schema_is_refused_and_left_alone(string command)
    {
        await _test.Database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')");
        var before = await _test.Database.ChecksumAsync();

        var exit = await _test.EndsAsync(1, command);

        Assert.That(exit.Error, Does.StartWith("schema_newer: ").And.Contain("29990101000000_Later"));
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));
        Assert.That(await _test.LedgerAsync(), Is.Empty);
    }

    [TestCase("run")]
    [TestCase("migrate")]
    [Fault("database that will not do")]
    public async Task A_database_that_holds_tables_of_another_program_is_refused_and_left_alone(string command)
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        await _test.Database.ExecuteAsync("CREATE TABLE carts (id int)");

        var exit = await _test.EndsAsync(1, command);

        Assert.That(exit.ErrorLines, Has.Length.EqualTo(1), exit.Error);
        Assert.That(exit.Error, Does.StartWith("database_refused: ").And.Contain("`carts`"));
        await _test.GivesAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", ["carts"]);
        Assert.That(_test.Shop.Requests, Is.Zero, "no extract that could not be loaded");
    }

    [Test]
    public async Task A_migration_that_waits_for_a_run_ends_on_a_signal()
    {
        await using var run = await _test.Database.OpenAsync();
        await run.RowsAsync($"SELECT pg_advisory_lock_shared(hashtextextended('{SchemaLock.KeyText}', 0))::text");
        await using var migrate = _test.Start("migrate");
        const string Waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
        await ChildProcess.PollAsync(async () => (await run.RowsAsync(Waiting)).Length > 0, () => "The migration never waits.");

        var exit = await migrate.EndAsync();

        Assert.That(exit.Code, Is.EqualTo(143), exit.Everything);
        exit.ShowsNoStackTrace();
    }
}
