namespace EcommerceEtl.Data;

/// <summary>Statements on a connection: the named ones of this project, and texts too short for a name.</summary>
public static class NamedStatements
{
    /// <summary>A named statement (<see cref="EmbeddedSql.Statement"/>) with its parameters, null for NULL.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string statement, params object?[] parameters) =>
        connection.Sql(EmbeddedSql.Statement(statement), parameters);

    public static NpgsqlCommand Sql(this NpgsqlConnection connection, string text, params object?[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Runs a command and returns its rows.</summary>
    /// <param name="command">The command, which is disposed of.</param>
    public static async Task<ImmutableArray<T>> RowsAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        await command.EachRowAsync(row => rows.Add(read(row)), cancellationToken);
        return rows.ToImmutable();
    }

    /// <summary>Runs a command and hands on each of its rows as it comes.</summary>
    public static async Task EachRowAsync(this NpgsqlCommand command, Action<NpgsqlDataReader> seen, CancellationToken cancellationToken)
    {
        await using var disposed = command;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            seen(row);
    }

    /// <summary>Runs a command and returns the number of rows it touched.</summary>
    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var disposed = command;
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a command and returns the first column of its first row; null where there is none.</summary>
    public static async Task<object?> ValueAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var disposed = command;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>A time (UTC) that may be NULL.</summary>
    public static DateTime? Time(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);

    /// <summary>A text that may be NULL.</summary>
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
