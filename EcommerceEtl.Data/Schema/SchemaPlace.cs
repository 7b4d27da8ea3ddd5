namespace EcommerceEtl.Data.Schema;

/// <summary>Whether a database is a place for the warehouse: its encoding, its schema <c>public</c>, and what stands there
/// already.</summary>
internal static class SchemaPlace
{
    /// <summary>Passes if this program's tables stand, or would be made, where they belong.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseRefused"/>: what is in the way, and how to clear it.</exception>
    public static async Task ThrowIfUnfitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("Schema/schema_place");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (database, user, encoding) = (row.GetString(0), row.GetString(1), row.GetString(2));
        var madeIn = row.Text(4);
        if (encoding != "UTF8")
        {
            throw Unfit(
                $"The database `{database}` is encoded in `{encoding}`, and the warehouse needs UTF8, since the texts of a shop may hold "
                + "any letter. Make another: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.");
        }
        if (!row.GetBoolean(3))
            throw Unfit($"The database `{database}` has no schema `public`, where the warehouse stands; another one is not supported. "
                + "CREATE SCHEMA public makes it.");
        if (madeIn != "public")
        {
            throw Unfit(
                $"Tables of the user `{user}` in the database `{database}` would be made "
                    + $"{(madeIn is null ? "nowhere" : $"in the schema `{madeIn}`")}, but the "
                + $"warehouse stands in `public`, and another schema is not supported. The search_path is `{row.GetString(5)}`: it must "
                + "begin with a schema that is `public`, and which this user may use. Take it out of the connection string (Search Path), "
                + $"or say ALTER ROLE \"{user}\" IN DATABASE \"{database}\" SET search_path = public.");
        }
        if (row.GetBoolean(6))
            throw OfAnother(database, "it has another shape");
    }

    /// <summary>The table of migrations belongs to somebody else.</summary>
    public static EtlException OfAnother(string database, string seen) => Unfit(
        $"The table `__EFMigrationsHistory` in the schema `public` of the database `{database}` belongs to another program: {seen}. "
        + "Give this worker a database of its own.");

    private static EtlException Unfit(string message) => new(ErrorCode.DatabaseRefused, message);
}
