using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>What a proxy does to the next COMMIT.</summary>
internal enum CommitFate
{
    /// <summary>It goes through like everything else.</summary>
    Forwarded,

    /// <summary>The server gets it, and the connection breaks while it is still at work.</summary>
    Abandoned,

    /// <summary>The server gets it and answers, but the connection breaks before the answer arrives.</summary>
    AnswerLost,

    /// <summary>The connection breaks before the server gets it.</summary>
    Lost,
}

/// <summary>Stands between a run and PostgreSQL, hands every byte on, and breaks off or falls silent where a test says so.</summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, ChildProcess.FreePort());
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Link> _links = [];
    private readonly NpgsqlConnectionStringBuilder _target;
    private Task _accepting = Task.CompletedTask;
    private int _commitsBroken;
    private int _taken;

    /// <param name="connectionString">The database behind it.</param>
    /// <param name="listens">False: nobody listens at its port before <see cref="Listen"/>.</param>
    public DatabaseProxy(string connectionString, bool listens = true)
    {
        _target = new NpgsqlConnectionStringBuilder(connectionString);
        if (listens)
            Listen();
    }

    /// <summary>The same database by way of the proxy; unencrypted, since it reads along.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_target.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>What becomes of COMMIT from now on.</summary>
    public CommitFate Commit { get; set; }

    /// <summary>COMMITs that did not go through.</summary>
    public int CommitsBroken => _commitsBroken;

    /// <summary>How many connections it has taken.</summary>
    public int Taken => _taken;

    /// <summary>Nothing that a connection's client sends after a packet with this text is handed on.</summary>
    public byte[]? SilentAfter { get; set; }

    /// <summary>Told what clients send, in pieces of any size.</summary>
    public Action<ReadOnlySpan<byte>>? Sent { get; set; }

    /// <summary>New connections that are closed at once.</summary>
    public int Refuse { get; set; }

    /// <summary>New connections whose login is refused, as by a server that is still being set up.</summary>
    public int Deny { get; set; }

    /// <summary>From now on the connections there are stay open and carry nothing.</summary>
    public void Freeze()
    {
        foreach (var link in _links)
            link.Frozen = true;
    }

    /// <summary>Begins to listen.</summary>
    public void Listen()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Resets every connection, on both its sides; new ones are taken as before.</summary>
    public void Break()
    {
        foreach (var link in _links)
            link.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var link in _links)
            link.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _taken);
                if (Refuse > 0)
                {
                    Refuse--;
                    client.Dispose();
                    continue;
                }
                if (Deny > 0)
                {
                    Deny--;
                    await DenyAsync(client);
                    continue;
                }
                _ = ConnectAsync(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        var link = new Link(client, new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        client.NoDelay = true;
        _links.Add(link);
        try
        {
            await link.Server.ConnectAsync(_target.Host!, _target.Port, _stop.Token);
        }
        catch (Exception absent) when (absent is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is away for now: so is this connection, and the next may find it.
            link.Dispose();
            return;
        }
        _ = ForwardAsync(link);
        _ = AnswerAsync(link);
    }

    /// <summary>PostgreSQL's ErrorResponse to the first packet: severity, code, message, each ended by a zero, and a zero after the
    /// last.</summary>
    private async Task DenyAsync(Socket client)
    {
        await client.ReceiveAsync(new byte[16 * 1024], _stop.Token);
        var fields = "SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry\0\0"u8.ToArray();
        var answer = new byte[5 + fields.Length];
        answer[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 4 + fields.Length);
        fields.CopyTo(answer, 5);
        await client.SendAsync(answer, _stop.Token);
        client.Shutdown(SocketShutdown.Send);
        client.Dispose();
    }

    private Task ForwardAsync(Link link) => PumpAsync(link, link.Client, link.Server, sent =>
    {
        Sent?.Invoke(sent);
        // The statement itself, not the words of one that creates a table ON COMMIT DROP.
        if (Commit == CommitFate.Forwarded || sent.IndexOf("COMMIT\0"u8) < 0)
            return true;
        Interlocked.Increment(ref _commitsBroken);
        if (Commit == CommitFate.Abandoned)
            link.Server.Send(sent);
        link.AwaitsLostAnswer = Commit == CommitFate.AnswerLost;
        Commit = CommitFate.Forwarded;
        return link.AwaitsLostAnswer;
    });

    private Task AnswerAsync(Link link) => PumpAsync(link, link.Server, link.Client, _ => !link.AwaitsLostAnswer);

    /// <summary>Hands on what comes until one end closes or a check says to break off.</summary>
    private async Task PumpAsync(Link link, Socket from, Socket to, Check passes)
    {
        var buffer = new byte[64 * 1024];
        var silent = false;
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read && passes(buffer.AsSpan(0, read)))
            {
                for (var sent = 0; sent < read && !link.Frozen && !silent;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                silent |= from == link.Client && SilentAfter is { } text && buffer.AsSpan(0, read).IndexOf(text) >= 0;
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // One of the two is gone: so is the other.
        }
        if (!link.Frozen)
            link.Dispose();
    }

    private delegate bool Check(ReadOnlySpan<byte> sent);

    private sealed class Link(Socket client, Socket server) : IDisposable
    {
        public Socket Client { get; } = client;

        public Socket Server { get; } = server;

        public volatile bool AwaitsLostAnswer;

        public volatile bool Frozen;

        public void Reset()
        {
            Client.Close(timeout: 0);
            Server.Close(timeout: 0);
        }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
