using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Settings;

/// <summary>Recognises connection strings that are written for another driver. The password in one of them may stand anywhere in the
/// text.</summary>
internal static partial class ForeignDialect
{
    /// <summary>What the text is, such as <c>a JDBC address</c>; null if it could be a connection string of Npgsql.</summary>
    public static string? NameOf(string text) =>
        Jdbc().IsMatch(text) ? "a JDBC address"
        : Address().IsMatch(text) ? "an address (URI)"
        : Keywords().IsMatch(text) ? "a connection string of libpq (psql), its keywords parted by spaces" : null;

    [GeneratedRegex(@"^[\s""']*jdbc:", RegexOptions.IgnoreCase)]
    private static partial Regex Jdbc();

    [GeneratedRegex(@"^[\s""']*[a-z][a-z0-9+.-]*://", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    /// <summary>A second keyword of libpq with no semicolon before it: Npgsql would take all of it for the value of the first.</summary>
    [GeneratedRegex(@"^[\s""']*[a-z_]+\s*=[^;]*\s(?:host|hostaddr|port|dbname|user|password|sslmode|connect_timeout)\s*=",
        RegexOptions.IgnoreCase)]
    private static partial Regex Keywords();
}
