using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>healthcheck</c>: asks the running worker beside it; for a container that has no shell.</summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create() => new Command("healthcheck", "Ends with 0 if the running worker is ready.").Runs(
        call => AskAsync(call.Settings.Urls[0], call.Json, call.Token), needsDatabase: false);

    /// <summary>Asks the worker that listens on an address.</summary>
    private static async Task<int> AskAsync(string address, bool json, CancellationToken cancellationToken)
    {
        using var client = Client(address);
        try
        {
            using var response = await client.GetAsync(Target(address), cancellationToken);
            var said = await response.Content.ReadAsStringAsync(cancellationToken);
            string[] lines = said.Split('\n');
            if (json)
                JsonOutput.Write(new { Ready = response.IsSuccessStatusCode, Says = lines });
            else
                Array.ForEach(lines, line => Page.Out.Line(line));
            return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var said = $"No worker answers at {UnixSockets.PathOf(address) ?? Target(address).AbsoluteUri}: {error.Message}";
            if (json)
                JsonOutput.Write(new { Ready = false, Says = new[] { said } });
            else
                await Console.Error.WriteLineAsync(said);
            return ExitCode.Failed;
        }
    }

    /// <summary>The address to ask for one that is listened on: of this machine, whatever name the listener was given.</summary>
    internal static Uri Target(string address)
    {
        var listener = BindingAddress.Parse(address);
        // The web server listens on all addresses of the machine wherever a name is given that is neither an IP address nor localhost.
        var host = !IPAddress.TryParse(listener.Host, out var ip) ? "localhost"
            : ip.Equals(IPAddress.Any) ? "127.0.0.1"
            : ip.Equals(IPAddress.IPv6Any) ? "[::1]" : ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip.ToString();
        return new UriBuilder("http", host, listener.IsUnixPipe ? 80 : listener.Port, "/health/ready").Uri;
    }

    /// <summary>Never through a proxy: the worker is on this machine.</summary>
    private static HttpClient Client(string address)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (UnixSockets.PathOf(address) is { } path)
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }
        return new HttpClient(handler) { Timeout = Patience };
    }
}
