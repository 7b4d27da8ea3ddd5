using System.Net.Sockets;

namespace EcommerceEtl.Worker.Health;

/// <summary>Endpoints that listen on Unix sockets.</summary>
internal static class UnixSockets
{
    /// <summary>The path of an address such as <c>http://unix:/run/etl.sock</c>; null for any other.</summary>
    public static string? PathOf(string address) => BindingAddress.Parse(address) is { IsUnixPipe: true } parsed
        ? parsed.UnixPipePath : null;

    /// <summary>Deletes the files of sockets that nobody listens on any more: a killed worker leaves its own behind, and while the file is
    /// there no other can listen.</summary>
    public static void RemoveAbandoned(IEnumerable<string> addresses)
    {
        foreach (var path in addresses.Select(PathOf).OfType<string>())
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused && !IsFile(path))
            {
                File.Delete(path);
            }
            catch (SocketException)
            {
                // There is no file, or one that is no socket or may not be touched: listening will tell.
            }
        }
    }

    /// <summary>True for a file that can be read as one: it refuses connections too, and is somebody's.</summary>
    private static bool IsFile(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
