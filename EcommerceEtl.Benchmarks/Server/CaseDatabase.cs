using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Server;

/// <summary>A database of one case's own; dropped at its end.</summary>
internal sealed class CaseDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private CaseDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString =
            new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false, IncludeErrorDetail = true }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>A database with the bound's tables.</summary>
    public static async Task<CaseDatabase> ForBoundAsync(string server, CancellationToken cancellationToken)
    {
        var database = await CreateAsync(server, "bound", cancellationToken);
        using var sql = new StreamReader(typeof(CaseDatabase).Assembly.GetManifestResourceStream("Bound/tables.sql")!);
        await ExecuteAsync(database.ConnectionString, await sql.ReadToEndAsync(cancellationToken), cancellationToken);
        return database;
    }

    /// <summary>A database with the product's schema.</summary>
    public static async Task<CaseDatabase> ForWorkerAsync(
        string server, CancellationToken cancellationToken, string kind = "worker")
    {
        var database = await CreateAsync(server, kind, cancellationToken);
        await new SchemaMigrator(database.ConnectionString, TimeProvider.System)
            .ApplyAsync(RolePasswords.None, _ => { }, cancellationToken);
        return database;
    }

    /// <summary>A database with the tables of other ways to load.</summary>
    public static async Task<CaseDatabase> ForPeersAsync(string server, CancellationToken cancellationToken)
    {
        var database = await CreateAsync(server, "peers", cancellationToken);
        await ExecuteAsync(database.ConnectionString, Cases.PeerTables.Create, cancellationToken);
        return database;
    }

    /// <summary>Number of events, and the sum of price x quantity over them.</summary>
    /// <param name="table">A table or view with the columns <c>price</c> and <c>quantity</c>.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<(long Events, decimal Value)> EventsAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command =
            new NpgsqlCommand($"SELECT count(*), coalesce(sum(price * quantity), 0) FROM {table}", connection) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetDecimal(1));
    }

    /// <summary>Rows that were read so far from the tables of carts and their lines. Sessions that are ending are waited for, since the
    /// server learns only then what they have read.</summary>
    public async Task<long> RowsReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var others = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
            + "AND pid <> pg_backend_pid()", connection);
        while ((long)(await others.ExecuteScalarAsync(cancellationToken))! > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables "
            + "WHERE relname IN ('carts', 'cart_lines')", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Writes out what earlier cases left behind, so that none pays for another; a user who may not simply goes on.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(ConnectionString, "CHECKPOINT", cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
        }
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(_server, $"DROP DATABASE {_name} WITH (FORCE)", CancellationToken.None);

    private static async Task<CaseDatabase> CreateAsync(string server, string kind, CancellationToken cancellationToken)
    {
        var name = $"etl_bench_{Environment.ProcessId}_{kind}";
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE template1", cancellationToken);
        return new CaseDatabase(server, name);
    }

    private static async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
