using System.Security.Cryptography;
using System.Text;
using EcommerceEtl.Data;
using EcommerceEtl.Data.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>The filled database: the product's tables in <c>public</c>, the first version's in <c>original</c>.</summary>
/// <param name="ConnectionString">It, as superuser.</param>
internal sealed record BoardWarehouse(string ConnectionString)
{
    private const string Prefix = "etl_boards_";
    private const double EventsPerCart = 4.75;

    private static readonly string[] Texts = ["warehouse", "ledger", "original", "sums"];

    /// <summary>Fills a database, or takes the one that was filled in the same way before.</summary>
    public static async Task<BoardWarehouse> EnsureAsync(
        string server, long events, Action<string> say, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{events}_{Version()}");
        var warehouse = new BoardWarehouse(
            new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        List<string> present = [];
        await using (var command = new NpgsqlCommand($"SELECT datname FROM pg_database WHERE datname LIKE '{Prefix}%'", connection))
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
            while (await row.ReadAsync(cancellationToken))
                present.Add(row.GetString(0));
        if (present.Contains(name))
            return warehouse;
        // One of another version or size, or one that was never filled to the end.
        foreach (var other in present)
            await ExecuteAsync(connection, $"DROP DATABASE {other} WITH (FORCE)", cancellationToken);
        say($"filling a warehouse with {events:N0} events");
        await ExecuteAsync(connection, $"CREATE DATABASE {name}_partial TEMPLATE template1", cancellationToken);
        await warehouse.FillAsync($"{name}_partial", (long)(events / EventsPerCart), cancellationToken);
        await ExecuteAsync(connection, $"ALTER DATABASE {name}_partial RENAME TO {name}", cancellationToken);
        return warehouse;
    }

    /// <summary>It, as the role that Grafana logs in as.</summary>
    /// <param name="schema">The schema whose tables are meant.</param>
    public string Reader(string schema) => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Username = RoleSetup.Reader,
        SearchPath = schema,
        // The first version knew no limit.
        Options = "-c statement_timeout=0",
    }.ConnectionString;

    /// <summary>An empty database with the schema and the role of the boards; one of that name goes.</summary>
    public static async Task<BoardWarehouse> MigratedAsync(string server, string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);
        await ExecuteAsync(connection, $"CREATE DATABASE {name} TEMPLATE template1", cancellationToken);
        var warehouse = new BoardWarehouse(
            new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await MigrateAsync(warehouse.ConnectionString, cancellationToken);
        return warehouse;
    }

    private static async Task MigrateAsync(string database, CancellationToken cancellationToken)
    {
        // The cluster is this benchmark's own and trusts whoever reaches it.
        var passwords = new RolePasswords(worker: null, reader: Guid.NewGuid().ToString(), analyst: null);
        await new SchemaMigrator(database, TimeProvider.System).ApplyAsync(passwords, _ => { }, cancellationToken);
    }

    private async Task FillAsync(string name, long carts, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
        await MigrateAsync(database, cancellationToken);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"SET bench.carts = {carts}; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off",
            cancellationToken);
        foreach (var text in Texts)
            await ExecuteAsync(connection, Resources.Read($"Boards/{text}.sql"), cancellationToken);
        await ExecuteAsync(connection, "SELECT create_missing_indexes()", cancellationToken);
        await ExecuteAsync(connection, "VACUUM ANALYZE", cancellationToken);
        await ExecuteAsync(connection, "CHECKPOINT", cancellationToken);
    }

    /// <summary>Changes with whatever decides what is in the database.</summary>
    private static string Version()
    {
        var migrations = typeof(Migrations.Rollups).Assembly;
        using var context = EtlDbContext.On(new NpgsqlConnection());
        var texts = Texts.Select(text => Resources.Read($"Boards/{text}.sql"))
            .Concat(migrations.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(text => EmbeddedSql.Read(migrations, text)))
            .Concat(context.Database.GetMigrations());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(texts))))[..8];
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
