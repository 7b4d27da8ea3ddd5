using EcommerceEtl.Worker.Sources.Http;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>How long a run waits before it asks again a shop that said how long.</summary>
public sealed class RetryAfterTests
{
    private const string Good = """[{"id":1},{"id":2}]""";

    [Test]
    public void A_wait_is_never_too_long_to_be_read()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", new string('9', 400));

        Assert.That(RetryAfter.Read(response, DateTimeOffset.UnixEpoch), Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [TestCase("7", 7)]
    [TestCase("86400", 60)]
    [TestCase("Sun, 01 Mar 2026 12:00:31 GMT", 30.877, 503, Description = "the clock stands at 12:00:00.123")]
    [TestCase("Sun, 01 Mar 2020 12:00:00 GMT", null)]
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
    [Fault("429 with Retry-After in seconds")]
    [Fault("429 with Retry-After as a date")]
    [Fault("Retry-After too large for a number")]
    public async Task Retry_after_is_understood_in_every_form_and_never_too_large(string values, double? seconds, int status = 429)
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts",
            context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = values.Split('|');
                return Task.CompletedTask;
            },
            ScriptedShop.Json(Good))).Extract();

        await extraction.RunAsync(Entity.Carts);

        if (seconds is { } asked)
            Assert.That(extraction.Delays, Is.EqualTo(new[] { TimeSpan.FromSeconds(asked) }));
        else
            Assert.That(extraction.Delays.Single(), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void A_shorter_wait_does_not_shorten_a_longer_one()
    {
        var pause = new ShopPause(new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        pause.Note(Asking("100"));

        Assert.That(pause.Note(Asking("5")), Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(pause.Left, Is.EqualTo(TimeSpan.FromSeconds(100)));
    }

    [Test]
    public async Task A_broken_connection_does_not_repeat_the_wait_of_the_answer_before()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Status(429, ("Retry-After", "50")),
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
            ScriptedShop.Json(Good))).Extract();

        await extraction.RunAsync(Entity.Carts);

        Assert.That(extraction.Delays[0], Is.EqualTo(TimeSpan.FromSeconds(50)));
        Assert.That(extraction.Delays[1], Is.LessThan(TimeSpan.FromSeconds(10)));
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

    private static HttpResponseMessage Asking(string wait)
    {
        var response = new HttpResponseMessage(System.Net.HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", wait);
        return response;
    }
}
