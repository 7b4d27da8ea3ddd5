using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;

namespace EcommerceEtl.Tests.Live;

/// <summary>A real Vendure with an empty database, in which a test sells, edits and pays back as its people do.</summary>
internal sealed class VendureShop : IDisposable
{
    private readonly HttpClient _http = new();
    private string? _admin;
    private string _shipping = "";

    private VendureShop(string url) => Url = url;

    public string Url { get; }

    /// <summary>An API key with the rights that the kind's README asks for.</summary>
    public string Key { get; private set; } = "";

    public ImmutableArray<string> Products { get; private set; } = [];

    public ImmutableArray<string> Variants { get; private set; } = [];

    /// <summary>A shop in EUR with 19 % tax, shipping for 4.90, a coupon TEN of 10 %, and products for 10.95, 20.95 and so on.</summary>
    public static async Task<VendureShop> SetUpAsync(string url)
    {
        var shop = new VendureShop(url);
        var (login, token) = await shop.SendAsync(
            "admin-api", """mutation{login(username:"superadmin",password:"superadmin"){__typename}}""", null, null);
        Assert.That(login.GetProperty("login").GetProperty("__typename").GetString(), Is.EqualTo("CurrentUser"));
        shop._admin = token;
        await shop.FillAsync();
        return shop;
    }

    /// <summary>Asks as the shop's administrator.</summary>
    /// <returns>What the first field of the answer says; the test fails where that is an error.</returns>
    public async Task<JsonElement> AdminAsync(string query, object? variables = null) =>
        First((await SendAsync("admin-api", query, variables, _admin)).Data);

    /// <summary>A cart of a customer, or of a guest, that is ordered or stays open.</summary>
    /// <param name="lines">Products from 0, with their quantity.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CartAsync(
        (int Product, int Quantity)[] lines, string? customer = null, string? coupon = null, bool order = true)
    {
        string? token = null;
        var id = "";
        if (customer is not null)
            await AskAsync(
                """mutation($u:String!){login(username:$u,password:"password1"){__typename}}""", new { u = customer });
        foreach (var (product, quantity) in lines)
            id = (await AskAsync(
                "mutation($v:ID!,$q:Int!){addItemToOrder(productVariantId:$v,quantity:$q){__typename ...on Order{id}}}",
                new { v = Variants[product], q = quantity })).GetProperty("id").GetString()!;
        if (coupon is not null)
            await AskAsync("mutation($c:String!){applyCouponCode(couponCode:$c){__typename}}", new { c = coupon });
        if (!order)
            return id;
        if (customer is null)
            await AskAsync(
                "mutation($e:String!){setCustomerForOrder(input:{emailAddress:$e,firstName:\"G\",lastName:\"G\"}){__typename}}",
                new { e = $"guest{id}@example.com" });
        await AskAsync(
            """
            mutation{setOrderShippingAddress(input:{streetLine1:"s",city:"Ulm",postalCode:"1",countryCode:"DE",fullName:"F"}){__typename}}
            """);
        await AskAsync("mutation($i:[ID!]!){setOrderShippingMethod(shippingMethodId:$i){__typename}}", new { i = new[] { _shipping } });
        await AskAsync("""mutation{transitionOrderToState(state:"ArrangingPayment"){__typename}}""");
        await AskAsync("""mutation{addPaymentToOrder(input:{method:"dummy",metadata:{}}){__typename}}""");
        return id;

        async Task<JsonElement> AskAsync(string query, object? variables = null)
        {
            (var data, token) = await SendAsync("shop-api", query, variables, token);
            return First(data);
        }
    }

    /// <summary>An order as the administrator sees it.</summary>
    public Task<JsonElement> OrderAsync(string id) => AdminAsync(
        "query($i:ID!){order(id:$i){__typename id state totalWithTax lines{id quantity} payments{id state amount}}}", new { i = id });

    public async Task SettleAsync(string order) => await AdminAsync(
        "mutation($i:ID!){settlePayment(id:$i){__typename}}", new { i = await PaymentOfAsync(order) });

    /// <summary>Cancels a whole order, or some units of one of its lines.</summary>
    public async Task CancelAsync(string order, bool shipping, (int Line, int Quantity)? part = null)
    {
        var lines = part is { } some
            ? new[] { new { orderLineId = await LineOfAsync(order, some.Line), quantity = some.Quantity } } : null;
        await AdminAsync(
            "mutation($i:CancelOrderInput!){cancelOrder(input:$i){__typename}}",
            new { i = new { orderId = order, lines, reason = "SECRET reason", cancelShipping = shipping } });
    }

    /// <summary>Pays back an amount in cents.</summary>
    public async Task RefundAsync(string order, int amount, bool settle = true)
    {
        var refund = await AdminAsync(
            "mutation($i:RefundOrderInput!){refundOrder(input:$i){__typename ...on Refund{id}}}",
            new
            {
                i = new
                {
                    amount,
                    paymentId = await PaymentOfAsync(order),
                    reason = "SECRET reason",
                    shipping = 0,
                    adjustment = 0,
                    lines = Array.Empty<object>(),
                },
            });
        if (settle)
            await AdminAsync(
                "mutation($i:SettleRefundInput!){settleRefund(input:$i){__typename}}",
                new { i = new { id = refund.GetProperty("id").GetString(), transactionId = "t" } });
    }

    /// <summary>Modifies an order, and has what is missing paid.</summary>
    /// <param name="change">Parts of Vendure's <c>ModifyOrderInput</c>.</param>
    public async Task ModifyAsync(string order, Dictionary<string, object> change)
    {
        await AdminAsync(
            "mutation($i:ID!){transitionOrderToState(id:$i,state:\"Modifying\"){__typename}}", new { i = order });
        change["orderId"] = order;
        change["dryRun"] = false;
        var modified = await AdminAsync(
            "mutation($i:ModifyOrderInput!){modifyOrder(input:$i){__typename ...on Order{modifications{createdAt priceChange}}}}",
            new { i = change });
        var newest = modified.GetProperty("modifications").EnumerateArray().MaxBy(one => one.GetProperty("createdAt").GetDateTime());
        if (newest.GetProperty("priceChange").GetInt32() > 0)
        {
            Assert.That(await MovesAsync("ArrangingAdditionalPayment"), Is.True);
            await AdminAsync(
                "mutation($i:ManualPaymentInput!){addManualPaymentToOrder(input:$i){__typename}}",
                new { i = new { orderId = order, method = "cash", transactionId = "t", metadata = new { } } });
        }
        Assert.That(await MovesAsync("PaymentSettled") || await MovesAsync("PaymentAuthorized"), Is.True);

        async Task<bool> MovesAsync(string state)
        {
            var (data, _) = await SendAsync(
                "admin-api", "mutation($i:ID!,$s:String!){transitionOrderToState(id:$i,state:$s){__typename}}",
                new { i = order, s = state }, _admin);
            return data.GetProperty("transitionOrderToState").GetProperty("__typename").GetString() == "Order";
        }
    }

    public async Task<string> LineOfAsync(string order, int line) =>
        (await OrderAsync(order)).GetProperty("lines")[line].GetProperty("id").GetString()!;

    public async Task<string> PaymentOfAsync(string order) =>
        (await OrderAsync(order)).GetProperty("payments")[0].GetProperty("id").GetString()!;

    public Task CustomerAsync(string mail) => AdminAsync(
        """mutation($i:CreateCustomerInput!){createCustomer(input:$i,password:"password1"){__typename}}""",
        new { i = new { emailAddress = mail, firstName = "SECRET", lastName = "SECRET" } });

    public void Dispose() => _http.Dispose();

    private static JsonElement First(JsonElement data)
    {
        var first = data.EnumerateObject().First().Value;
        if (first.ValueKind == JsonValueKind.Object && first.TryGetProperty("__typename", out var type))
            Assert.That(type.GetString(), Does.Not.EndWith("Error"), first.ToString());
        return first;
    }

    private async Task<(JsonElement Data, string? Token)> SendAsync(string api, string query, object? variables, string? token)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{Url}/{api}");
        message.Content = JsonContent.Create(new { query, variables });
        if (token is not null)
            message.Headers.Add("Authorization", $"Bearer {token}");
        using var answer = await _http.SendAsync(message);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.That(json.TryGetProperty("errors", out var errors), Is.False, $"{query}: {errors}");
        return (json.GetProperty("data"), answer.Headers.TryGetValues("vendure-auth-token", out var given) ? given.First() : token);
    }

    private async Task FillAsync()
    {
        var country = await IdAsync(
            """mutation{createCountry(input:{code:"DE",enabled:true,translations:[{languageCode:en,name:"Germany"}]}){id}}""");
        var zone = await IdAsync("mutation($c:[ID!]){createZone(input:{name:\"EU\",memberIds:$c}){id}}", new { c = new[] { country } });
        var channel = await IdAsync("{activeChannel{id}}");
        await AdminAsync("mutation($i:UpdateChannelInput!){updateChannel(input:$i){__typename}}", new
        {
            i = new
            {
                id = channel,
                defaultTaxZoneId = zone,
                defaultShippingZoneId = zone,
                defaultCurrencyCode = "EUR",
                availableCurrencyCodes = new[] { "EUR", "JPY" },
                pricesIncludeTax = false,
            },
        });
        var tax = await IdAsync("mutation{createTaxCategory(input:{name:\"Standard\",isDefault:true}){id}}");
        await IdAsync(
            "mutation($i:CreateTaxRateInput!){createTaxRate(input:$i){id}}",
            new { i = new { name = "VAT", enabled = true, value = 19, categoryId = tax, zoneId = zone } });
        await IdAsync("mutation($i:CreatePaymentMethodInput!){createPaymentMethod(input:$i){id}}", new
        {
            i = new
            {
                code = "dummy",
                enabled = true,
                handler = new { code = "dummy-payment-handler", arguments = new[] { new { name = "automaticSettle", value = "false" } } },
                translations = Named("Dummy"),
            },
        });
        _shipping = await IdAsync("mutation($i:CreateShippingMethodInput!){createShippingMethod(input:$i){id}}", new
        {
            i = new
            {
                code = "std",
                fulfillmentHandler = "manual-fulfillment",
                translations = Named("Std"),
                checker = new
                {
                    code = "default-shipping-eligibility-checker",
                    arguments = new[] { new { name = "orderMinimum", value = "0" } },
                },
                calculator = new
                {
                    code = "default-shipping-calculator",
                    arguments = new[]
                    {
                        new { name = "rate", value = "490" }, new { name = "includesTax", value = "exclude" },
                        new { name = "taxRate", value = "19" },
                    },
                },
            },
        });
        for (var i = 1; i <= 8; i++)
        {
            var product = await IdAsync("mutation($i:CreateProductInput!){createProduct(input:$i){id}}", new
            {
                i = new
                {
                    enabled = true,
                    translations = new[] { new { languageCode = "en", name = $"Product {i}", slug = $"p-{i}", description = "" } },
                },
            });
            var made = await AdminAsync("mutation($i:[CreateProductVariantInput!]!){createProductVariants(input:$i){id}}", new
            {
                i = new[]
                {
                    new
                    {
                        productId = product, enabled = true, sku = $"SKU-{i}", price = i * 1000 + 95, taxCategoryId = tax,
                        stockOnHand = 1000, translations = new[] { new { languageCode = "en", name = $"Product {i}" } },
                    },
                },
            });
            Products = Products.Add(product);
            Variants = Variants.Add(made[0].GetProperty("id").GetString()!);
        }
        await AdminAsync("mutation($i:CreatePromotionInput!){createPromotion(input:$i){__typename}}", new
        {
            i = new
            {
                enabled = true,
                couponCode = "TEN",
                conditions = Array.Empty<object>(),
                actions = new[]
                {
                    new { code = "order_percentage_discount", arguments = new[] { new { name = "discount", value = "10" } } },
                },
                translations = new[] { new { languageCode = "en", name = "ten" } },
            },
        });
        await CustomerAsync("c1@example.com");
        await CustomerAsync("c2@example.com");
        var role = await IdAsync(
            "mutation{createRole(input:{code:\"etl\",description:\"etl\",permissions:[ReadOrder,ReadCustomer,ReadCatalog]}){id}}");
        Key = (await AdminAsync(
            "mutation($r:[ID!]!){createApiKey(input:{roleIds:$r,translations:[{languageCode:en,name:\"etl\"}]}){apiKey}}",
            new { r = new[] { role } })).GetProperty("apiKey").GetString()!;
    }

    private static object[] Named(string name) => [new { languageCode = "en", name, description = "" }];

    private async Task<string> IdAsync(string query, object? variables = null) =>
        (await AdminAsync(query, variables)).GetProperty("id").GetString()!;
}
