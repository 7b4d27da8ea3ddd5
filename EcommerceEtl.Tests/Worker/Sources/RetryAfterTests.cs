using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>How long a run waits before it asks again a shop that said how long.</summary>
public sealed class RetryAfterTests
{
    private const string Good = """[{"id":1},{"id":2}]""";

    [Test]
    [Fault("429 with Retry-After in seconds")]
    public async Task Retry_after_in_seconds_is_waited_for()
    {
        await using var shop = (await ScriptedShop.StartAsync()).On(
            "/carts", ScriptedShop.Status(429, ("Retry-After", "7")), ScriptedShop.Json(Good));
        using var extraction = new ExtractBundle(shop.Url);

        await extraction.RunAsync(Entity.Carts);

        Assert.That(extraction.Delays, Is.EqualTo(new[] { TimeSpan.FromSeconds(7) }));
    }

    [Test]
    [Fault("429 with Retry-After as a date")]
    public async Task Retry_after_as_a_date_is_waited_for()
    {
        await using var shop = (await ScriptedShop.StartAsync()).On(
            "/carts", ScriptedShop.Status(503, ("Retry-After", "Sun, 01 Mar 2026 12:00:31 GMT")), ScriptedShop.Json(Good));
        using var extraction = new ExtractBundle(shop.Url);

        await extraction.RunAsync(Entity.Carts);

        // The clock stands at 12:00:00.123.
        Assert.That(extraction.Delays, Is.EqualTo(new[] { TimeSpan.FromMilliseconds(30_877) }));
    }

    [Test]
    [Fault("429 with Retry-After in seconds")]
    [Fault("429 with Retry-After as a date")]
    public async Task Retry_after_is_capped_at_a_minute_and_a_date_in_the_past_asks_for_nothing()
    {
        await using var shop = (await ScriptedShop.StartAsync()).On(
            "/carts", ScriptedShop.Status(429, ("Retry-After", "86400")),
            ScriptedShop.Status(429, ("Retry-After", "Sun, 01 Mar 2020 12:00:00 GMT")), ScriptedShop.Json(Good));
        using var extraction = new ExtractBundle(shop.Url);

        await extraction.RunAsync(Entity.Carts);

        Assert.That(extraction.Delays[0], Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(extraction.Delays[1], Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void A_wait_is_never_too_long_to_be_read()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", new string('9', 400));

        Assert.That(RetryAfter.Read(response, DateTimeOffset.UnixEpoch), Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [TestCase("2147483648", 60)]
    [TestCase("99999999999999999999", 60)]
    [TestCase("Fri, 31 Dec 9999 23:59:59 GMT", 60)]
    [TestCase("Fri, 31 Dec 10000 23:59:59 GMT", 60)]
    [TestCase("10000-12-31T23:59:59Z", 60)]
    [TestCase("2026-03-01T12:00:31.123Z", 31)]
    [TestCase("Sunday, 01-Mar-26 12:00:31 GMT", 30.877)]
    [TestCase("Sun Mar  1 12:00:31 2026", 30.877)]
    [TestCase("6.2", 7)]
    [TestCase("7|5", 7)]
    [TestCase("0", null)]
    [TestCase("-5", null)]
    [TestCase("-99999999999999999999", null)]
    [TestCase("soon", null)]
    [TestCase("", null)]
    [Fault("Retry-After too large for a number")]
    public async Task Retry_after_is_understood_in_every_form_and_never_too_large(string values, double? seconds)
    {
        await using var shop = (await ScriptedShop.StartAsync()).On(
            "/carts",
            context =>
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = values.Split('|');
                return Task.CompletedTask;
            },
            ScriptedShop.Json(Good));
        using var extraction = new ExtractBundle(shop.Url);

        await extraction.RunAsync(Entity.Carts);

        if (seconds is { } asked)
            Assert.That(extraction.Delays, Is.EqualTo(new[] { TimeSpan.FromSeconds(asked) }));
        else
            Assert.That(extraction.Delays.Single(), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    [Fault("429 with Retry-After in seconds")]
    public async Task A_waiting_request_is_not_sent_before_its_time()
    {
        await using var shop = (await ScriptedShop.StartAsync()).On(
            "/carts", ScriptedShop.Status(429, ("Retry-After", "20")), ScriptedShop.Json(Good));
        var waiting = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        using var extraction = new ExtractBundle(shop.Url, delay: async (_, ct) =>
        {
            waiting.SetResult();
            await go.Task.WaitAsync(ct);
        });

        var run = extraction.RunAsync(Entity.Carts);
        await waiting.Task;
        Assert.That(shop.Requests, Has.Count.EqualTo(1));
        go.SetResult();

        await run;
        Assert.That(shop.Requests, Has.Count.EqualTo(2));
    }
}
