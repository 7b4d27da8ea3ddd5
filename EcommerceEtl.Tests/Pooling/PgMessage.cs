using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace EcommerceEtl.Tests.Pooling;

/// <summary>A message of PostgreSQL's protocol: a letter, a length, and a body.</summary>
internal sealed record PgMessage(char Kind, byte[] Body)
{
    private const int CancelRequest = 80877102;

    /// <summary>Text of the statement, if the message brings one: a simple query, or one to parse.</summary>
    public string? Statement => Kind switch
    {
        'Q' => Text(0),
        'P' => Text(Array.IndexOf(Body, (byte)0) + 1),
        _ => null,
    };

    /// <summary>The next message; null where the connection has ended.</summary>
    public static async Task<PgMessage?> ReadAsync(Socket from, CancellationToken cancellationToken)
    {
        var head = new byte[5];
        if (!await FillAsync(from, head, cancellationToken))
            return null;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        return await FillAsync(from, body, cancellationToken) ? new PgMessage((char)head[0], body) : null;
    }

    /// <summary>A client's first packet, which has no letter, as it stands; null where it is a request to cancel, or nothing.</summary>
    public static async Task<byte[]?> ReadStartupAsync(Socket from, CancellationToken cancellationToken)
    {
        var length = new byte[4];
        if (!await FillAsync(from, length, cancellationToken))
            return null;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        return await FillAsync(from, body, cancellationToken) && BinaryPrimitives.ReadInt32BigEndian(body) != CancelRequest
            ? [.. length, .. body] : null;
    }

    public async Task SendAsync(Socket to, CancellationToken cancellationToken)
    {
        var packet = new byte[5 + Body.Length];
        packet[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(1), 4 + Body.Length);
        Body.CopyTo(packet, 5);
        for (var sent = 0; sent < packet.Length;)
            sent += await to.SendAsync(packet.AsMemory(sent), cancellationToken);
    }

    private static async Task<bool> FillAsync(Socket from, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var read = await from.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
                return false;
            filled += read;
        }
        return true;
    }

    private string Text(int start) => Encoding.UTF8.GetString(Body, start, Array.IndexOf(Body, (byte)0, start) - start);
}
