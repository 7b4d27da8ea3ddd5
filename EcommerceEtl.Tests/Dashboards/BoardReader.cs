using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What the database answers.</summary>
/// <param name="Columns">Their names.</param>
/// <param name="Types">PostgreSQL's own names of their types, such as <c>timestamptz</c>.</param>
/// <param name="Rows">The values; null for NULL.</param>
internal sealed record BoardAnswer(string[] Columns, string[] Types, object?[][] Rows)
{
    /// <summary>The rows as texts: columns joined by <c>|</c>, NULL as <c>-</c>, numbers with at most ten decimals.</summary>
    public string[] Texts => [.. Rows.Select(row => string.Join('|', row.Select(Text)))];

    /// <summary>A value as <see cref="Texts"/> has it.</summary>
    public static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IConvertible number =>
            Math.Round(number.ToDecimal(CultureInfo.InvariantCulture), 10).ToString("0.##########", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

/// <summary>A session of <c>grafana_reader</c>, the role that Grafana logs in as.</summary>
internal sealed class BoardReader : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly bool _own;

    private BoardReader(NpgsqlConnection connection, TestDatabase database, bool own) =>
        (_connection, Database, _own) = (connection, database, own);

    public TestDatabase Database { get; }

    /// <summary>Reads the warehouse that all tests of the boards share.</summary>
    public static async Task<BoardReader> OpenSeededAsync()
    {
        await TestServer.NeedsRolesAsync();
        return await OpenAsync(await SeededWarehouse.GetAsync());
    }

    /// <summary>Reads a warehouse of the caller's own, which holds the rows of a statement and goes with the reader.</summary>
    public static async Task<BoardReader> OpenFilledAsync(string sql)
    {
        await TestServer.NeedsRolesAsync();
        var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(sql);
        await database.FillRollupsAsync();
        return await OpenAsync(database, own: true);
    }

    /// <param name="database">What is read.</param>
    /// <param name="own">True if the database goes with the reader.</param>
    public static async Task<BoardReader> OpenAsync(TestDatabase database, bool own = false) =>
        new(await database.OpenAsAsync(RoleSetup.Reader), database, own);

    /// <exception cref="PostgresException">The database refuses the query.</exception>
    public async Task<BoardAnswer> AskAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = Enumerable.Range(0, reader.FieldCount).ToArray();
        List<object?[]> rows = [];
        while (await reader.ReadAsync())
            rows.Add([.. columns.Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
        return new BoardAnswer([.. columns.Select(reader.GetName)],
            [.. columns.Select(column => reader.GetPostgresType(column).InternalName)], [.. rows]);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        if (_own)
            await Database.DisposeAsync();
    }
}
