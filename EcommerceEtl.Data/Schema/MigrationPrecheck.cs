namespace EcommerceEtl.Data.Schema;

/// <summary>Looks, before anything is made, whether the pending migrations would go through: rights, and names that somebody else has
/// given.</summary>
public static class MigrationPrecheck
{
    private const int NamesShown = 10;

    /// <summary>Passes if this user may apply what is pending. Runs on an open connection, within its transaction, if it has one.</summary>
    /// <param name="connection">As the user who would migrate.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseRefused"/>: what is in the way, and how to clear it.</exception>
    public static async Task ThrowIfUnfitAsync(NpgsqlConnection connection, SchemaState state, CancellationToken cancellationToken)
    {
        if (state.Pending.IsEmpty)
            return;
        var (before, pending) = MigrationNames.Of(connection, state);
        await using var command = connection.Command("Schema/migration_precheck", pending.Except(before).ToArray(), before.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (database, user) = (row.GetString(0), row.GetString(1));
        if (row.GetFieldValue<string[]>(3) is { Length: > 0 } taken)
        {
            var more = taken.Length > NamesShown ? $" and {taken.Length - NamesShown} more" : "";
            throw Unfit(
                $"The schema `public` of the database `{database}` holds already "
                    + $"{string.Join(", ", taken.Take(NamesShown).Select(name => $"`{name}`"))}{more}, "
                + "which this worker did not make and does not touch. Give the worker a database of its own.");
        }
        if (!row.GetBoolean(2))
        {
            throw Unfit(
                $"The user `{user}` may make no tables in the schema `public` of the database `{database}`. Run `migrate` as the owner of "
                + $"the database, or as its owner say GRANT CREATE ON SCHEMA public TO \"{user}\".");
        }
        if (row.GetFieldValue<string[]>(4) is { Length: > 0 } owners)
        {
            throw Unfit(
                $"The tables in the database `{database}` belong to {string.Join(", ", owners.Select(owner => $"`{owner}`"))}, and only "
                + $"their owner may change them: run `migrate` as that user, not as `{user}`.");
        }
    }

    private static EtlException Unfit(string message) => new(ErrorCode.DatabaseRefused, message);
}
