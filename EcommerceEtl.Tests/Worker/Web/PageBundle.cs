using System.Net;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>What the page's listener answered.</summary>
internal sealed record PageAnswer(HttpStatusCode Status, string Body, HttpResponseMessage Response)
{
    /// <summary>A header's values; empty where it is not there.</summary>
    public string Header(string name) => string.Join(", ",
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? values : []);
}

/// <summary>The page on a warehouse, served as <c>serve</c> does, on a port of its own and without schedule and runs.</summary>
internal sealed class PageBundle : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private readonly PageReader _reader;

    private PageBundle(WebApplication app, PageReader reader, Uri url) =>
        (_app, _reader, _client, Url) = (app, reader, new HttpClient { BaseAddress = url }, url);

    public Uri Url { get; }

    /// <param name="connectionString">The warehouse.</param>
    /// <param name="clock">The system's clock by default.</param>
    public static async Task<PageBundle> StartAsync(string connectionString, TimeProvider? clock = null, params StoreOptions[] stores)
    {
        var url = $"http://127.0.0.1:{ChildProcess.FreePort()}";
        var settings = new WorkerSettings
        {
            Database = new DatabaseOptions { ConnectionString = connectionString },
            Stores = [.. stores],
            Web = new WebOptions { Urls = [url] },
        };
        var reader = new PageReader(settings, clock ?? TimeProvider.System);
        var app = WebServer.Build(settings, reader, NullLoggerFactory.Instance);
        await app.StartAsync();
        return new PageBundle(app, reader, new Uri(url));
    }

    public async Task<PageAnswer> AskAsync(string address, HttpMethod? method = null, string? host = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        request.Headers.Host = host;
        var response = await _client.SendAsync(request);
        return new PageAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    /// <summary>The page at an address, which must be there.</summary>
    public async Task<PageText> ReadAsync(string address = "/")
    {
        var answer = await AskAsync(address);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        return new PageText(answer.Body);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _reader.Dispose();
    }
}
