using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace EcommerceEtl.Tests.Pooling;

/// <summary>Which server session the pooler hands out next.</summary>
internal enum PoolMode
{
    /// <summary>To each transaction the one that was given back last, as PgBouncer does by default.</summary>
    LastReturned,

    /// <summary>To each transaction the one that has been idle for longest (PgBouncer's <c>server_round_robin</c>).</summary>
    LongestIdle,

    /// <summary>To each client one of its own for as long as the client stays.</summary>
    Session,
}

/// <summary>
/// A connection pooler as small as one can be: each client logs in at PostgreSQL on a connection of its own, which then joins the pool,
/// and each transaction gets one of the pool's connections. Like every real pooler it tells its clients a process number of its own
/// making, since a request to cancel comes to it.
/// </summary>
internal sealed class TransactionPooler : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _statements = [];
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly LinkedList<Socket> _idle = [];
    private readonly SemaphoreSlim _free = new(0);
    private readonly NpgsqlConnectionStringBuilder _target;
    private readonly PoolMode _mode;
    private readonly int _size;
    private readonly Task _accepting;
    private int _pooled;

    public TransactionPooler(string connectionString, PoolMode mode, int size = 20)
    {
        (_target, _mode, _size) = (new NpgsqlConnectionStringBuilder(connectionString), mode, size);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The same database by way of the pooler; unencrypted, since it reads along.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_target.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>The statements that clients sent, in order.</summary>
    public IReadOnlyCollection<string> Statements => _statements;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var socket in _sockets)
            socket.Dispose();
        _stop.Dispose();
        _free.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(Opened(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception over) when (IsOver(over))
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            var server = await LogInAsync(client);
            if (server is null)
                return;
            if (_mode == PoolMode.Session)
                await SessionAsync(client, server);
            else if (Interlocked.Increment(ref _pooled) <= _size)
                Return(server);
            else
                server.Dispose();
            while (await PgMessage.ReadAsync(client, _stop.Token) is { Kind: not 'X' } first)
            {
                await _free.WaitAsync(_stop.Token);
                var taken = Take();
                await TransactionAsync(client, taken, first);
                Return(taken);
            }
        }
        catch (Exception over) when (IsOver(over))
        {
            // One of the two is gone. A server session in mid-transaction does not go back to the pool.
        }
        client.Dispose();
    }

    /// <summary>Hands the dialogue of a login on, byte for byte, but for the process number. Null where it was only a request to
    /// cancel.</summary>
    private async Task<Socket?> LogInAsync(Socket client)
    {
        var startup = await PgMessage.ReadStartupAsync(client, _stop.Token);
        if (startup is null)
            return null;
        var server = Opened(new Socket(SocketType.Stream, ProtocolType.Tcp));
        await server.ConnectAsync(_target.Host!, _target.Port, _stop.Token);
        await server.SendAsync(startup, _stop.Token);
        while (true)
        {
            var answer = await PgMessage.ReadAsync(server, _stop.Token) ?? throw new EndOfStreamException();
            if (answer.Kind == 'K')
                RandomNumberGenerator.Fill(answer.Body);
            await answer.SendAsync(client, _stop.Token);
            if (answer.Kind == 'Z')
                return server;
            // All kinds of authentication but "ok" (0) and the end of SCRAM (12) want another word of the client.
            if (answer.Kind == 'R' && BinaryPrimitives.ReadInt32BigEndian(answer.Body) is not (0 or 12))
                await (await PgMessage.ReadAsync(client, _stop.Token) ?? throw new EndOfStreamException()).SendAsync(server, _stop.Token);
        }
    }

    private async Task SessionAsync(Socket client, Socket server)
    {
        while (await PgMessage.ReadAsync(client, _stop.Token) is { Kind: not 'X' } first)
            await TransactionAsync(client, server, first);
        server.Dispose();
        throw new EndOfStreamException();
    }

    /// <summary>Hands everything on until the server says that no transaction is open and nothing is left to answer.</summary>
    private async Task TransactionAsync(Socket client, Socket server, PgMessage first)
    {
        for (var message = first; ; message = await PgMessage.ReadAsync(client, _stop.Token) ?? throw new EndOfStreamException())
        {
            if (message.Statement is { } statement)
                _statements.Enqueue(statement);
            await message.SendAsync(server, _stop.Token);
            if (message.Kind is 'Q' or 'S' && await AnswersAsync(client, server) == 'I')
                return;
        }
    }

    /// <summary>Hands answers on up to the one that says the server is ready; returns the state of its transaction.</summary>
    private async Task<char> AnswersAsync(Socket client, Socket server)
    {
        while (true)
        {
            var answer = await PgMessage.ReadAsync(server, _stop.Token) ?? throw new EndOfStreamException();
            await answer.SendAsync(client, _stop.Token);
            if (answer.Kind == 'Z')
                return (char)answer.Body[0];
            // The rows of a COPY come from the client, up to "done" or "failed".
            for (var copy = answer.Kind == 'G'; copy;)
            {
                var data = await PgMessage.ReadAsync(client, _stop.Token) ?? throw new EndOfStreamException();
                await data.SendAsync(server, _stop.Token);
                copy = data.Kind is not ('c' or 'f');
            }
        }
    }

    private Socket Take()
    {
        lock (_idle)
        {
            var taken = _mode == PoolMode.LastReturned ? _idle.Last! : _idle.First!;
            _idle.Remove(taken);
            return taken.Value;
        }
    }

    private void Return(Socket server)
    {
        lock (_idle)
            _idle.AddLast(server);
        _free.Release();
    }

    private Socket Opened(Socket socket)
    {
        socket.NoDelay = true;
        _sockets.Add(socket);
        return socket;
    }

    private static bool IsOver(Exception error) =>
        error is OperationCanceledException or SocketException or ObjectDisposedException or EndOfStreamException;
}
