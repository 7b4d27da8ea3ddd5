namespace EcommerceEtl.Data.Session;

/// <summary>Passwords that every client of PostgreSQL sends alike. Others are brought into another form before they are hashed (SASLprep,
/// RFC 4013: <c>½</c> becomes <c>1⁄2</c>, a no-break space a space), which PostgreSQL and psql do in full, Grafana's driver in part, and
/// this process not at all: it runs without Unicode tables. A role would then have a password with which only some can log in.</summary>
internal static class PlainPassword
{
    /// <summary>What may stand in such a password, for messages.</summary>
    public const string Rule = "printable ASCII characters (letters without accents, digits, common signs, spaces)";

    /// <summary>True if the password holds nothing that another form could stand for.</summary>
    public static bool Is(string password) => password.All(character => character is >= ' ' and <= '~');
}
