using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Sandbox.WooCommerce;

/// <summary>Answers as the REST API of WooCommerce does, version 3, with reading requests alone.</summary>
/// <param name="shop">What the shop has at this moment.</param>
/// <param name="time">The shop's clock.</param>
public sealed class WooCommerceApi(Func<RestShop> shop, TimeProvider time)
{
    /// <summary>Where the API lies.</summary>
    public const string Path = "/wp-json/wc/v3";

    /// <summary>Key and secret that must be shown, with a colon between them; null where nothing need be shown.</summary>
    public string? Key { get; init; }

    public Quirks Quirks { get; set; } = new();

    /// <summary>What the answer to a request would be.</summary>
    /// <param name="path">Path below <see cref="Path"/>, such as <c>/orders</c>.</param>
    public RestAnswer Answer(string path, HttpRequest request)
    {
        if (Key is not null && KeyOf(request) != Key)
            return Error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.");
        var now = shop();
        var list = path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["orders"] => now.Orders,
            ["refunds"] when !Quirks.NoRefundList => now.Refunds,
            ["orders", var id, "refunds"] => [.. now.Refunds.Where(row => row.Parent.ToString(CultureInfo.InvariantCulture) == id)],
            ["products"] => now.Products,
            ["customers"] => now.Customers,
            _ => null,
        };
        if (list is null)
            return Error(404, "rest_no_route", "No route was found matching the URL and request method.");
        var query = new RestQuery(request.Query, Quirks);
        if (query.Mistake is { } mistake)
            return Error(400, "rest_invalid_param", $"Invalid parameter: {mistake}");
        var (rows, total) = query.Of(list, haveStatus: ReferenceEquals(list, now.Orders));
        if (Quirks.MostRows > 0 && rows.Count > Quirks.MostRows)
            return Error(503, "busy", "The shop is overloaded.");
        return new RestAnswer(200, Encoding.UTF8.GetBytes(
            new JsonArray([.. rows.Select(row => query.Rounded(query.WithFields(Seen(row.Json()))))]).ToJsonString()), total);
    }

    /// <summary>Sends an answer.</summary>
    public async Task SendAsync(HttpContext http, RestAnswer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json; charset=UTF-8";
        response.Headers.Date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        if (answer.Total is { } total && !Quirks.WithoutTotals)
            response.Headers["X-WP-Total"] = total.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private JsonObject Seen(JsonObject item)
    {
        if (Quirks.OrdersWithoutRefunds && item.ContainsKey("refunds"))
            item["refunds"] = new JsonArray();
        return item;
    }

    private string KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!Quirks.WithoutAuthorization && header.StartsWith("Basic ", StringComparison.Ordinal))
            return Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]));
        return $"{request.Query["consumer_key"]}:{request.Query["consumer_secret"]}";
    }

    private static RestAnswer Error(int status, string code, string message) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new { code, message, data = new { status } }), null);
}

/// <summary>An answer of the REST API.</summary>
/// <param name="Body">JSON in UTF-8.</param>
/// <param name="Total">How many rows the whole list has; null of an error.</param>
public sealed record RestAnswer(int Status, byte[] Body, int? Total);

/// <summary>The sample shop behind this API.</summary>
internal sealed class SampleWooCommerce
{
    public SampleWooCommerce(ShopSettings shop, TimeProvider time)
    {
        var orders = new SampleOrders(shop, time);
        Api = new WooCommerceApi(() => orders.Now(Api!.Quirks), time);
    }

    public WooCommerceApi Api { get; }
}
