namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>The page of <c>serve</c> as a process.</summary>
internal sealed class PageListenerTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();
    private readonly HttpClient _client = new();
    private readonly string _page = $"http://127.0.0.1:{ChildProcess.FreePort()}";

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _test.DisposeAsync();
    }

    [Test]
    public async Task The_page_has_a_listener_of_its_own_and_each_answers_its_own_addresses_alone()
    {
        await using var worker = Serve("true");
        await worker.LineAsync($"The built-in page is at {_page}");
        await _test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded'", worker);

        Assert.That(await _client.GetStringAsync(_page), Does.Contain("fakestore"));
        using var metrics = await _client.GetAsync($"{_page}/metrics");
        Assert.That((int)metrics.StatusCode, Is.EqualTo(404));
        Assert.That((int)(await worker.GetAsync("/")).Status, Is.EqualTo(404));
        Assert.That((int)(await worker.GetAsync("/metrics")).Status, Is.EqualTo(200));
        Assert.That(await worker.EndAsync(), Has.Property("Code").Zero);
    }

    [Test]
    public async Task A_page_that_cannot_listen_is_said_to_be_missing_and_runs_go_on()
    {
        _test.Settings["Web__Urls"] = _test.Shop.Url;
        await using var worker = Serve("true");

        await worker.LineAsync($"The built-in page cannot be opened at {_test.Shop.Url}: ");
        await _test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'succeeded'", worker);
    }

    [Test]
    public async Task A_page_that_is_switched_off_is_not_there()
    {
        await using var worker = Serve("false");
        await worker.ReadyAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync(_page));
        Assert.That(worker.Log, Does.Not.Contain("The built-in page"));
    }

    private ServeProcess Serve(string enabled)
    {
        _test.Settings["Web__Enabled"] = enabled;
        _test.Settings.TryAdd("Web__Urls", _page);
        return _test.Serve(("Stores__0__Cron", WorkerBundle.Yearly));
    }
}
