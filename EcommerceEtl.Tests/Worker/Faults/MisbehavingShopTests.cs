using System.Net.Http.Json;
using EcommerceEtl.Sandbox;
using EcommerceEtl.Sandbox.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The worker on the sample shop while that is told to misbehave, as an operator would try it.</summary>
public sealed class MisbehavingShopTests
{
    private readonly FaultBench _bench = new();
    private WebApplication _shop = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var now = _bench.Pipeline.Clock.Now;
        _shop = ShopHost.Build(new ShopSettings(7, 200, now.AddMinutes(-1)), new FakeTimeProvider(now), "http://127.0.0.1:0");
        await _shop.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_shop.Urls.Single()) };
        _bench.Store = _bench.Store with { BaseUrl = _shop.Urls.Single() };
    }

    [TearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _shop.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Test]
    [Fault("sample shop told to misbehave")]
    public async Task Whatever_it_is_told_to_do_the_tables_stay_and_when_it_stops_all_is_well()
    {
        // Another shop in the place of the one before; then one answer is spoilt, which is asked for again.
        await _bench.SucceedsAsync(adjust: request => request with { AcceptShrink = true, AcceptStoreChange = true });
        var tables = await _bench.Pipeline.Database.ChecksumAsync();
        await MisbehaveAsync(new { status = 503, times = 1 });
        var passing = await _bench.ServesAsync();
        Assert.That(passing.Counted["etl.source.retries{entity=carts,reason=status_503}"], Is.EqualTo(1));

        await MisbehaveAsync(new { status = 503 });
        await _bench.FailsAsync(ErrorCode.SourceError, transient: true, "503");
        await MisbehaveAsync(new { garbage = true });
        await _bench.FailsAsync(ErrorCode.UnexpectedPayload, transient: false, "an HTML page", "curl -i '");
        await MisbehaveAsync(new { truncate = true });
        await _bench.FailsAsync(ErrorCode.SourceUnreachable, transient: true, "broke the connection", "Check the network");
        var usual = _bench.Http;
        _bench.Http = usual with { AttemptTimeout = TimeSpan.FromMilliseconds(200) };
        await MisbehaveAsync(new { latencyMs = 60_000 });
        await _bench.FailsAsync(ErrorCode.SourceUnreachable, transient: true, "Http:AttemptTimeout");
        _bench.Http = usual;

        using var stopped = await _http.DeleteAsync("/_misbehave");
        await _bench.SucceedsAsync(tables);
    }

    private async Task MisbehaveAsync(object order)
    {
        using var response = await _http.PostAsJsonAsync("/_misbehave", order);
        Assert.That(response.IsSuccessStatusCode, Is.True);
    }
}
