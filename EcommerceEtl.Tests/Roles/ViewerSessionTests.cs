using EcommerceEtl.Data.Schema;
using EcommerceEtl.Tests.Containers;
using EcommerceEtl.Tests.Worker.Health;
using Npgsql;

namespace EcommerceEtl.Tests.Roles;

/// <summary>A viewer tries to take more of the server than a board needs, and to change the role that all viewers share.</summary>
internal sealed class ViewerSessionTests
{
    private const string Row = "viewer who changes the boards' role";

    /// <summary>On a server of its own: roles belong to the whole server, and those of the other tests must not change under
    /// them.</summary>
    [Test]
    [Fault(Row)]
    public async Task A_viewer_who_changes_the_roles_own_settings_and_password_is_undone_by_the_next_migration()
    {
        await using var server = await StoppableServer.StartedAsync();
        var passwords = new RolePasswords(TestServer.RolePassword, TestServer.RolePassword, null);
        await using var database = await TestDatabase.CreateAsync(server.Databases);
        const string Changed = """
            SELECT coalesce(d.datname, 'everywhere'), unnest(s.setconfig) FROM pg_db_role_setting s
            JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
            WHERE r.rolname = 'grafana_reader' ORDER BY 1, 2
            """;
        var before = await database.RowsAsync(Changed);
        Assert.That(before, Does.Contain("everywhere|temp_file_limit=512MB").And.All.StartsWith("everywhere|"));
        await using (var viewer = await database.OpenAsAsync(RoleSetup.Reader))
        {
            await viewer.RowsAsync("SET default_transaction_read_only = off");
            await viewer.RowsAsync($"""
                ALTER ROLE grafana_reader SET statement_timeout = 0;
                ALTER ROLE grafana_reader SET default_transaction_read_only = off;
                ALTER ROLE grafana_reader SET search_path = pg_temp;
                ALTER ROLE grafana_reader IN DATABASE {database.Name} SET work_mem = '2GB';
                ALTER ROLE grafana_reader IN DATABASE postgres SET default_transaction_read_only = off;
                ALTER ROLE grafana_reader PASSWORD 'mine alone'
                """);
        }
        Assert.That(() => database.OpenAsAsync(RoleSetup.Reader), Throws.InstanceOf<PostgresException>(), "the boards are locked out");

        await new SchemaMigrator(database.ConnectionString, TimeProvider.System).ApplyAsync(passwords, _ => { }, default);

        Assert.That(await database.RowsAsync(Changed), Is.EqualTo(before));
        await using var board = await database.OpenAsAsync(RoleSetup.Reader);
        await board.GivesAsync("SHOW default_transaction_read_only", ["on"]);
    }

    [TestCase("SET temp_file_limit = -1")]
    [TestCase("ALTER ROLE grafana_reader SET temp_file_limit = -1")]
    [TestCase("ALTER ROLE grafana_reader CONNECTION LIMIT -1")]
    [Fault(Row)]
    public async Task A_viewer_does_not_lift_the_bounds_of_the_role(string sql)
    {
        await using var database = await DatabaseAsync();
        await using var viewer = await database.OpenAsAsync(RoleSetup.Reader);
        await viewer.RowsAsync("SET default_transaction_read_only = off");
        Assert.That(
            () => viewer.RowsAsync(sql), Throws.InstanceOf<PostgresException>().With.Property("SqlState")
                .EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    /// <summary>What the container stack gives each process of PostgreSQL, here given to the viewer's own: its statement fails, and the
    /// server goes on.</summary>
    [Test]
    [Fault("viewer whose statement takes all memory")]
    public async Task A_statement_that_takes_all_memory_fails_alone_within_the_bounds_of_the_container()
    {
        var service = ComposeFile.Read().Services["postgres"];
        var (most, all) = (Bytes((string)service.Map("ulimits")["data"]), Bytes(service.Text("mem_limit")));
        Assert.That(most, Is.LessThanOrEqualTo(all / 4), "one statement with its parallel workers leaves room");
        await using var database = await DatabaseAsync();
        await using var viewer = await database.OpenAsAsync(RoleSetup.Reader);
        await using var other = await database.OpenAsync();
        await BoundAsync(viewer.ProcessID, most);

        var failed = await Assert.ThrowsAsync<PostgresException>(
            () => viewer.RowsAsync("SELECT length(string_agg(repeat('x', 1000000), '')) FROM generate_series(1, 900)"));

        Assert.That(failed!.SqlState, Is.EqualTo(PostgresErrorCodes.OutOfMemory));
        await other.GivesAsync("SELECT 1", ["1"], "the server was not restarted");
    }

    /// <summary>All sessions share one table of locks, and each savepoint of a viewer's transaction may take a place in it. Where it is
    /// full no run and no migration gets a lock.</summary>
    [Test]
    [Fault("viewer who takes all locks")]
    public void One_session_has_not_the_memory_to_fill_the_table_of_locks_of_the_container_stack()
    {
        const string Setting = "max_locks_per_transaction=";
        // What a savepoint with a lock takes of its session's memory: 10.4 kB were measured with PostgreSQL 15.
        const int BytesOfASavepoint = 10_000;
        // There are as many places for each session that the server allows, by default a hundred.
        const int Sessions = 100;
        var service = ComposeFile.Read().Services["postgres"];
        var setting = service.Items("command").SingleOrDefault(word => word.StartsWith(Setting, StringComparison.Ordinal))
            ?? Setting + "64";

        var places = Sessions * int.Parse(setting[Setting.Length..], CultureInfo.InvariantCulture);

        Assert.That(places, Is.GreaterThan(2 * Bytes((string)service.Map("ulimits")["data"]) / BytesOfASavepoint));
    }

    private static async Task<TestDatabase> DatabaseAsync()
    {
        await TestServer.NeedsRolesAsync();
        return await TestDatabase.CreateAsync();
    }

    private static long Bytes(string size) => size[^1] switch
    {
        'm' => long.Parse(size[..^1], CultureInfo.InvariantCulture) << 20,
        'g' => long.Parse(size[..^1], CultureInfo.InvariantCulture) << 30,
        _ => long.Parse(size, CultureInfo.InvariantCulture),
    };

    private static async Task BoundAsync(int pid, long bytes)
    {
        string[] words = ["runuser", "-u", "postgres", "--", "prlimit", $"--pid={pid}", $"--data={bytes}"];
        // The server's process belongs to the user postgres where the tests run as root, and to their own user elsewhere.
        words = Environment.IsPrivilegedProcess ? words : words[4..];
        var bound = await ChildProcess.RunAsync(words);
        if (bound.Code != 0)
            Assert.Ignore($"The process of the server is not this machine's or not this user's: {bound.Error}");
    }
}
