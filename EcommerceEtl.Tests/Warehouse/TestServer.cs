using System.Collections.Concurrent;
using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>
/// The one PostgreSQL of a test run, started by the first test that asks: the server of <c>ECOMMERCE_ETL_TEST_DATABASE</c> (a connection
/// string of a user who may create databases), else the version of <c>ECOMMERCE_ETL_TEST_POSTGRES</c>, else a container where Docker
/// answers, else local binaries in a private cluster.
/// </summary>
public sealed class TestServer
{
    /// <summary>Environment variable with a connection string; no other server is tried where it is set.</summary>
    public const string Variable = "ECOMMERCE_ETL_TEST_DATABASE";

    /// <summary>
    /// Environment variable that says which PostgreSQL to start: a folder with its programs, a major version such as <c>17</c> (of this
    /// machine, else in a container), or an image.
    /// </summary>
    public const string VersionVariable = "ECOMMERCE_ETL_TEST_POSTGRES";

    /// <summary>Password of the roles on a private server: every character that one may hold, so that quoting is tested too.</summary>
    public const string RolePassword =
        "~!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGH IJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}";

    // Names of databases that were dropped and are not used again yet.
    private const int Resting = 50;

    private static readonly Lazy<Task<TestServer>> Started = new(StartAsync);

    private readonly RunningServer _running;
    private readonly string _prefix = $"etl_test_{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..6]}";
    private readonly Lazy<Task<string>> _template;
    private readonly ConcurrentQueue<string> _dropped = new();
    private readonly ConcurrentDictionary<string, bool> _inUse = new();
    private int _databases;

    private TestServer(RunningServer running)
    {
        _running = running;
        _template = new Lazy<Task<string>>(MakeTemplateAsync);
    }

    /// <summary>Databases on a server that the caller runs and ends.</summary>
    internal static TestServer Over(RunningServer server) => new(server);

    /// <summary>True if roles exist and may be changed: the server belongs to this run alone.</summary>
    public bool IsPrivate => _running.IsPrivate;

    /// <summary>Ignores the test where roles can not be made.</summary>
    public static async Task NeedsRolesAsync()
    {
        if (!(await StartedAsync()).IsPrivate)
            Assert.Ignore($"Roles are made only on a private server, not on that of {Variable}.");
    }

    /// <summary>The running server; starts it if need be. Fails, for every test alike, where there is none.</summary>
    public static Task<TestServer> StartedAsync() => Started.Value;

    /// <summary>Ends the server if any test started it.</summary>
    public static async Task StopAsync()
    {
        if (!Started.IsValueCreated || !Started.Value.IsCompletedSuccessfully)
            return;
        var server = await Started.Value;
        NpgsqlConnection.ClearAllPools();
        if (!server.IsPrivate && server._template.IsValueCreated)
            await server.DropAsync(await server._template.Value);
        await server._running.StopAsync();
    }

    /// <summary>A connection string for one database of the server.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_running.ConnectionString)
    {
        Database = database,
        IncludeErrorDetail = true,
        MaxPoolSize = 20,
    }.ConnectionString;

    /// <summary>Creates a database and returns its name.</summary>
    internal async Task<string> CreateAsync(bool migrated) => await CopyAsync(migrated ? await _template.Value : "template1");

    /// <summary>Creates a database that is a copy of another, which must have no sessions, and returns its name.</summary>
    internal Task<string> CopyAsync(string template) => CreateWithAsync($"TEMPLATE {template}");

    /// <summary>Creates an empty database in another encoding than that of the server, and returns its name.</summary>
    internal async Task<string> CreateEncodedAsync(string encoding)
    {
        // What the driver learns of it holds of no other: its name was never used and never will be again.
        var name = NewName();
        await ExecuteAsync(
            $"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'");
        return name;
    }

    private async Task<string> CreateWithAsync(string options)
    {
        // A name is used again, but not soon: the driver keeps what it has learned of each database as long as the process lives, a
        // quarter of a megabyte.
        var name = _dropped.Count >= Resting && _dropped.TryDequeue(out var used) ? used : NewName();
        await ExecuteAsync($"CREATE DATABASE {name} {options}");
        _inUse[name] = true;
        return name;
    }

    private string NewName() => $"{_prefix}_{Interlocked.Increment(ref _databases)}";

    /// <summary>Drops a database, ending whatever is still connected.</summary>
    internal async Task DropAsync(string name)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // After the drop: a connection that somebody gave back meanwhile would be handed to the next test of this name.
        await using (var pool = new NpgsqlConnection(ConnectionString(name)))
            NpgsqlConnection.ClearPool(pool);
        if (_inUse.TryRemove(name, out _))
            _dropped.Enqueue(name);
    }

    /// <summary>Runs one statement as the server's user, in the database <c>postgres</c> unless another is named.</summary>
    internal async Task ExecuteAsync(string sql, string? database = null)
    {
        var target = new NpgsqlConnectionStringBuilder(_running.ConnectionString) { Pooling = false };
        target.Database = database ?? target.Database;
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync();
        // Copying and dropping a database wait for a checkpoint, which takes its time on a busy machine.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 180 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> MakeTemplateAsync()
    {
        var name = $"{_prefix}_template";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template1");
        // A database with sessions cannot be copied: nothing may stay in a pool.
        var target = new NpgsqlConnectionStringBuilder(ConnectionString(name)) { Pooling = false };
        var passwords = IsPrivate ? new RolePasswords(RolePassword, RolePassword, RolePassword) : RolePasswords.None;
        await new SchemaMigrator(target.ConnectionString, TimeProvider.System).ApplyAsync(passwords, _ => { }, CancellationToken.None);
        return name;
    }

    private static async Task<TestServer> StartAsync()
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        var running = !string.IsNullOrEmpty(given)
            ? new RunningServer($"the server of {Variable}", given, IsPrivate: false, () => Task.CompletedTask)
            : await StartWantedAsync() ?? throw new InvalidOperationException(
                $"These tests need PostgreSQL 15 or newer: install it (Debian: sudo apt-get install postgresql), or start Docker, or set "
                + $"{Variable} or {VersionVariable}.");
        await using var connection = new NpgsqlConnection(running.ConnectionString);
        await connection.OpenAsync();
        if (connection.PostgreSqlVersion.Major < 15)
            throw new InvalidOperationException(
                $"These tests need PostgreSQL 15 or newer; {running.Kind} is {connection.PostgreSqlVersion}.");
        await TestContext.Progress.WriteLineAsync($"The tests use {running.Kind}, version {connection.PostgreSqlVersion}.");
        return new TestServer(running);
    }

    /// <summary>Without a wish the image that the container stack has; with one, this machine's programs first.</summary>
    private static async Task<RunningServer?> StartWantedAsync() => Environment.GetEnvironmentVariable(VersionVariable) switch
    {
        null or "" => await ContainerServer.TryStartAsync(ContainerServer.Image) ?? await LocalServer.TryStartAsync(),
        var image when image.Contains(':', StringComparison.Ordinal) => await ContainerServer.TryStartAsync(image),
        var folder when folder.Contains('/', StringComparison.Ordinal) => await LocalServer.TryStartAsync(),
        var version => await LocalServer.TryStartAsync() ?? await ContainerServer.TryStartAsync($"postgres:{version}-alpine"),
    };
}
