using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcommerceEtl.Sandbox.WooCommerce;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.WooCommerce;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>A shop of WooCommerce whose orders a test edits as people and payment services do. The sandbox's REST API answers for
/// it.</summary>
internal sealed class WooCommerceDouble
{
    public const string Key = "ck_lookup";
    public const string Secret = "cs_secret";

    private long _nextId = 10_000;

    public WooCommerceDouble(TimeProvider clock)
    {
        Clock = clock;
        Api = new WooCommerceApi(
            () => new RestShop(
                [.. Orders.Select(Row)], [.. Refunds.Select(Row)], [.. Products.Select(Row)], [.. Customers.Select(Row)]), clock)
        {
            Key = $"{Key}:{Secret}",
        };
    }

    public WooCommerceApi Api { get; }

    public Quirks Quirks
    {
        get => Api.Quirks;
        set => Api.Quirks = value;
    }

    public List<JsonObject> Orders { get; } = [];

    public List<JsonObject> Refunds { get; } = [];

    public List<JsonObject> Products { get; } = [];

    public List<JsonObject> Customers { get; } = [];

    /// <summary>Path and query of each request, in order of arrival.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Called with each request before it is answered.</summary>
    public Action<string> Asking { get; set; } = _ => { };

    /// <summary>The documents of the API and of WordPress that are no lists, by their paths.</summary>
    public Dictionary<string, string> Documents { get; } = [];

    private TimeProvider Clock { get; }

    private string Now => Text(Clock.GetUtcNow().UtcDateTime);

    /// <summary>A store of this kind.</summary>
    public static StoreOptions Store => new()
    {
        Name = "woo",
        Kind = "WooCommerce",
        Currency = "EUR",
        TimeZone = "Europe/Berlin",
        Key = Key,
        Secret = Secret,
    };

    /// <summary>The shop that was recorded.</summary>
    public static WooCommerceDouble Recorded(TimeProvider clock)
    {
        var shop = new WooCommerceDouble(clock);
        foreach (var name in new[] { "orders_p1", "orders_p2", "orders_p3", "orders_trash" })
            shop.Orders.AddRange(Read(name));
        shop.Refunds.AddRange(Read("refunds"));
        shop.Products.AddRange(Read("products"));
        shop.Customers.AddRange(Read("customers"));
        return shop;

        static IEnumerable<JsonObject> Read(string name) =>
            RecordedShop.Elements(name).Select(element => JsonNode.Parse(element)!.AsObject());
    }

    /// <summary>Lets the shop of a pipeline be this one.</summary>
    public static WooCommerceDouble ServeRecorded(PipelineBundle pipeline, string zone = "Europe/Berlin", SaleDate saleDate = SaleDate.Paid)
    {
        var shop = Recorded(pipeline.Clock);
        shop.Serve(pipeline, zone, saleDate);
        pipeline.Clock.Now = new DateTimeOffset(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);
        return shop;
    }

    /// <inheritdoc cref="ServeRecorded"/>
    public void Serve(PipelineBundle pipeline, string zone = "Europe/Berlin", SaleDate saleDate = SaleDate.Paid)
    {
        pipeline.Store = Store with { BaseUrl = pipeline.Shop.Url, TimeZone = zone, SaleDate = saleDate };
        pipeline.Shop.Instead = AnswerAsync;
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var asked = context.Request.Path + context.Request.QueryString.Value;
        Asked.Add(asked);
        Asking(asked);
        if (Documents.TryGetValue(context.Request.Path, out var document))
            await ScriptedShop.Json(document)(context);
        else if (context.Request.Path.StartsWithSegments(WooCommerceApi.Path, out var path))
            await Api.SendAsync(context, Api.Answer(path, context.Request));
        else
            context.Response.StatusCode = 404;
    }

    /// <summary>Every order that the API shows, composed with its refunds, by id.</summary>
    public SortedDictionary<long, string> Truth() => new(Orders.Where(order => (string?)order["status"] != "trash").ToDictionary(
        Id, order => Encoding.UTF8.GetString(WooCommerceOrders.Compose(
            Element(order), Refunds.Where(refund => (long)refund["parent_id"]! == Id(order)).Select(Element)))));

    public JsonObject Order(long id) => Orders.Single(order => Id(order) == id);

    /// <summary>A new order with one line of two units.</summary>
    /// <param name="price">Of a unit, without its 19 % of tax.</param>
    public JsonObject Sell(decimal price, string status = "processing", DateTime? created = null, long product = 0)
    {
        var at = created is { } then ? Text(then) : Now;
        var (net, tax) = (price * 2, decimal.Round(price * 2 * 0.19m, 2));
        var id = _nextId++;
        var order = new JsonObject
        {
            ["id"] = id,
            ["number"] = $"{id}",
            ["status"] = status,
            ["currency"] = "EUR",
            ["date_created_gmt"] = at,
            ["date_modified_gmt"] = Now,
            ["date_paid_gmt"] = status is "pending" or "failed" ? null : at,
            ["total"] = Amount(net + tax),
            ["total_tax"] = Amount(tax),
            ["customer_id"] = 0,
            ["billing"] = new JsonObject { ["city"] = "Ulm" },
            ["line_items"] = new JsonArray(new JsonObject
            {
                ["id"] = id + 50_000,
                ["product_id"] = product,
                ["variation_id"] = 0,
                ["quantity"] = 2,
                ["subtotal"] = Amount(net),
                ["total"] = Amount(net),
                ["total_tax"] = Amount(tax),
            }),
            ["fee_lines"] = new JsonArray(),
            ["shipping_lines"] = new JsonArray(),
            ["refunds"] = new JsonArray(),
        };
        Orders.Add(order);
        return order;
    }

    /// <summary>Pays something back, without naming lines.</summary>
    public JsonObject Refund(JsonObject order, decimal amount)
    {
        var refund = new JsonObject
        {
            ["id"] = _nextId++,
            ["parent_id"] = Id(order),
            ["date_created_gmt"] = Now,
            ["amount"] = Amount(amount),
            ["reason"] = "PLANTED",
            ["line_items"] = new JsonArray(),
            ["shipping_lines"] = new JsonArray(),
            ["fee_lines"] = new JsonArray(),
        };
        Refunds.Add(refund);
        order["refunds"]!.AsArray().Insert(0, new JsonObject { ["id"] = (long)refund["id"]!, ["reason"] = "PLANTED", ["total"] = "-1" });
        if (!Quirks.SilentRefunds)
            order["date_modified_gmt"] = Now;
        return refund;
    }

    /// <summary>Edits an order.</summary>
    public void Edit(JsonObject order, Action<JsonObject> edit)
    {
        edit(order);
        if (!Quirks.SilentEdits)
            order["date_modified_gmt"] = Now;
    }

    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static long Id(JsonObject item) => (long)item["id"]!;

    private static JsonElement Element(JsonObject item) => JsonElement.Parse(item.ToJsonString());

    private static RestRow Row(JsonObject item) => new(
        Id(item), Time(item, "date_created_gmt"), Time(item, "date_modified_gmt"), (string?)item["status"] ?? "",
        () => item.DeepClone().AsObject())
    {
        Parent = (long?)item["parent_id"] ?? 0,
    };

    private static DateTime Time(JsonObject item, string name) => (string?)item[name] is { } text
        ? DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
        : DateTime.UnixEpoch;
}
