using System.Net;

namespace EcommerceEtl.Data.Session;

/// <summary>How safe the way to the database is from whoever listens on it, or answers in the server's place.</summary>
public static class DatabaseTransport
{
    /// <summary>What an operator should know of it; null where nothing is to be said.</summary>
    public static string? Warning(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var remote = (parts.Host ?? "").Split(',', StringSplitOptions.TrimEntries).Where(IsRemote).ToArray();
        if (remote.Length == 0 || parts.SslMode == SslMode.VerifyFull)
            return null;
        var lacks = parts.SslMode switch
        {
            SslMode.VerifyCA => "any server with a certificate of the same authority could answer in its place",
            SslMode.Require => "the way is encrypted, but any server could answer in its place",
            SslMode.Disable => "whoever listens on the way reads what is sent",
            _ => "whether the way is encrypted is left to the server, and whoever stands between may say no in its place",
        };
        return $"to {string.Join(", ", remote)} by SSL Mode={parts.SslMode}: {lacks}. With SSL Mode=VerifyFull in "
            + "ConnectionStrings:Warehouse the server must show a certificate of its name; Root Certificate=FILE names the authority "
            + "where the system does not know it";
    }

    /// <summary>True if the host is neither this machine by its loopback address nor a Unix socket.</summary>
    internal static bool IsRemote(string host)
    {
        if (host.Length == 0 || host[0] is '/' or '@')
            return false;
        var name = IPEndPoint.TryParse(host, out var address) ? address.Address.ToString() : host.Split(':')[0];
        return !name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(name, out var number) && IPAddress.IsLoopback(number));
    }
}
