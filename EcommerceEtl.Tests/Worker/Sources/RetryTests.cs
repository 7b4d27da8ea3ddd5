using System.Net.Sockets;
using EcommerceEtl.Worker.Settings;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class RetryTests
{
    private const string Good = """[{"id":1},{"id":2}]""";
    private static readonly string _goodAnswer =
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Good.Length}\r\n\r\n{Good}";

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    [TestCase(520)]
    [TestCase(521)]
    [TestCase(522)]
    [TestCase(523)]
    [TestCase(524)]
    [Fault("5xx burst")]
    [Fault("408")]
    [Fault("429")]
    public async Task A_passing_failure_is_asked_again(int status)
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Status(status), ScriptedShop.Status(status), ScriptedShop.Json(Good))).Extract();

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(2));
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(3));
        Assert.That(extraction.Notices.Select(notice => (notice.Attempt, notice.Reason)), Is.EqualTo(
            new[] { (1, $"status_{status}"), (2, $"status_{status}") }));
    }

    [Test]
    [Fault("5xx burst")]
    public async Task A_lasting_failure_ends_after_the_last_attempt()
    {
        await using var extraction = (await ScriptedShop.OnAsync("/carts", ScriptedShop.Status(503))).Extract(Fast() with { Retries = 3 });

        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));

        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(4));
        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.SourceError, true)));
        Assert.That(error.Message, Does.Contain("503").And.Contain("4 attempts").And.Contain("fakestore").And.Contain("carts")
            .And.Contain(extraction.Shop.Url));
    }

    [Test]
    public async Task Waits_grow_with_jitter_from_the_base_delay()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Status(500))).Extract(Fast() with { RetryBaseDelay = TimeSpan.FromSeconds(1), Retries = 6 });

        await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));

        Assert.That(extraction.Delays, Has.Count.EqualTo(6));
        Assert.That(extraction.Delays[0], Is.InRange(TimeSpan.Zero, TimeSpan.FromSeconds(2.5)));
        Assert.That(extraction.Delays.Sum(delay => delay.TotalSeconds), Is.InRange(5, 120));
        Assert.That(extraction.Delays.Distinct().Count(), Is.EqualTo(6));
    }

    [Test]
    [Fault("slow body")]
    public async Task An_answer_that_comes_too_slowly_is_asked_for_again()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts",
            async context =>
            {
                // A byte now and none after: sending is done, reading never ends.
                await context.Response.WriteAsync("[");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            ScriptedShop.Json(Good))).Extract(Fast() with { AttemptTimeout = TimeSpan.FromSeconds(1) });

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(2));
        // On a machine that is busy with something else the good answer may be too slow as well.
        Assert.That(extraction.Notices.Select(notice => notice.Reason).Distinct(), Is.EqualTo(new[] { "time_out" }));
    }

    [Test]
    public async Task A_shop_that_never_answers_is_unreachable()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", context => Task.Delay(Timeout.Infinite, context.RequestAborted)))
            .Extract(Fast() with { AttemptTimeout = TimeSpan.FromMilliseconds(100), Retries = 1 });

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceUnreachable, transient: true);
        Assert.That(error.Message, Does.Contain("Http:AttemptTimeout").And.Contain("2 attempts"));
    }

    [Test]
    public async Task A_cancellation_is_no_failure_of_the_shop()
    {
        using var stop = new CancellationTokenSource();
        await using var extraction = (await ScriptedShop.OnAsync("/carts", async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        })).Extract();

        await Assert.ThatAsync(() => extraction.RunAsync(1, stop.Token, Entity.Carts), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(extraction.Notices, Is.Empty);
    }

    [Test]
    [Fault("reset in mid-body")]
    public async Task A_reset_in_mid_body_is_asked_again_and_its_elements_are_dropped()
    {
        await using var shop = new RawShop(
            RawShop.SendAndReset(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[{\"id\":8},{\"id\":9},"),
            RawShop.Send(_goodAnswer));
        using var extraction = new ExtractBundle(shop.Url);

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(await extraction.ElementsAsync(snapshot, Entity.Carts), Is.EqualTo(new[] { "{\"id\":1}", "{\"id\":2}" }));
        Assert.That(shop.Connections, Is.EqualTo(2));
    }

    [Test]
    [Fault("reset in mid-body")]
    public async Task Elements_of_a_broken_answer_that_already_filled_chunks_are_dropped_too()
    {
        var many = string.Join(',', Enumerable.Range(1, 45_000).Select(id => $"{{\"id\":{id}}}"));
        await using var shop = new RawShop(
            RawShop.SendAndReset($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n[{many},"),
            RawShop.Send(_goodAnswer));
        using var extraction = new ExtractBundle(shop.Url);

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Chunks.Select(chunk => chunk.Elements), Is.EqualTo(new[] { 2 }));
        Assert.That(snapshot.Entities[0].Ascending, Is.True);
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[{\"id\":8},", TestName =
        "A_body_shorter_than_declared_is_asked_again")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[{\"id\":8},{\"id\":", TestName =
        "Truncated_JSON_is_asked_again")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[{\"id\":8}]x", TestName =
        "JSON_with_something_behind_it_is_asked_again")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n[{\"id\":8}]", TestName =
        "A_body_that_is_no_gzip_is_asked_again")]
    [Fault("truncated JSON")]
    [Fault("short Content-Length")]
    public async Task Broken(string answer)
    {
        await using var shop = new RawShop(RawShop.Send(answer), RawShop.Send(_goodAnswer));
        using var extraction = new ExtractBundle(shop.Url);

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(2));
        Assert.That(extraction.Notices.Single().Reason, Is.EqualTo("broken_body"));

        await using var lasting = new RawShop(RawShop.Send(answer));
        using var failing = new ExtractBundle(lasting.Url);
        var error = await Failures.OfAsync(() => failing.RunAsync(Entity.Carts));
        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(lasting.Connections, Is.EqualTo(5));
    }

    [Test]
    public async Task A_shop_that_always_resets_is_unreachable()
    {
        await using var shop = new RawShop(
            RawShop.SendAndReset("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[{\"id\":8},"));
        using var extraction = new ExtractBundle(shop.Url);

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceUnreachable);
    }

    [Test]
    [Fault("connection refused")]
    [Fault("DNS failure")]
    public async Task Refused_connections_and_unknown_names_are_asked_again_and_then_unreachable()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        foreach (var url in new[] { $"http://{unused.LocalEndPoint}", "http://shop.invalid" })
        {
            using var extraction = new ExtractBundle(url);
            var error = await extraction.FailsAsync(Entity.Products, ErrorCode.SourceUnreachable, transient: true);
            Assert.That(error.Message, Does.Contain(url).And.Contain("products").And.Contain("5 attempts"));
            Assert.That(extraction.Notices.Select(notice => notice.Reason), Is.EqualTo(Enumerable.Repeat("connection", 4)));
        }
    }

    [Test]
    public async Task Something_that_speaks_no_HTTP_is_never_quoted()
    {
        await using var shop = new RawShop(RawShop.Send("SSH-2.0-secret hello\r\n\r\n"));
        using var extraction = new ExtractBundle(shop.Url);

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceUnreachable);
        Assert.That(error.ToString(), Does.Not.Contain("secret"));
    }

    private static HttpOptions Fast() => new() { RetryBaseDelay = TimeSpan.FromMilliseconds(1), RequestsPerSecond = 1000 };
}
