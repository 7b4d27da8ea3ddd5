using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Worker.Sources.DummyJson;
using EcommerceEtl.Tests.Worker.Sources.Medusa;
using EcommerceEtl.Tests.Worker.Sources.Vendure;
using EcommerceEtl.Tests.Worker.Sources.WooCommerce;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Privacy;

/// <summary>
/// Of every kind of shop: personal texts stand in fields that nobody asked for, in each object of each element, and in the place of each
/// number, date and city that is landed. None of them is found in the database, the landing zone or the log.
/// </summary>
public sealed class KindPrivacyTests : IAsyncDisposable
{
    private const string Made = "2026-02-01T10:00:00";

    /// <summary>The times of an element by which a shop itself sorts and filters: with something else in them it would not show
    /// it.</summary>
    private static readonly string[] _sorted =
        ["created_at", "updated_at", "createdAt", "updatedAt", "orderPlacedAt", "date_created_gmt", "date_modified_gmt"];

    private readonly Secrets _secrets = new();
    private readonly PipelineBundle _test = new();
    private readonly List<ScriptedShop> _shops = [];
    private long _id = 100;

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        foreach (var shop in _shops)
            await shop.DisposeAsync();
    }

    [TestCase("FakeStore")]
    [TestCase("DummyJson")]
    [TestCase("Medusa")]
    [TestCase("Vendure")]
    [TestCase("WooCommerce")]
    public async Task Nothing_personal_is_kept_whatever_field_it_stands_in(string kind)
    {
        await ServeAsync(kind);
        _test.Settings = _test.Settings with { Quality = _test.Settings.Quality with { MaxRejectShare = 1 } };

        await _test.SucceedAsync();
        await _test.SucceedAsync(request => request with { Trigger = RunTrigger.Backfill, Window = new(new(2026, 1, 1), new(2026, 3, 1)) });

        Assert.That(_secrets.Count, Is.GreaterThan(30));
        await _test.GivesAsync("SELECT count(*) > 3 FROM quarantine", ["true"], "nothing was rejected");
        await _test.GivesAsync("SELECT count(*) > 0 FROM carts", ["true"], "nothing was loaded");
        IEnumerable<(string Where, byte[] Bytes)> traces =
        [
            ("the log", Encoding.UTF8.GetBytes(string.Join('\n', _test.Log.Lines))),
            .. await Traces.OfDatabaseAsync(_test.Database),
            .. Traces.OfFiles(_test.LandingPath),
        ];
        Assert.That(traces.SelectMany(trace => _secrets.FindIn(trace.Where, trace.Bytes)), Is.Empty);
    }

    private async Task ServeAsync(string kind)
    {
        _test.Store = new StoreOptions { Name = "shop", Kind = kind, BaseUrl = _test.Shop.Url, Currency = "USD", RequestsPerSecond = 1000 };
        var store = _test.Store;
        await using var services = _test.Services();
        var source = services.GetRequiredService<SourceFactory>().Create(store);
        switch (kind)
        {
            case "FakeStore":
                var (users, products, carts) = (
                    List(source, Entity.Customers, """{"id":1,"address":{"city":"Ulm"}}"""),
                    List(source, Entity.Products, """{"id":1,"title":"T","price":1.5,"category":"C","rating":{"rate":4,"count":2}}"""),
                    List(source, Entity.Carts, $$"""{"id":1,"userId":1,"date":"{{Made}}Z","products":[{"productId":1,"quantity":4}]}"""));
                _test.Shop.Instead = context => ScriptedShop.Json($"[{string.Join(',', context.Request.Path.Value switch
                {
                    "/users" => users,
                    "/products" => products,
                    _ => carts,
                })}]")(context);
                break;
            case "DummyJson":
                await ServeAsync(await new DummyJsonDouble { Now = _test.Clock.Now }
                    .With("users", List(source, Entity.Customers, """{"id":1,"address":{"city":"Ulm"}}"""))
                    .With("products", List(source, Entity.Products, """{"id":1,"title":"T","price":1.5,"category":"C","rating":4}"""))
                    .With("carts", List(
                        source, Entity.Carts, """{"id":1,"userId":1,"products":[{"id":1,"quantity":4,"price":1.5}]}""")).StartAsync());
                break;
            case "Medusa":
                _test.Store = store with { Token = MedusaDouble.Token, Currency = "EUR" };
                var order = SampleMedusaOrder.New().Refund($"{Made}.000Z", 1).Credit($"{Made}.000Z", 1)
                    .Change($"{Made}.900Z", SampleMedusaOrder.Action("ITEM_UPDATE", SampleMedusaOrder.Line, 2, 1));
                await ServeAsync(await new MedusaDouble { Now = () => _test.Clock.Now }
                    .With("customers", List(
                        source, Entity.Customers, """{"id":"cus_1","addresses":[{"city":"Ulm","is_default_shipping":true}]}"""))
                    .With("products", List(
                        source, Entity.Products,
                        """
                        {"id":"prod_1","title":"T","variants":[{"id":"v","prices":[{"id":"p","amount":1.5,"currency_code":"eur"}]}],
                        "categories":[{"id":"c","name":"C"}],"collection":{"title":"D"}}
                        """))
                    .With("orders", List(source, Entity.Carts, order.ToJsonString())).StartAsync());
                break;
            case "Vendure":
                _test.Store = store with { Token = VendureDouble.Key };
                var vendure = new VendureDouble()
                    .With("customers", List(
                        source, Entity.Customers, """{"id":"1","addresses":[{"city":"Ulm","defaultShippingAddress":true}]}"""))
                    .With("products", List(
                        source, Entity.Products,
                        """
                        {"id":"1","name":"T","variants":[{"id":"1","prices":[{"price":150,"currencyCode":"USD"}]}],
                        "collections":[{"id":"2","name":"C"}]}
                        """))
                    .With("orders", List(source, Entity.Carts, SampleOrder.Text(_ => { })));
                await ServeAsync(await ScriptedShop.OnAsync("/admin-api", async context =>
                {
                    context.Response.Headers.Date = _test.Clock.Now.ToString("r", CultureInfo.InvariantCulture);
                    await vendure.AnswerAsync(context);
                }));
                break;
            default:
                _test.Store = store with { Key = WooCommerceDouble.Key, Secret = WooCommerceDouble.Secret };
                var woo = new WooCommerceDouble(_test.Clock);
                var made = woo.Sell(10, created: DateTime.Parse(Made, CultureInfo.InvariantCulture));
                (made["currency"], made["date_modified_gmt"]) = ("USD", Made);
                woo.Refund(made, 1)["date_created_gmt"] = Made;
                woo.Orders.Clear();
                woo.Orders.AddRange(Objects(source, Entity.Carts, made.ToJsonString()));
                Spread(woo.Refunds[0], "refund");
                woo.Customers.AddRange(Objects(source, Entity.Customers, """{"id":1,"billing":{"city":"Ulm"}}"""));
                woo.Products.AddRange(Objects(
                    source, Entity.Products,
                    """
                    {"id":1,"name":"T","price":"1.50","categories":[{"id":2,"name":"C"}],"average_rating":"4.50","rating_count":2}
                    """));
                foreach (var one in woo.Customers.Concat(woo.Products))
                    (one["date_created_gmt"], one["date_modified_gmt"]) = (Made, Made);
                _test.Shop.Instead = context =>
                {
                    // A shop that sends all fields whatever is asked for.
                    context.Request.QueryString = QueryString.Create(
                        context.Request.Query.Where(one => one.Key != "_fields").Select(one => KeyValuePair.Create(one.Key, one.Value)));
                    return woo.AnswerAsync(context);
                };
                break;
        }

        Task ServeAsync(ScriptedShop shop)
        {
            _shops.Add(shop);
            _test.Store = _test.Store with { BaseUrl = shop.Url };
            return Task.CompletedTask;
        }
    }

    private string[] List(IShopSource source, Entity entity, string element) =>
        [.. Objects(source, entity, element).Select(one => one.ToJsonString())];

    /// <summary>An element with personal texts in unknown fields, and one more for each value that is landed and is no free text, in whose
    /// place a personal text stands.</summary>
    private List<JsonObject> Objects(IShopSource source, Entity entity, string element)
    {
        List<JsonObject> planted = [JsonNode.Parse(element)!.AsObject()];
        foreach (var (path, form) in source.FieldsOf(entity).Kept.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            var spoilt = JsonNode.Parse(element)!.AsObject();
            if (form is LeafForm.Any or LeafForm.Text || path == EntityFields.Key || _sorted.Contains(path)
                || Owner(spoilt, path) is not { } owner)
                continue;
            var name = path[(path.LastIndexOf('.') + 1)..];
            owner[name] = _secrets.Email($"{entity} {path}");
            var id = spoilt["id"]!;
            spoilt["id"] = id.GetValueKind() == System.Text.Json.JsonValueKind.Number ? ++_id
                : int.TryParse($"{id}", out _) ? $"{++_id}" : $"{id}{++_id}";
            planted.Add(spoilt);
        }
        foreach (var one in planted)
            Spread(one, $"{entity}");
        return planted;
    }

    /// <summary>The object that holds the value at a path; null where there is none.</summary>
    private static JsonObject? Owner(JsonObject element, string path)
    {
        JsonNode? at = element;
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            at = (at as JsonObject)?[part.Replace("[]", "", StringComparison.Ordinal)];
            if (part.EndsWith("[]", StringComparison.Ordinal))
                at = (at as JsonArray)?.FirstOrDefault();
        }
        return at is JsonObject owner && owner.ContainsKey(parts[^1]) ? owner : null;
    }

    /// <summary>Adds to each object in an element what shops hold of people.</summary>
    private void Spread(JsonNode? node, string place)
    {
        if (node is JsonArray list)
            foreach (var item in list)
                Spread(item, place);
        if (node is not JsonObject owner)
            return;
        foreach (var (name, value) in owner.ToList())
            Spread(value, $"{place} {name}");
        owner["email"] = _secrets.Email($"{place} email");
        owner["first_name"] = _secrets.Name($"{place} first_name");
        owner["phone"] = _secrets.Phone($"{place} phone");
        owner["address_1"] = _secrets.Street($"{place} address_1");
        owner["metadata"] = new JsonArray(new JsonObject { ["key"] = "engraving", ["value"] = _secrets.Name($"{place} metadata") });
    }
}
