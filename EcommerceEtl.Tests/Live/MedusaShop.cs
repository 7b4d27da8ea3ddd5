using System.Net.Http.Json;
using System.Text.Json;

namespace EcommerceEtl.Tests.Live;

/// <summary>A real Medusa with an empty database, in which a test sells, edits and pays back as its people do.</summary>
internal sealed class MedusaShop : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly List<string> _variants = [];
    private string _admin = "", _publishable = "", _region = "", _place = "", _shipping = "";

    private MedusaShop(string url) => Url = url;

    public string Url { get; }

    /// <summary>A secret API key.</summary>
    public string Key { get; private set; } = "";

    public List<string> Products { get; } = [];

    /// <summary>A shop in EUR with 19 % tax, shipping for 4.90, a promotion TEN of 10 %, and products for 10.95, 20.95 and so on.</summary>
    public static async Task<MedusaShop> SetUpAsync(string url)
    {
        var shop = new MedusaShop(url);
        var login = await shop.SendAsync(
            HttpMethod.Post, "auth/user/emailpass", new { email = "admin@example.com", password = "password1" });
        shop._admin = $"Bearer {login.GetProperty("token").GetString()}";
        await shop.FillAsync();
        return shop;
    }

    /// <summary>Asks as the shop's administrator.</summary>
    /// <param name="path">Below <c>/admin</c>.</param>
    /// <param name="body">Null to ask for something.</param>
    public Task<JsonElement> AdminAsync(string path, object? body = null, HttpMethod? method = null) =>
        SendAsync(method ?? (body is null ? HttpMethod.Get : HttpMethod.Post), $"admin/{path}", body, ("Authorization", _admin));

    /// <summary>An order of a guest, or of a cart that is left open.</summary>
    /// <param name="lines">Products from 0, with their quantity.</param>
    /// <returns>The order's id; the cart's where it is left open.</returns>
    public async Task<string> CartAsync((int Product, int Quantity)[] lines, string? promotion = null, bool order = true)
    {
        var cart = await IdAsync(StoreAsync("carts", new { region_id = _region, email = "guest@example.com" }), "cart");
        foreach (var (product, quantity) in lines)
            await StoreAsync($"carts/{cart}/line-items", new { variant_id = _variants[product], quantity });
        if (promotion is not null)
            await StoreAsync($"carts/{cart}/promotions", new { promo_codes = new[] { promotion } });
        if (!order)
            return cart;
        var address = new
        {
            first_name = "SECRET",
            last_name = "SECRET",
            address_1 = "SECRET",
            city = "Ulm",
            postal_code = "1",
            country_code = "de",
        };
        await StoreAsync($"carts/{cart}", new { shipping_address = address, billing_address = address });
        await StoreAsync($"carts/{cart}/shipping-methods", new { option_id = _shipping });
        var payment = await IdAsync(StoreAsync("payment-collections", new { cart_id = cart }), "payment_collection");
        await StoreAsync($"payment-collections/{payment}/payment-sessions", new { provider_id = "pp_system_default" });
        return await IdAsync(StoreAsync($"carts/{cart}/complete", new { }), "order");
    }

    /// <summary>What the shop states of an order.</summary>
    public async Task<JsonElement> OrderAsync(string id) => (await AdminAsync(
        $"orders/{id}?fields=*items,*items.detail,*summary,*payment_collections.payments,*fulfillments")).GetProperty("order");

    public async Task CaptureAsync(string order) => await AdminAsync($"payments/{await PaymentOfAsync(order)}/capture", new { });

    public async Task RefundAsync(string order, decimal amount) =>
        await AdminAsync($"payments/{await PaymentOfAsync(order)}/refund", new { amount, note = "SECRET note" });

    public async Task CancelAsync(string order) => await AdminAsync($"orders/{order}/cancel", new { });

    /// <summary>Edits an order in one go.</summary>
    /// <param name="units">New quantities of lines, by their place.</param>
    /// <param name="add">A product that is added.</param>
    /// <param name="shipping">True to add shipping once more.</param>
    public async Task EditAsync(
        string order, (int Line, int Quantity)[] units, (int Product, int Quantity)? add = null, bool shipping = false)
    {
        var edit = $"order-edits/{order}";
        await AdminAsync("order-edits", new { order_id = order, internal_note = "SECRET note" });
        foreach (var (line, quantity) in units)
            await AdminAsync($"{edit}/items/item/{await LineOfAsync(order, line)}", new { quantity });
        if (add is var (product, count))
            await AdminAsync($"{edit}/items", new { items = new[] { new { variant_id = _variants[product], quantity = count } } });
        if (shipping)
            await AdminAsync($"{edit}/shipping-method", new { shipping_option_id = _shipping });
        await AdminAsync($"{edit}/request", new { });
        await AdminAsync($"{edit}/confirm", new { });
    }

    /// <summary>Sends all of an order, unless it was sent.</summary>
    public async Task SendOutAsync(string order)
    {
        var stated = await OrderAsync(order);
        if (stated.GetProperty("fulfillments").GetArrayLength() > 0)
            return;
        var items = stated.GetProperty("items").EnumerateArray()
            .Select(item => new { id = item.GetProperty("id").GetString(), quantity = item.GetProperty("quantity").GetInt32() }).ToArray();
        var sent = (await AdminAsync($"orders/{order}/fulfillments?fields=*fulfillments", new { location_id = _place, items }))
            .GetProperty("order").GetProperty("fulfillments")[0].GetProperty("id").GetString();
        await AdminAsync($"orders/{order}/fulfillments/{sent}/shipments", new { items });
        await AdminAsync($"orders/{order}/fulfillments/{sent}/mark-as-delivered", new { });
    }

    /// <summary>Takes units of a line back, once the order was sent.</summary>
    /// <param name="damaged">How many of them are damaged.</param>
    /// <returns>What the shop owes the customer then.</returns>
    public async Task<decimal> TakeBackAsync(string order, int line, int quantity, int damaged = 0)
    {
        await SendOutAsync(order);
        var item = await LineOfAsync(order, line);
        var back = await IdAsync(AdminAsync("returns", new { order_id = order, location_id = _place }), "return");
        await AdminAsync($"returns/{back}/request-items", new { items = new[] { new { id = item, quantity } } });
        await AdminAsync($"returns/{back}/request", new { });
        await ReceiveAsync(back, item, quantity - damaged, damaged);
        return -(await OrderAsync(order)).GetProperty("summary").GetProperty("pending_difference").GetDecimal();
    }

    /// <summary>Takes a unit of a line back and sends another product for it.</summary>
    public async Task ExchangeAsync(string order, int line, int product)
    {
        await SendOutAsync(order);
        var item = await LineOfAsync(order, line);
        var exchange = await IdAsync(AdminAsync("exchanges", new { order_id = order }), "exchange");
        var back = await IdAsync(
            AdminAsync($"exchanges/{exchange}/inbound/items", new { items = new[] { new { id = item, quantity = 1 } } }), "return");
        await AdminAsync(
            $"exchanges/{exchange}/outbound/items", new { items = new[] { new { variant_id = _variants[product], quantity = 1 } } });
        await AdminAsync($"exchanges/{exchange}/request", new { });
        await ReceiveAsync(back, item, 1, 0);
    }

    public async Task PriceAsync(int product, decimal amount) => await AdminAsync(
        $"products/{Products[product]}/variants/{_variants[product]}",
        new { prices = new[] { new { currency_code = "eur", amount } } });

    public async Task CustomerAsync(string mail) =>
        await AdminAsync("customers", new { email = mail, first_name = "SECRET", last_name = "SECRET" });

    public async Task DeleteProductAsync(int product) => await AdminAsync($"products/{Products[product]}", method: HttpMethod.Delete);

    public void Dispose() => _http.Dispose();

    private async Task ReceiveAsync(string back, string item, int good, int damaged)
    {
        await AdminAsync($"returns/{back}/receive", new { });
        if (good > 0)
            await AdminAsync($"returns/{back}/receive-items", new { items = new[] { new { id = item, quantity = good } } });
        if (damaged > 0)
            await AdminAsync($"returns/{back}/dismiss-items", new { items = new[] { new { id = item, quantity = damaged } } });
        await AdminAsync($"returns/{back}/receive/confirm", new { });
    }

    private async Task<string> LineOfAsync(string order, int line) =>
        (await OrderAsync(order)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)
            .Order(StringComparer.Ordinal).ElementAt(line);

    private async Task<string> PaymentOfAsync(string order) => (await OrderAsync(order)).GetProperty("payment_collections")
        .EnumerateArray().SelectMany(collection => collection.GetProperty("payments").EnumerateArray()).First().GetProperty("id")
        .GetString()!;

    private Task<JsonElement> StoreAsync(string path, object body) =>
        SendAsync(HttpMethod.Post, $"store/{path}", body, ("x-publishable-api-key", _publishable));

    private static async Task<string> IdAsync(Task<JsonElement> answer, string name) =>
        (await answer).GetProperty(name).GetProperty("id").GetString()!;

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, (string Name, string Value)? header = null)
    {
        using var message = new HttpRequestMessage(method, $"{Url}/{path}");
        if (body is not null)
            message.Content = JsonContent.Create(body);
        if (header is var (name, value))
            message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private async Task FillAsync()
    {
        _publishable = (await AdminAsync("api-keys?type=publishable")).GetProperty("api_keys")[0].GetProperty("token").GetString()!;
        Key = (await AdminAsync("api-keys", new { title = "etl", type = "secret" })).GetProperty("api_key").GetProperty("token")
            .GetString()!;
        var store = await FirstAsync("stores");
        await AdminAsync($"stores/{store}", new
        {
            supported_currencies = new[]
            {
                new { currency_code = "eur", is_default = true }, new { currency_code = "jpy", is_default = false },
            },
        });
        var (channel, profile) = (await FirstAsync("sales-channels"), await FirstAsync("shipping-profiles"));
        _region = await IdAsync(
            AdminAsync("regions", new
            {
                name = "EU",
                currency_code = "eur",
                countries = new[] { "de" },
                payment_providers = new[] { "pp_system_default" },
            }), "region");
        await AdminAsync("tax-regions", new
        {
            country_code = "de",
            provider_id = "tp_system",
            default_tax_rate = new { rate = 19, code = "VAT", name = "VAT" },
        });
        _place = await IdAsync(
            AdminAsync("stock-locations", new { name = "Main", address = new { address_1 = "x", country_code = "de" } }), "stock_location");
        await AdminAsync($"stock-locations/{_place}/sales-channels", new { add = new[] { channel } });
        await AdminAsync($"stock-locations/{_place}/fulfillment-providers", new { add = new[] { "manual_manual" } });
        var set = (await AdminAsync(
            $"stock-locations/{_place}/fulfillment-sets?fields=*fulfillment_sets", new { name = "shipping", type = "shipping" }))
            .GetProperty("stock_location").GetProperty("fulfillment_sets")[0].GetProperty("id").GetString();
        var zone = (await AdminAsync($"fulfillment-sets/{set}/service-zones", new
        {
            name = "all",
            geo_zones = new[] { new { type = "country", country_code = "de" } },
        })).GetProperty("fulfillment_set").GetProperty("service_zones")[0].GetProperty("id").GetString()!;
        _shipping = await IdAsync(
            AdminAsync("shipping-options", new
            {
                name = "Standard",
                service_zone_id = zone,
                shipping_profile_id = profile,
                provider_id = "manual_manual",
                price_type = "flat",
                type = new { label = "Standard", description = "Standard", code = "std" },
                prices = new[] { new { currency_code = "eur", amount = 4.9m } },
                rules = new[]
                {
                    new { attribute = "enabled_in_store", value = "true", @operator = "eq" },
                    new { attribute = "is_return", value = "false", @operator = "eq" },
                },
            }), "shipping_option");
        var category = await IdAsync(AdminAsync("product-categories", new { name = "Clothes", is_active = true }), "product_category");
        for (var i = 1; i <= 8; i++)
        {
            var product = (await AdminAsync("products?fields=*variants", new
            {
                title = $"Product {i}",
                status = "published",
                shipping_profile_id = profile,
                sales_channels = new[] { new { id = channel } },
                categories = new[] { new { id = category } },
                options = new[] { new { title = "Size", values = new[] { "S" } } },
                variants = new[]
                {
                    new
                    {
                        title = "S", sku = $"SKU-{i}", manage_inventory = false,
                        options = new Dictionary<string, string> { ["Size"] = "S" },
                        prices = new[] { new { currency_code = "eur", amount = i * 10 + 0.95m } },
                    },
                },
            })).GetProperty("product");
            Products.Add(product.GetProperty("id").GetString()!);
            _variants.Add(product.GetProperty("variants")[0].GetProperty("id").GetString()!);
        }
        await AdminAsync("promotions", new
        {
            code = "TEN",
            type = "standard",
            status = "active",
            is_automatic = false,
            application_method = new { type = "percentage", value = 10, target_type = "order", currency_code = "eur" },
        });
    }

    private async Task<string> FirstAsync(string list) =>
        (await AdminAsync(list)).GetProperty(list.Replace('-', '_'))[0].GetProperty("id").GetString()!;
}
