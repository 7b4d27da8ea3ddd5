using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>healthcheck</c>: asks the worker that runs on this machine; for a container that has no shell.</summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create() => new Command("healthcheck", "Ends with 0 if the running worker is ready.").Runs(
        call => AskAsync(call.Settings.Urls[0], call.Json, call.Token), needsDatabase: false);

    private static async Task<int> AskAsync(string address, bool json, CancellationToken cancellationToken)
    {
        using var client = Client(address);
        try
        {
            using var response = await client.GetAsync(Target(address), cancellationToken);
            var said = await response.Content.ReadAsStringAsync(cancellationToken);
            return Say(response.IsSuccessStatusCode, said.Split('\n'), line => Page.Out.Line(line));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var said = $"No worker answers at {UnixSockets.PathOf(address) ?? Target(address).AbsoluteUri}: {error.Message}";
            return Say(ready: false, [said], Console.Error.WriteLine);
        }

        int Say(bool ready, string[] says, Action<string> print)
        {
            if (json)
                JsonOutput.Write(new { Ready = ready, Says = says });
            else
                Array.ForEach(says, print);
            return ready ? ExitCode.Done : ExitCode.Failed;
        }
    }

    /// <summary>The address at which the worker is asked: always one of this machine, whatever host name it listens under.</summary>
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
