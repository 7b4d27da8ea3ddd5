using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A shop on a real port whose answers a test edits between runs.</summary>
public sealed class ShopDouble : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ShopDouble(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public JsonArray Products { get; set; } = [];

    public JsonArray Carts { get; set; } = [];

    public JsonArray Users { get; set; } = [];

    /// <summary>Answers every request instead, if set: for outages.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Sees every request first; true if it has answered it.</summary>
    public Func<HttpContext, bool>? Before { get; set; }

    /// <summary>Requests answered so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Keeps every request waiting; the task completes with the first one.</summary>
    public Task Hold()
    {
        var asked = new TaskCompletionSource();
        Instead = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        return asked.Task;
    }

    /// <summary>Holds every request: the task completes with the first one, completing the source lets all through.</summary>
    public (Task Asked, TaskCompletionSource LetGo) HoldAndLetGo()
    {
        var (asked, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        Instead = async context =>
        {
            asked.TrySetResult();
            await letGo.Task.WaitAsync(context.RequestAborted);
            Instead = null;
            await AnswerAsync(context);
        };
        return (asked.Task, letGo);
    }

    /// <summary>From now on every answer is this status, without a body.</summary>
    public void AnswerWith(int status) => Instead = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>From now on the shop answers 304 to who knows its list as it is; the queue then holds each question's path and the ETag it
    /// came with.</summary>
    public ConcurrentQueue<string> KnowETags()
    {
        ConcurrentQueue<string> asked = [];
        Before = context =>
        {
            var known = context.Request.Headers.IfNoneMatch.ToString();
            asked.Enqueue($"{context.Request.Path} {known}");
            var list = context.Request.Path.Value switch { "/products" => Products, "/users" => Users, _ => Carts };
            var etag = $"\"{list.ToJsonString().GetHashCode(StringComparison.Ordinal):x}\"";
            context.Response.Headers.ETag = etag;
            if (known != etag)
                return false;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        };
        return asked;
    }

    /// <summary>A shop with the public Fake Store's real answers.</summary>
    public static async Task<ShopDouble> FakeStoreAsync()
    {
        var shop = await StartAsync();
        shop.Products = Fixture("products");
        shop.Carts = Fixture("carts");
        shop.Users = Fixture("users");
        return shop;
    }

    /// <summary>A shop with nothing in it.</summary>
    public static async Task<ShopDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var shop = new ShopDouble(app);
        app.Run(shop.AnswerAsync);
        await app.StartAsync();
        return shop;
    }

    public static JsonArray Fixture(string name) =>
        JsonNode.Parse(File.ReadAllText(
            Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "fakestore", $"{name}.json")))!.AsArray();

    public static JsonObject NewCart(long id, string? date, params (long Product, decimal Quantity)[] lines) => new()
    {
        ["id"] = id,
        ["userId"] = 1,
        ["date"] = date,
        ["products"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
        {
            ["productId"] = line.Product,
            ["quantity"] = JsonValue.Create(line.Quantity),
        })]),
    };

    public void AddCart(long id, string date, params (long Product, decimal Quantity)[] lines) => Carts.Add(NewCart(id, date, lines));

    /// <summary>An element of a list by its id.</summary>
    public static JsonObject ById(JsonArray list, long id) => list.Single(element => element!["id"]!.GetValue<long>() == id)!.AsObject();

    /// <summary>The answer as the lists stand, unless <see cref="Instead"/> says otherwise.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        Requests++;
        if (Instead is { } instead)
            return instead(context);
        if (Before?.Invoke(context) == true)
            return Task.CompletedTask;
        var list = context.Request.Path.Value switch
        {
            "/products" => Products,
            "/carts" or "/orders" => Dated(Carts, context.Request.Query),
            "/users" or "/customers" => Users,
            _ => null,
        };
        if (list is null)
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(list.ToJsonString(Relaxed));
    }

    /// <summary>The first day is included, the last one not, as the Fake Store has it.</summary>
    private static JsonArray Dated(JsonArray carts, IQueryCollection query) => !query.ContainsKey("startdate") ? carts
        : new JsonArray([.. carts
            .Where(cart => cart!["date"]!.GetValue<string>() is var date
                && string.CompareOrdinal(date, query["startdate"]) >= 0 && string.CompareOrdinal(date, query["enddate"]) < 0)
            .Select(cart => cart!.DeepClone())]);

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
