namespace EcommerceEtl.Data.Schema;

/// <summary>What keeps viewers from stopping others and cannot be said by grants on this program's tables: rights to functions of
/// PostgreSQL, and bounds on sessions.</summary>
/// <param name="Statements">SQL that is missing; empty if nothing is.</param>
/// <param name="Others">Tables of other programs in this database, which may need what the statements take away: then these are not
/// run.</param>
public sealed record ViewerWall(ImmutableArray<string> Statements, ImmutableArray<string> Others)
{
    private const int NamesShown = 5;

    public bool IsClosed => Statements.IsEmpty;

    /// <summary>What a viewer can do as long as the statements are missing.</summary>
    public string Says =>
        "The role of the boards can stop others: it may execute functions of PostgreSQL that take this program's locks, fill the disk "
        + "with large objects or end sessions of its own role, or its temporary files have no bound. "
        + (Others.IsEmpty
            ? "Only a superuser can change that."
            : $"That was left as it is, since this database holds "
            + $"{string.Join(", ", Others.Take(NamesShown).Select(name => $"`{name}`"))}, "
                + "which are not this program's and whose users may need those functions.");

    /// <summary>Reads what is missing.</summary>
    /// <param name="connection">Any session of the warehouse.</param>
    public static async Task<ViewerWall> ReadAsync(NpgsqlConnection connection, SchemaState state, CancellationToken cancellationToken)
    {
        ImmutableArray<string> missing =
        [
            .. await TextsAsync(connection, "Schema/open_functions", cancellationToken),
            .. await TextsAsync(connection, "Schema/open_file_limits", cancellationToken),
        ];
        return new ViewerWall(missing, missing.IsEmpty ? [] : await OthersAsync(connection, state, cancellationToken));
    }

    /// <summary>Takes the rights to the functions from everybody, where this user may and where nobody else's tables are; returns what is
    /// missing then.</summary>
    internal static async Task<ViewerWall> CloseAsync(NpgsqlConnection connection, SchemaState state, CancellationToken cancellationToken)
    {
        var statements = await TextsAsync(connection, "Schema/open_functions", cancellationToken);
        if (!statements.IsEmpty
            && await IsSuperuserAsync(connection, cancellationToken)
            && (await OthersAsync(connection, state, cancellationToken)).IsEmpty)
            await RunAsync(connection, statements, cancellationToken);
        return await ReadAsync(connection, state, cancellationToken);
    }

    /// <summary>Undoes what a viewer's role has set for itself, and bounds its temporary files where this user may.</summary>
    internal static async Task ResetAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        await RunAsync(connection, await TextsAsync(connection, "Schema/reset_settings", cancellationToken, role), cancellationToken);
        await RunAsync(connection, await TextsAsync(connection, "Schema/viewer_settings", cancellationToken, role), cancellationToken);
        if (await IsSuperuserAsync(connection, cancellationToken))
            await RunAsync(connection, await TextsAsync(connection, "Schema/open_file_limits", cancellationToken), cancellationToken);
    }

    private static Task<ImmutableArray<string>> OthersAsync(
        NpgsqlConnection connection, SchemaState state, CancellationToken cancellationToken)
    {
        var (before, pending) = MigrationNames.Of(connection, state);
        string[] names = [.. before, .. pending, "__EFMigrationsHistory"];
        return TextsAsync(connection, "Schema/foreign_relations", cancellationToken, (object)names);
    }

    private static async Task<bool> IsSuperuserAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (bool)(await connection.Sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").ValueAsync(cancellationToken))!;

    private static Task<ImmutableArray<string>> TextsAsync(
        NpgsqlConnection connection, string statement, CancellationToken cancellationToken, params object[] parameters) =>
        connection.Command(statement, parameters).RowsAsync(row => row.GetString(0), cancellationToken);

    private static async Task RunAsync(NpgsqlConnection connection, ImmutableArray<string> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
            await connection.Sql(statement).RunAsync(cancellationToken);
    }
}
