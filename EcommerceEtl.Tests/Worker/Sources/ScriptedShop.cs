using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>A real HTTP server that answers each path with a script of answers in turn; the last one repeats.</summary>
internal sealed class ScriptedShop : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RequestDelegate>> _scripts = new();

    private ScriptedShop(WebApplication app) => _app = app;

    /// <summary>Path and query of each request, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Headers of each request, in order of arrival.</summary>
    public ConcurrentQueue<HeaderDictionary> Headers { get; } = new();

    /// <summary>Answers every path that has no script; null for 404.</summary>
    public RequestDelegate? Otherwise { get; set; }

    /// <summary>Address without a slash at its end.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<ScriptedShop> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0, endpoint =>
        {
            if (certificate is not null)
                endpoint.UseHttps(certificate);
        }));
        var shop = new ScriptedShop(builder.Build());
        shop._app.Run(shop.AnswerAsync);
        await shop._app.StartAsync();
        return shop;
    }

    /// <summary>A shop that answers one path.</summary>
    public static async Task<ScriptedShop> OnAsync(string path, params RequestDelegate[] answers) => (await StartAsync()).On(path, answers);

    /// <summary>Extracts from this shop, whose path is that of the store's BaseUrl; it ends with the bundle.</summary>
    public ExtractBundle Extract(HttpOptions? http = null, StoreOptions? store = null, RetryDelay? delay = null, string path = "") =>
        new(Url + path, http, store, delay) { Shop = this };

    /// <summary>Sets the answers of a path, such as <c>/products</c>.</summary>
    public ScriptedShop On(string path, params RequestDelegate[] answers)
    {
        _scripts[path] = new ConcurrentQueue<RequestDelegate>(answers);
        return this;
    }

    /// <summary>Serves the Fake Store's real answers.</summary>
    public ScriptedShop WithFakeStore() => On("/products", Json(FakeStoreFile("products")))
        .On("/users", Json(FakeStoreFile("users"))).On("/carts", Json(FakeStoreFile("carts")));

    public static byte[] FakeStoreFile(string name) =>
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "fakestore", name + ".json"));

    public static RequestDelegate Json(string body) => Json(Encoding.UTF8.GetBytes(body));

    public static RequestDelegate Json(byte[] body) => Body(200, "application/json; charset=utf-8", body);

    public static RequestDelegate Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    };

    public static RequestDelegate Body(int status, string type, string body) => Body(status, type, Encoding.UTF8.GetBytes(body));

    public static RequestDelegate Body(int status, string type, byte[] body) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    };

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path + context.Request.QueryString);
        Headers.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary()));
        var answer = Otherwise;
        if (!_scripts.TryGetValue(context.Request.Path, out var script))
        {
            answer ??= Status(404);
        }
        else if (script.Count > 1)
        {
            script.TryDequeue(out answer);
        }
        else
        {
            script.TryPeek(out answer);
        }
        try
        {
            await answer!(context);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client hung up, as some tests want it to.
        }
    }
}
