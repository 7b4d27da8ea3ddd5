using EcommerceEtl.Data;
using EcommerceEtl.Data.Invariants;
using Npgsql;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>A database of one test's own, dropped with it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TestServer _server;
    private bool _isDropped;

    private TestDatabase(TestServer server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = server.ConnectionString(name);
    }

    public string Name { get; }

    /// <summary>As the server's user, who owns the database.</summary>
    public string ConnectionString { get; }

    /// <summary>A database with this build's schema and no rows, on the test run's one server unless another is given.</summary>
    public static async Task<TestDatabase> CreateAsync(TestServer? on = null)
    {
        var server = on ?? await TestServer.StartedAsync();
        return new TestDatabase(server, await server.CreateAsync(migrated: true));
    }

    /// <summary>A database without any table, in UTF-8 unless another encoding is named.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(string? encoding = null)
    {
        var server = await TestServer.StartedAsync();
        return new TestDatabase(server, encoding is null ? await server.CreateAsync(migrated: false)
            : await server.CreateEncodedAsync(encoding));
    }

    /// <summary>A database that is what this one is now; nobody may be at work on it.</summary>
    public async Task<TestDatabase> CopyAsync()
    {
        await using (var pool = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pool);
        return new TestDatabase(_server, await _server.CopyAsync(Name));
    }

    /// <inheritdoc cref="WarehouseChecksum.OfAsync"/>
    public static Task<string> ChecksumAsync(NpgsqlConnection connection, ChecksumScope scope = ChecksumScope.Everything) =>
        WarehouseChecksum.OfAsync(connection, scope);

    /// <summary>The same on a connection of its own.</summary>
    public async Task<string> ChecksumAsync(ChecksumScope scope = ChecksumScope.Everything)
    {
        await using var connection = await OpenAsync();
        return await WarehouseChecksum.OfAsync(connection, scope);
    }

    /// <summary>Nothing in the warehouse or the ledger contradicts anything else.</summary>
    public async Task HoldsAsync()
    {
        await using var connection = await OpenAsync();
        Assert.That(await WarehouseInvariants.CheckAsync(connection), Is.Empty);
    }

    /// <summary>An open connection from the database's pool; the caller disposes it.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A connection string of one of the roles that <c>migrate</c> makes, or of another with its password.</summary>
    public string ConnectionStringOf(string role, string? password = null) => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Username = role,
        Password = password ?? TestServer.RolePassword,
        Pooling = false,
    }.ConnectionString;

    /// <summary>An open session of such a role; the caller disposes it.</summary>
    public async Task<NpgsqlConnection> OpenAsAsync(string role)
    {
        var connection = new NpgsqlConnection(ConnectionStringOf(role));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A context with pooled connections of its own; the caller disposes it.</summary>
    public EtlDbContext Context() => EtlDbContext.For(ConnectionString);

    /// <summary>Runs statements on a connection of their own; returns the rows affected.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>All rows of a query as texts, columns joined by <c>|</c>, NULL as <c>-</c>; times in UTC.</summary>
    public async Task<string[]> RowsAsync(string sql)
    {
        await using var connection = await OpenAsync();
        return await connection.RowsAsync(sql);
    }

    /// <inheritdoc cref="QueryRows.GivesAsync"/>
    public async Task GivesAsync(string sql, string[] rows, string? because = null)
    {
        await using var connection = await OpenAsync();
        await connection.GivesAsync(sql, rows, because);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Its name may be another test's by the second time.
        if (!Interlocked.Exchange(ref _isDropped, true))
            await _server.DropAsync(Name);
    }
}
