using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>A TCP listener that reads a request and then does to the connection whatever the script says; the last step repeats.</summary>
internal sealed class RawShop : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Func<Socket, Task>> _script;
    private readonly Task _serving;

    public RawShop(params Func<Socket, Task>[] script)
    {
        _script = new Queue<Func<Socket, Task>>(script);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public int Connections { get; private set; }

    /// <summary>Sends bytes and closes in good order.</summary>
    public static Func<Socket, Task> Send(string answer) => async socket =>
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(answer));
        socket.Shutdown(SocketShutdown.Send);
    };

    /// <summary>Sends bytes and resets the connection.</summary>
    public static Func<Socket, Task> SendAndReset(string answer) => async socket =>
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(answer));
        socket.LingerState = new LingerOption(true, 0);
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        // Only now: a listener that has been stopped refuses to accept with an error of its own.
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var request = new byte[16 * 1024];
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                await socket.ReceiveAsync(request, _stop.Token);
                await (_script.Count > 1 ? _script.Dequeue() : _script.Peek())(socket);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
