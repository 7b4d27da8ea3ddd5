using Npgsql;

namespace EcommerceEtl.Tests.Pooling;

/// <summary>A real PgBouncer before a database, where the program is on this machine.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    /// <summary>It ends when its standard input does, however the test host ends.</summary>
    private const string Script = """
        dir=$(mktemp -d "${TMPDIR:-/tmp}/ecommerce-etl-pooler.XXXXXX")
        printf '%s\n' "$2" >"$dir/pgbouncer.ini"
        "$1" "$dir/pgbouncer.ini" &
        cat >/dev/null
        kill $!
        wait
        rm -rf "$dir"
        """;

    private readonly ChildProcess _process;

    private PgBouncer(ChildProcess process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    /// <summary>The same database by way of PgBouncer.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it; the test is ignored where the program is not there.</summary>
    /// <param name="connectionString">The database behind it.</param>
    /// <param name="settings">Lines of its section <c>pgbouncer</c>, such as <c>pool_mode = transaction</c>.</param>
    public static async Task<PgBouncer> StartAsync(string connectionString, params string[] settings)
    {
        var program =
            ChildProcess.Needed("pgbouncer", "PgBouncer is not on this machine (Debian: sudo apt-get install pgbouncer).", "/usr/sbin");
        var (target, port) = (new NpgsqlConnectionStringBuilder(connectionString), ChildProcess.FreePort());
        var password = string.IsNullOrEmpty(target.Password) ? "" : $" password='{target.Password}'";
        var file = string.Join('\n',
        [
            "[databases]",
            string.Create(CultureInfo.InvariantCulture, $"* = host={target.Host} port={target.Port} user={target.Username}{password}"),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"listen_port = {port}"),
            "unix_socket_dir =",
            "auth_type = any",
            .. settings,
        ]);
        // Like PostgreSQL it refuses to run as root.
        string[] words = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", "env", "TMPDIR=/tmp", "sh"] : ["sh"];
        var process = ChildProcess.Start([.. words, "-c", Script, "sh", program, file], input: null);
        await process.LineAsync("process up");
        var by = new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = port, SslMode = SslMode.Disable };
        return new PgBouncer(process, by.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Input.Close();
        await _process.ExitAsync();
        await _process.DisposeAsync();
    }
}
