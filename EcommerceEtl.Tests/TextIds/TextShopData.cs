using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.TextIds;

/// <summary>
/// A shop with text ids: some orders state prices and times, others leave them to be derived; dates stand near midnight with and without
/// zones; letters are those that languages disagree about.
/// </summary>
internal static class TextShopData
{
    private static readonly string[] OddIds =
        ["İSTANBUL", "istanbul", "ISTANBUL", "ıstanbul", "12345", "straße", "STRASSE", "order|\u001f 1"];

    private static readonly string[] Dates =
    [
        "2026-02-10T23:30:00Z", "2026-02-11T00:10:00+09:00", "2026-02-10T20:00:00", "2026-02-11T04:59:59.9999999-05:00", "2026-02-28",
    ];

    /// <summary>The real pipeline on an empty shop of that kind, the store <c>alpha</c>.</summary>
    public static PipelineBundle StartPipeline()
    {
        var test = new PipelineBundle();
        (test.Shop.Products, test.Shop.Carts, test.Shop.Users) = ([], [], []);
        test.MoreKinds = test.MoreKinds.Add("TextShop", (_, client) => new TextShop(client));
        test.Store = Store("alpha", test.Shop);
        return test;
    }

    public static StoreOptions Store(string name, ShopDouble shop) => new() { Name = name, Kind = "TextShop", BaseUrl = shop.Url };

    /// <summary>Fills a shop; another salt is another shop with other orders.</summary>
    public static void Fill(ShopDouble shop, int salt)
    {
        shop.Products =
            [.. Enumerable.Range(0, 20).Select(i => (JsonNode)Product(Id("prod", i, salt), 1.005m * (i + 1), i % 2 == 0 ? "ISI" : "ısı"))];
        shop.Users = [.. Enumerable.Range(0, 15).Select(i => (JsonNode)Customer(Id("cus", i, salt), i % 3 == 0 ? "Iğdır" : "İzmir"))];
        shop.Carts = [.. Enumerable.Range(0, 120).Select(i => (JsonNode)Order(i, salt))];
    }

    public static JsonObject Product(string id, decimal price, string category = "any") =>
        new() { ["id"] = id, ["title"] = $"Title of {id}", ["price"] = price, ["category"] = category };

    public static JsonObject Customer(string id, string city) => new() { ["id"] = id, ["city"] = city };

    public static JsonObject Order(string id, string? customer, string product) => new()
    {
        ["id"] = id,
        ["customer_id"] = customer,
        ["created_at"] = "2026-02-10T12:00:00Z",
        ["items"] = new JsonArray(new JsonObject { ["product_id"] = product, ["quantity"] = 1 }),
    };

    /// <summary>Turns every list of the shop round; the lines within an order keep their places, which are their numbers.</summary>
    public static void Reverse(ShopDouble shop)
    {
        shop.Products = [.. shop.Products.Reverse().Select(element => element!.DeepClone())];
        shop.Users = [.. shop.Users.Reverse().Select(element => element!.DeepClone())];
        shop.Carts = [.. shop.Carts.Reverse().Select(element => element!.DeepClone())];
    }

    private static JsonObject Order(int i, int salt)
    {
        var order = new JsonObject { ["id"] = Id("order", i, salt), ["created_at"] = Dates[i % Dates.Length] };
        if (i % 4 != 0)
            order["customer_id"] = Id("cus", i * 7 % 17, salt);
        if (i % 3 == 0)
            order["ordered_at"] = Dates[(i + 1) % Dates.Length];
        order["items"] = new JsonArray([.. Enumerable.Range(0, 1 + i % 4).Select(line => (JsonNode)Item(i, line, salt))]);
        return order;
    }

    private static JsonObject Item(int order, int line, int salt)
    {
        // Some lines name a product that the list lacks.
        var item = new JsonObject
        {
            ["product_id"] = Id("prod", (order * 5 + line * 3) % 23, salt),
            ["quantity"] =
            0.5m * (1 + (order + line) % 7)
        };
        if ((order + line) % 2 == 0)
            item["unit_price"] = 0.0625m * (1 + order);
        if ((order + line) % 5 == 0)
            item["added_at"] = Dates[(order + line) % Dates.Length];
        return item;
    }

    private static string Id(string prefix, int i, int salt) =>
        i < OddIds.Length ? OddIds[i] : string.Create(CultureInfo.InvariantCulture, $"{prefix}_01J{salt:D2}{i * 7919 % 1000:D4}");
}
