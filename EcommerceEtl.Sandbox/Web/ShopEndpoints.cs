using System.Globalization;
using System.Net;
using EcommerceEtl.Sandbox.WooCommerce;
using Microsoft.Extensions.Primitives;

namespace EcommerceEtl.Sandbox.Web;

/// <summary>The shop's routes.</summary>
internal static class ShopEndpoints
{
    public const string Json = "application/json; charset=utf-8";

    public static void MapShop(this WebApplication app)
    {
        app.MapGet("/products", (HttpContext http, SampleStore shop) => AnswerAsync(http, shop.Products()));
        app.MapGet("/users", (HttpContext http, SampleStore shop) => AnswerAsync(http, shop.Users()));
        app.MapGet("/carts", CartsAsync);
        app.MapGet(WooCommerceApi.Path + "/{**path}", WooCommerceAsync);
        app.MapPost("/_quirks", (Quirks quirks, SampleWooCommerce shop) => Results.Ok(shop.Api.Quirks = quirks))
            .AddEndpointFilter(LoopbackOnlyAsync);
        app.MapGet("/_state", (SampleStore shop) => shop.State());
        // Does not wait for other requests that read all carts at the moment.
        app.MapGet("/_health", () => "Healthy");
        app.MapPost("/_misbehave", (Misbehaviour order, MisbehaviourSwitch misbehaviour) =>
        {
            if (order.Mistake is { } mistake)
                return Results.BadRequest(new { status = "error", message = mistake });
            misbehaviour.Set(order);
            return Results.Ok(order);
        }).AddEndpointFilter(LoopbackOnlyAsync);
        app.MapDelete("/_misbehave", (MisbehaviourSwitch misbehaviour) =>
        {
            misbehaviour.Set(null);
            return Results.NoContent();
        }).AddEndpointFilter(LoopbackOnlyAsync);
    }

    private static async Task WooCommerceAsync(HttpContext http, string path, SampleWooCommerce shop)
    {
        var answer = shop.Api.Answer(path, http.Request);
        if (http.RequestServices.GetRequiredService<MisbehaviourSwitch>().Take() is { } order)
            await order.SpoilAsync(http, ShopAnswer.Of(answer.Body), http.RequestServices.GetRequiredService<TimeProvider>());
        else
            await shop.Api.SendAsync(http, answer);
    }

    // Start inclusive, end exclusive, as the Fake Store has it.
    private static Task CartsAsync(HttpContext http, SampleStore shop)
    {
        var query = http.Request.Query;
        if (!query.ContainsKey("startdate") && !query.ContainsKey("enddate"))
            return AnswerAsync(http, shop.Carts());
        if (!TryDate(query["startdate"], DateTimeOffset.MinValue, out var from)
            || !TryDate(query["enddate"], DateTimeOffset.MaxValue, out var to))
            return Results.BadRequest(new { status = "error", message = "date format is not correct. it should be in yyyy-mm-dd format" })
                .ExecuteAsync(http);
        return AnswerAsync(http, shop.Carts(from, to));
    }

    private static bool TryDate(StringValues text, DateTimeOffset absent, out DateTimeOffset date)
    {
        date = absent;
        return text.Count == 0 || DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
    }

    private static async Task AnswerAsync(HttpContext http, ShopAnswer answer)
    {
        if (http.RequestServices.GetRequiredService<MisbehaviourSwitch>().Take() is { } order)
        {
            await order.SpoilAsync(http, answer, http.RequestServices.GetRequiredService<TimeProvider>());
            return;
        }

        var response = http.Response;
        response.Headers.ETag = answer.ETag;
        // Ask again each time: the shop's answers change by the second.
        response.Headers.CacheControl = "no-cache";
        if (http.Request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Any(t => t == answer.ETag || t == "*"))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = Json;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static async ValueTask<object?> LoopbackOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            ? await next(context) : Results.StatusCode(StatusCodes.Status403Forbidden);
}
