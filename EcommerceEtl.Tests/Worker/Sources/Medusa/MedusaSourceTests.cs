using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;
using static EcommerceEtl.Tests.Worker.Sources.Medusa.SampleMedusaOrder;

namespace EcommerceEtl.Tests.Worker.Sources.Medusa;

/// <summary>How a Medusa is asked, and what becomes of its answers.</summary>
public sealed class MedusaSourceTests
{
    private readonly MedusaDouble _medusa = new();

    [TestCase("")]
    [TestCase("/admin")]
    public async Task The_admin_api_below_the_address_is_asked_with_the_key_page_by_page(string path)
    {
        _medusa.With("customers", [.. Enumerable.Range(1, 5).Select(id => $$"""{"id":"cus_{{id}}","addresses":[]}""")]);
        await using var extraction = await ExtractAsync(path);

        var snapshot = await extraction.RunAsync(Entity.Customers);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(5));
        const string fields = "customers?fields=id,addresses.city,addresses.is_default_shipping&order=id";
        // Each page but the first begins with the last element of the one before.
        Assert.That(_medusa.Asked, Is.EqualTo(new[]
        {
            $"{fields}&offset=0&limit=2", $"{fields}&offset=1&limit=3", $"{fields}&offset=3&limit=3",
        }));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain(MedusaDouble.Token));
    }

    [Test]
    public async Task A_key_that_is_unknown_is_refused()
    {
        await using var extraction = await ExtractAsync(token: "sk_wrong");

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceRefused, transient: false);

        Assert.That(error.Message, Does.Not.Contain("sk_wrong"));
    }

    [TestCase("""{"message":"what"}""")]
    [TestCase("""{"customers":[]}""")]
    [TestCase("[]")]
    public async Task An_answer_of_another_shape_is_refused(string body)
    {
        await using var extraction = (await ScriptedShop.OnAsync("/admin/customers", ScriptedShop.Json(body))).Extract(store: Store());

        await extraction.FailsAsync(Entity.Customers, ErrorCode.UnexpectedPayload);
    }

    [Test]
    public async Task Only_orders_of_a_later_version_are_asked_what_became_of_them()
    {
        _medusa.With("orders", New("order_1").ToJsonString(),
            New("order_2").Change("2026-02-02T12:00:00.000Z", Action("ITEM_UPDATE", Line, 2, 1)).ToJsonString());
        await using var extraction = await ExtractAsync();

        var landed = await extraction.LandAsync(new Ask(Entity.Carts));

        Assert.That(landed[0], Is.EqualTo(New("order_1").ToJsonString()));
        Assert.That(landed[1], Does.Contain("\"changes\":[{\"status\":\"confirmed\""));
        Assert.That(_medusa.Asked.Where(asked => asked.Contains("/changes", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "orders/order_2/changes?fields=id,status,confirmed_at,actions.action,actions.reference_id,actions.details",
        }));
    }

    [Test]
    public async Task Changes_are_asked_for_by_time_and_payments_name_their_orders()
    {
        _medusa.With("orders", New("order_1").ToJsonString()).With(
            "payments",
            """{"id":"pay_1","updated_at":"2026-02-01T10:00:01.000Z","payment_collection":{"id":"c","order":{"id":"order_1"}}}""",
            """{"id":"pay_2","updated_at":"2026-02-01T10:00:02.000Z","payment_collection":{"id":"c","order":null}}""");
        await using var extraction = await ExtractAsync();
        var feed = extraction.Source.Changes!;
        var (from, until) = (new DateTime(2026, 2, 1, 10, 0, 0, DateTimeKind.Utc), new DateTime(2026, 2, 1, 11, 0, 0, DateTimeKind.Utc));

        var orders = await feed.ChangedAsync("orders", from, until, 0, 2, CancellationToken.None);
        var payments = await feed.ChangedAsync("payments", from, until, 0, 2, CancellationToken.None);
        var fetched = await feed.FetchAsync(["order_1"], CancellationToken.None);

        Assert.That(orders.Rows.Select(row => (row.Id.Text, row.At)), Is.EqualTo(new[]
        {
            ("order_1", new DateTime(2026, 2, 1, 10, 0, 0, 500, DateTimeKind.Utc)),
        }));
        Assert.That(payments.Rows.Select(row => row.Id.Text), Is.EqualTo(new[] { "order_1" }), "a cart's payment is no order's");
        Assert.That((payments.Total, fetched.Rows.Single().Stamp), Is.EqualTo((2L, orders.Rows[0].Stamp)));
        Assert.That(feed.StampOf(fetched.Rows[0].Element), Is.EqualTo(fetched.Rows[0].Stamp));
        Assert.That(
            _medusa.Asked[0],
            Does.StartWith("orders?updated_at[$gte]=2026-02-01T10:00:00.000Z&updated_at[$lt]=2026-02-01T11:00:00.001Z&order=updated_at&"));
        Assert.That(_medusa.Asked[^1], Does.StartWith("orders?id[]=order_1&order=id&"));
    }

    [Test]
    public async Task Days_are_asked_for_by_when_orders_were_made_and_a_filter_that_is_ignored_is_noticed()
    {
        _medusa.With("orders", [.. new[] { "2026-01-08T23:59:59.500Z", "2026-01-09T00:00:00.000Z", "2026-01-10T00:00:00.000Z" }
            .Select((made, i) =>
            {
                var order = New($"order_{i + 1}");
                order["created_at"] = made;
                return order.ToJsonString();
            })]);
        await using var extraction = await ExtractAsync();
        var window = new Ask(Entity.Carts, new ExtractWindow(new DateOnly(2026, 1, 9), new DateOnly(2026, 1, 10)));

        Assert.That((await extraction.LandAsync(window)).Single(), Does.StartWith("{\"id\":\"order_2\","));

        _medusa.IgnoresFilters = true;
        var error = await Failures.OfAsync(() => extraction.LandAsync(window));
        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(error.Message, Does.Contain("ignores the filter"));
    }

    [Test]
    public async Task Orders_that_were_not_asked_for_by_their_ids_are_noticed()
    {
        _medusa.With("orders", New("order_1").ToJsonString(), New("order_2").ToJsonString()).IgnoresFilters = true;
        await using var extraction = await ExtractAsync();

        var error = await Failures.OfAsync(() => extraction.Source.Changes!.FetchAsync(["order_2"], CancellationToken.None));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
    }

    [Test]
    public async Task The_category_and_the_price_of_a_product_are_its_first_ones()
    {
        await using var extraction = await ExtractAsync();
        var source = extraction.Source;

        var product = source.MapProduct(
            """
            {"id":"prod_1","title":"Shirt","variants":[{"id":"variant_2","prices":[{"id":"price_3","amount":9,"currency_code":"eur"}]},
            {"id":"variant_1","prices":[{"id":"price_2","amount":1000,"currency_code":"jpy"},{"id":"price_1","amount":10.95,
            "currency_code":"eur"}]}],"categories":[{"id":"pcat_2","name":"Z"},{"id":"pcat_1","name":"Clothes"}],"collection":{"title":"S"}}
            """u8).Record!;
        var other = source.MapProduct("""{"id":"prod_2","title":"T","categories":[],"collection":{"title":"Summer"}}"""u8).Record!;

        Assert.That((product.Title, product.Category, product.Price.Amount), Is.EqualTo(("Shirt", "Clothes", 10.95m)));
        Assert.That((other.Category, other.Price.Amount), Is.EqualTo(("Summer", 0m)));
    }

    [TestCase("""{"id":"cus_1","addresses":[{"city":"Ulm"},{"city":"Bonn","is_default_shipping":true}]}""", "Bonn")]
    [TestCase("""{"id":"cus_1","addresses":[{"city":"Ulm"},{"city":"Bonn"}]}""", "Ulm")]
    [TestCase("""{"id":"cus_1"}""", "")]
    public async Task A_customer_is_of_the_city_to_which_orders_are_sent(string customer, string city)
    {
        await using var extraction = await ExtractAsync();

        Assert.That(extraction.Source.MapCustomer(System.Text.Encoding.UTF8.GetBytes(customer)).Record!.City, Is.EqualTo(city));
    }

    [Test]
    public async Task Check_shows_figures_to_compare_with_the_shops_own_report()
    {
        var (old, late) = (New("order_1"), New("order_2"));
        (late["created_at"], late["updated_at"]) = ("2026-02-27T12:00:00.000Z", "2026-02-27T12:00:00.000Z");
        _medusa.With("orders", old.ToJsonString(), late.ToJsonString()).With("customers", """{"id":"cus_1","addresses":[]}""");
        await using var extraction = await ExtractAsync();

        var said = await extraction.CheckAsync();

        Assert.That(said.Select(finding => $"{finding.Well} {finding.Says}"), Is.EqualTo(new[]
        {
            $"True Medusa at {extraction.Store.BaseUrl} knows the Token. It sells in EUR, JPY",
            "True 2 carts, of which 2 are placed orders, 1 customers, 0 products",
            "True first order 2026-02-01 10:00, last order 2026-02-27 12:00 (UTC)",
            "True net sales of the last seven days (2026-02-23 to 2026-03-01): 41.90 EUR, 1 order placed",
        }));
    }

    private static StoreOptions Store(string token = MedusaDouble.Token) => new() { Kind = "Medusa", Token = token, Currency = "EUR" };

    private async Task<ExtractBundle> ExtractAsync(string path = "", string token = MedusaDouble.Token) =>
        (await _medusa.StartAsync()).Extract(store: Store(token) with { PageSize = 2 }, path: path);
}
