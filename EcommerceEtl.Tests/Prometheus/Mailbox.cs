using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>A mail server on a port of this machine that takes every message (RFC 5321, as much as a client without login needs).</summary>
internal sealed partial class Mailbox : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public Mailbox()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Host and port.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>The messages as they came, with each part's line breaks and signs decoded.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 mailbox");
        while (await reader.ReadLineAsync() is { } line)
        {
            var isData = line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase);
            await writer.WriteLineAsync(isData ? "354 go on" : line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 yes");
            if (!isData)
                continue;
            List<string> message = [];
            while (await reader.ReadLineAsync() is { } text and not ".")
                message.Add(text);
            Messages.Enqueue(Plain(string.Join('\n', message)));
            await writer.WriteLineAsync("250 taken");
        }
    }

    /// <summary>Undoes quoted-printable (RFC 2045).</summary>
    private static string Plain(string message) => Sign().Replace(
        message.Replace("=\n", "", StringComparison.Ordinal), sign => ((char)Convert.ToInt32(sign.Groups[1].Value, 16)).ToString());

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Sign();
}
