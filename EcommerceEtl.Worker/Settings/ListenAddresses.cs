using System.Net;
using System.Net.Sockets;

namespace EcommerceEtl.Worker.Settings;

/// <summary>Tries <c>ASPNETCORE_URLS</c> and <c>Web:Urls</c>: where the endpoints of <c>serve</c> and its page listen. The web server takes
/// much that is wrong without a word and then listens elsewhere: an empty text on port 5000, a name or port that it cannot read on port 80
/// of every address.</summary>
internal static class ListenAddresses
{
    public const string Key = "ASPNETCORE_URLS";

    /// <summary>Where the page listens.</summary>
    public const string PageKey = "Web:Urls";

    /// <summary>What either must be.</summary>
    public const string Form = "`http://HOST:PORT` or `http://unix:/PATH`, several parted by semicolons";

    public const string Standard = "http://localhost:8080";

    /// <summary>Notes what cannot be listened on.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="text">What they were read from; null if nothing is set.</param>
    public static void Check(string key, ImmutableArray<string> addresses, string? text, SettingSource source)
    {
        if (text is not null && text.Trim(' ', ';').Length == 0)
            source.Wrong(key, text, $"one address or several parted by semicolons, such as {Standard}");
        foreach (var same in addresses.GroupBy(address => address, StringComparer.OrdinalIgnoreCase))
            if (Mistake(same.Key) is { } allowed)
                source.Wrong(key, same.Key.Contains('@') ? "***" : same.Key, allowed);
            else if (same.Count() > 1)
                source.Wrong(key, same.Key, "there once only");
    }

    /// <summary>What the address must be, or null if it can be listened on.</summary>
    private static string? Mistake(string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            return $"an address such as {Standard}, http://+:8080 (all of this machine) or http://unix:/run/etl.sock";
        }
        if (!address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
            return "an address of http: the endpoints have no certificate. A proxy before them can speak https";
        if (address.PathBase.Length > 0)
            return "an address without a path";
        return address.IsUnixPipe ? SocketFile(address.UnixPipePath)
            : address.Port is < 1 or > IPEndPoint.MaxPort || !IsHost(
            address.Host) ? "http://HOST:PORT with a port from 1 to 65535 and an address of this machine, localhost or + for HOST"
            : IPAddress.TryParse(address.Host, out var ip) ? OfThisMachine(ip) : null;
    }

    private static bool IsHost(string host) => host is "+" or "*" || Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static string? SocketFile(string path)
    {
        try
        {
            _ = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException)
        {
            return "the path of a Unix socket of at most 107 bytes";
        }
        return Directory.Exists(Path.GetDirectoryName(path)) && !Directory.Exists(path) ? null
            : "the path of a Unix socket in a folder that is there";
    }

    /// <summary>Asks the system; any port will do, since the wanted one is in use where a worker runs.</summary>
    private static string? OfThisMachine(IPAddress ip)
    {
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ip, 0));
            return null;
        }
        catch (SocketException)
        {
            return "an address of this machine";
        }
    }
}
