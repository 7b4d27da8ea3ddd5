using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EcommerceEtl.Sandbox;
using EcommerceEtl.Sandbox.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Sandbox;

public sealed class ShopOverHttpTests
{
    private SignallingClock _clock = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartShopAsync()
    {
        _clock = new SignallingClock(ShopReading.Opening.AddSeconds(60));
        _app = ShopHost.Build(new ShopSettings(7, 200, ShopReading.Opening), _clock, "http://127.0.0.1:0");
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    [TearDown]
    public async Task StopShopAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("/products")]
    [TestCase("/carts")]
    [TestCase("/users")]
    public async Task A_list_is_a_bare_json_array_with_a_strong_etag(string path)
    {
        using var response = await _http.GetAsync(path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
            Assert.That(response.Headers.ETag!.IsWeak, Is.False);
            Assert.That((await response.Content.ReadFromJsonAsync<JsonElement>()).ValueKind, Is.EqualTo(JsonValueKind.Array));
        }
    }

    [Test]
    public async Task Carts_are_304_until_something_changes()
    {
        using var first = await _http.GetAsync("/carts");
        using var again = await GetIfNoneMatchAsync("/carts", first.Headers.ETag!);
        _clock.Advance(TimeSpan.FromSeconds(5));
        using var later = await GetIfNoneMatchAsync("/carts", first.Headers.ETag!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
            Assert.That(again.Headers.ETag, Is.EqualTo(first.Headers.ETag));
            Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.Empty);
            Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(later.Headers.ETag, Is.Not.EqualTo(first.Headers.ETag));
        }
    }

    [Test]
    public async Task A_window_of_carts_begins_at_its_start_and_ends_before_its_end()
    {
        var all = await DatesAsync("/carts");
        var window = await DatesAsync("/carts?startdate=2026-02-01&enddate=2026-02-03");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(window, Is.Not.Empty);
            Assert.That(window, Is.EqualTo(
                all.Where(d => string.CompareOrdinal(d, "2026-02-01") >= 0 && string.CompareOrdinal(d, "2026-02-03") < 0)));
        }
    }

    [Test]
    public async Task A_date_of_another_format_is_refused()
    {
        using var response = await _http.GetAsync("/carts?startdate=yesterday");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task The_state_gives_settings_second_and_counts()
    {
        var state = await _http.GetFromJsonAsync<JsonElement>("/_state");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(state.GetProperty("seed").GetInt64(), Is.EqualTo(7));
            Assert.That(state.GetProperty("size").GetInt32(), Is.EqualTo(200));
            Assert.That(state.GetProperty("epoch").GetDateTimeOffset(), Is.EqualTo(ShopReading.Opening));
            Assert.That(state.GetProperty("tick").GetInt64(), Is.EqualTo(60));
            Assert.That(state.GetProperty("products").GetInt32(), Is.EqualTo(60));
            Assert.That(state.GetProperty("customers").GetInt32(), Is.EqualTo(40));
            Assert.That(state.GetProperty("carts").GetInt32(), Is.EqualTo((await DatesAsync("/carts")).Count));
        }
    }

    [Test]
    public async Task Told_to_fail_twice_it_fails_twice()
    {
        await MisbehaveAsync(new { status = 503, times = 2 });
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await _http.GetAsync("/carts");
            codes.Add(response.StatusCode);
        }

        Assert.That(codes, Is.EqualTo(new[] { HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK }));
    }

    [Test]
    public async Task Told_to_truncate_it_breaks_off_in_the_middle_until_told_to_stop()
    {
        await MisbehaveAsync(new { truncate = true });
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetByteArrayAsync("/carts"));
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetByteArrayAsync("/users"));
        using var stopped = await _http.DeleteAsync("/_misbehave");
        Assert.That(await DatesAsync("/carts"), Is.Not.Empty);
    }

    [Test]
    public async Task Told_to_talk_garbage_it_answers_with_a_page()
    {
        await MisbehaveAsync(new { garbage = true, times = 1 });
        using var response = await _http.GetAsync("/products");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("<title>Just a moment...</title>"));
        }
    }

    [Test]
    public async Task Told_to_be_slow_it_answers_only_after_that_time()
    {
        await MisbehaveAsync(new { latencyMs = 60_000, times = 1 });
        var answer = _http.GetAsync("/carts");
        await _clock.TimerMade.Task;
        Assert.That(answer.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(60));
        using var response = await answer;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("{\"times\":0}")]
    [TestCase("{\"status\":42}")]
    [TestCase("{\"latencyMs\":-1}")]
    public async Task An_order_that_makes_no_sense_is_refused(string order)
    {
        using var response = await _http.PostAsync("/_misbehave", new StringContent(order, MediaTypeHeaderValue.Parse("application/json")));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<HttpResponseMessage> GetIfNoneMatchAsync(string path, EntityTagHeaderValue etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(etag);
        return await _http.SendAsync(request);
    }

    private async Task MisbehaveAsync(object order)
    {
        using var response = await _http.PostAsJsonAsync("/_misbehave", order);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task<List<string>> DatesAsync(string path) =>
        [.. (await _http.GetFromJsonAsync<JsonElement>(path)).EnumerateArray().Select(c => c.GetProperty("date").GetString()!)];

    /// <summary>Tells when the shop has begun to wait, so that the test need not guess.</summary>
    private sealed class SignallingClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TaskCompletionSource TimerMade { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            TimerMade.TrySetResult();
            return timer;
        }
    }
}
