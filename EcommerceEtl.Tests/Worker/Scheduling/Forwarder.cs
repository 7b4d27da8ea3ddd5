using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>
/// Stands between a worker and PostgreSQL on a port of its own, where at first nobody listens. It hands every byte on, and can keep back
/// what a worker sends after a statement: to the server, its client has then fallen silent in the midst of it. It can also break all
/// connections.
/// </summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private readonly TcpListener _listener;
    private Task _accepting = Task.CompletedTask;
    private int _taken;

    public Forwarder(string connectionString)
    {
        _target = new NpgsqlConnectionStringBuilder(connectionString);
        _listener = new TcpListener(IPAddress.Loopback, ServeProcess.FreePort());
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
    }

    /// <summary>The same database by way of the forwarder.</summary>
    public string ConnectionString { get; }

    /// <summary>How many connections it has taken.</summary>
    public int Taken => _taken;

    /// <summary>Nothing that a connection's client sends after a packet with this text is handed on.</summary>
    public byte[]? SilentAfter { get; set; }

    /// <summary>Begins to listen.</summary>
    public void Listen()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Resets every connection, on both its sides; new ones are taken as before.</summary>
    public void Break()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets)
                socket.Close(timeout: 0);
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Break();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        Interlocked.Increment(ref _taken);
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        (client.NoDelay, server.NoDelay) = (true, true);
        lock (_sockets)
            _sockets.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(_target.Host!, _target.Port, _stop.Token);
        }
        catch (Exception absent) when (absent is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is away for now: so is this connection, and the next may find it.
            client.Dispose();
            server.Dispose();
            return;
        }
        _ = PumpAsync(client, server, fromClient: true);
        _ = PumpAsync(server, client, fromClient: false);
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromClient)
    {
        var buffer = new byte[64 * 1024];
        var silent = false;
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                for (var sent = 0; sent < read && !silent;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                silent |= fromClient && SilentAfter is { } text && buffer.AsSpan(0, read).IndexOf(text) >= 0;
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // One of the two is gone: so is the other.
        }
        from.Dispose();
        to.Dispose();
    }
}
