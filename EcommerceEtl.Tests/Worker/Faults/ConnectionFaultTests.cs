using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The way to the shop, or what comes along it, breaks.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class ConnectionFaultTests : IAsyncDisposable
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private readonly FaultBench _bench = new();

    [TearDown]
    public void Restore() => _bench.Restore();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Test]
    [Fault("connection refused")]
    public async Task A_refused_connection_is_tried_again_and_then_fails_the_run()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        await FailsAsync($"http://{unused.LocalEndPoint}", ErrorCode.SourceUnreachable, transient: true,
            "could not be reached in 2 attempts", "BaseUrl, DNS and the network");
    }

    [Test]
    [Fault("DNS failure")]
    public async Task A_name_without_an_address_is_tried_again_and_then_fails_the_run()
    {
        await FailsAsync("http://shop.invalid", ErrorCode.SourceUnreachable, transient: true, "http://shop.invalid",
            "could not be reached in 2 attempts");
    }

    [Test]
    [Fault("expired certificate")]
    public async Task An_expired_certificate_is_not_trusted_however_often_it_is_shown()
    {
        using var key = RSA.Create(2048);
        var past = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var bare = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(past, past.AddDays(30));
        using var certificate = X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pfx), null);
        await using var shop = await ScriptedShop.StartAsync(certificate);

        await FailsAsync(shop.Url, ErrorCode.SourceUnreachable, transient: false, "could not be trusted", "certificate");

        Assert.That(shop.Requests, Is.Empty, "nothing was said to a server that is not trusted");
    }

    [FaultCase("truncated JSON", "Connection: close\r\n\r\n[{\"id\":8},{\"id\":", ErrorCode.UnexpectedPayload, "JSON that is cut off")]
    [FaultCase("short Content-Length", "Content-Length: 4\r\n\r\n[{\"id\":8}]", ErrorCode.UnexpectedPayload, "JSON that is cut off", Of =
        "less is announced than sent")]
    [FaultCase("short Content-Length", "Content-Length: 5000\r\n\r\n[{\"id\":8},", ErrorCode.UnexpectedPayload, "ended its body early", Of =
        "more is announced than sent")]
    public async Task A_body_that_is_not_whole_is_asked_for_again_and_then_fails_the_run(string answer, ErrorCode code, string says)
    {
        await using var shop = new RawShop(RawShop.Send(Head + answer));

        await FailsAsync(shop.Url, code, transient: true, says, "nothing of it was used");

        Assert.That(shop.Connections, Is.EqualTo(3 * 2), "three runs of two attempts");
    }

    [Test]
    [Fault("reset in mid-body")]
    public async Task A_reset_in_mid_body_is_asked_again_and_then_fails_the_run()
    {
        await using var shop = new RawShop(RawShop.SendAndReset(Head + "Content-Length: 5000\r\n\r\n[{\"id\":8},{\"id\":9},"));

        await FailsAsync(shop.Url, ErrorCode.SourceUnreachable, transient: true, "broke the connection", "Check the network");

        Assert.That(shop.Connections, Is.EqualTo(3 * 2));
    }

    [Test]
    [Fault("slow body")]
    public async Task A_byte_a_second_runs_into_the_time_of_an_attempt_and_no_transaction_is_open_meanwhile()
    {
        var states = new ConcurrentQueue<string>();
        _bench.Shop.Instead = async context =>
        {
            await context.Response.WriteAsync("[");
            await context.Response.Body.FlushAsync();
            var seen = await _bench.Pipeline.Database.RowsAsync(
                "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl'");
            // A machine so busy that the attempt ended meanwhile has shown nothing about the time of the attempt.
            if (!context.RequestAborted.IsCancellationRequested)
                Array.ForEach(seen, states.Enqueue);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        _bench.Http = _bench.Http with { AttemptTimeout = TimeSpan.FromMilliseconds(500) };

        await _bench.FailsAsync(ErrorCode.SourceUnreachable, transient: true, "no whole answer within 00:00:00.5", "Http:AttemptTimeout");

        Assert.That(states.Distinct(), Is.EqualTo(["idle"]));
    }

    [Test]
    [Fault("slow body")]
    public async Task A_shop_that_is_slow_in_all_it_does_runs_into_the_deadline_of_the_run()
    {
        _bench.Shop.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        _bench.Http = _bench.Http with { RunDeadline = TimeSpan.FromMilliseconds(300) };

        await _bench.FailsAsync(ErrorCode.DeadlineExceeded, transient: true, "Http:RunDeadline", "allow more time");
    }

    [Test]
    [Fault("gzip bomb")]
    public async Task A_gzip_bomb_is_counted_as_it_unfolds()
    {
        var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("[1,"u8.ToArray());
            var spaces = new byte[1024 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            for (var mebibytes = 0; mebibytes < 16; mebibytes++)
                await gzip.WriteAsync(spaces);
        }
        Assert.That(bomb.Length, Is.LessThan(200_000));
        _bench.Shop.Instead = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(bomb.ToArray());
        };
        _bench.Http = _bench.Http with { MaxBodyBytes = 1024 * 1024 };

        await _bench.FailsAsync(ErrorCode.BodyTooLarge, transient: false, "1,048,576 bytes (counted after decompression)");
    }

    /// <summary>Another server stands at the shop's address, which the warehouse knows as the store's.</summary>
    private async Task FailsAsync(string url, ErrorCode code, bool transient, params string[] says)
    {
        var known = _bench.Store.BaseUrl;
        _bench.Store = _bench.Store with { BaseUrl = url };
        await _bench.Pipeline.Database.ExecuteAsync($"UPDATE stores SET address = '{url}'");
        await _bench.FailsAsync(code, transient, [.. says, "carts"]);
        await _bench.Pipeline.Database.ExecuteAsync($"UPDATE stores SET address = '{known}'");
    }
}
