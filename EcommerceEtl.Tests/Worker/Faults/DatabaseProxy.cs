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

/// <summary>Stands between a run and PostgreSQL, hands every byte on, and breaks off where a test says so.</summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Link> _links = [];
    private readonly NpgsqlConnectionStringBuilder _target;
    private readonly Task _accepting;
    private int _commitsBroken;

    public DatabaseProxy(string connectionString)
    {
        _target = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
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
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_target.Host!, _target.Port, _stop.Token);
                var link = new Link(client, server);
                _links.Add(link);
                _ = ForwardAsync(link);
                _ = AnswerAsync(link);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
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

    private static Task AnswerAsync(Link link) => PumpAsync(link, link.Server, link.Client, _ => !link.AwaitsLostAnswer);

    /// <summary>Hands on what comes until one end closes or a check says to break off.</summary>
    private static async Task PumpAsync(Link link, Socket from, Socket to, Check passes)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read && passes(buffer.AsSpan(0, read)))
                if (!link.Frozen)
                    for (var sent = 0; sent < read;)
                        sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
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

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
