using System.Net.Sockets;
using EcommerceEtl.Data.Session;
using Npgsql;

namespace EcommerceEtl.Tests.Data;

/// <summary>A server on this machine may be reached by a Unix socket: <c>Host</c> is then the folder it lies in.</summary>
public sealed class UnixSocketTests
{
    [Test]
    public async Task A_session_opens_over_a_unix_socket()
    {
        await using var database = await TestDatabase.CreateAsync();
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("socket-");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, $".s.PGSQL.{server.Port}")));
        listener.Listen();
        var relay = RelayOnceAsync(listener, server.Host!, server.Port);
        server.Host = folder.FullName;

        await using (var session = await StoreSession.OpenAsync(server.ConnectionString, TimeSpan.FromMinutes(1), default))
            Assert.That(await session.TryLockStoreAsync("fakestore", default), Is.True);

        await relay;
        folder.Delete(recursive: true);
    }

    /// <summary>Passes one connection's bytes on to the server, both ways, until one side ends.</summary>
    private static async Task RelayOnceAsync(Socket listener, string host, int port)
    {
        using var client = await listener.AcceptAsync();
        using var server = new TcpClient(host, port);
        await using var near = new NetworkStream(client);
        await Task.WhenAny(near.CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(near));
    }
}
