using Npgsql;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>Rows as short texts, which assertions can state and failures can show.</summary>
public static class QueryRows
{
    /// <summary>All rows of a query as texts, columns joined by <c>|</c>, NULL as <c>-</c>, times as <c>2020-01-31 23:59:59Z</c>.</summary>
    public static async Task<string[]> RowsAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
        return [.. rows];
    }

    /// <summary>A query gives these rows and no others, in this order.</summary>
    public static async Task GivesAsync(this NpgsqlConnection connection, string sql, string[] rows, string? because = null) =>
        Assert.That(await connection.RowsAsync(sql), Is.EqualTo(rows), because is null ? sql : $"{because}\n{sql}");

    private static string Text(object? value) => value switch
    {
        null or DBNull => "-",
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };
}
