using System.Reflection;

namespace EcommerceEtl.Data.Invariants;

/// <summary>A row that should not be there.</summary>
/// <param name="Invariant">Name of the broken invariant, see <see cref="WarehouseInvariants.Names"/>.</param>
/// <param name="Row">The row as <c>column=value</c> pairs, times in UTC.</param>
public sealed record InvariantBreach(string Invariant, string Row)
{
    public override string ToString() => $"{Invariant}: {Row}";
}

/// <summary>What always holds in the warehouse between two runs, for all stores. Each invariant is a <c>.sql</c> file of this folder that
/// returns the offending rows, none when all is well; it can be run by hand as it stands.</summary>
public static class WarehouseInvariants
{
    private const string Folder = "Invariants/";

    /// <summary>Names of the invariants, sorted: the files' names without their ending.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".sql".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Checks them all, each by one query that only reads.</summary>
    /// <param name="connection">An open connection. Without a transaction of its own a run that commits meanwhile may be seen in
    /// part.</param>
    /// <param name="rowsEach">Most offending rows that are returned of one invariant.</param>
    /// <returns>Offending rows; empty when all is well.</returns>
    /// <exception cref="PostgresException">A query failed, for lack of a right or of a table.</exception>
    public static async Task<ImmutableArray<InvariantBreach>> CheckAsync(
        NpgsqlConnection connection, int rowsEach = 20, CancellationToken cancellationToken = default)
    {
        var breaches = ImmutableArray.CreateBuilder<InvariantBreach>();
        foreach (var name in Names)
        {
            await using var command = new NpgsqlCommand(EmbeddedSql.Read(typeof(EmbeddedSql).Assembly, $"{Folder}{name}.sql"), connection);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            for (var left = rowsEach; left > 0 && await rows.ReadAsync(cancellationToken); left--)
                breaches.Add(new InvariantBreach(name,
                    string.Join(' ', Enumerable.Range(0, rows.FieldCount).Select(i => $"{rows.GetName(i)}={Text(rows.GetValue(i))}"))));
        }
        return breaches.ToImmutable();
    }

    private static string Text(object value) => value switch
    {
        DBNull => "-",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "-",
    };
}
