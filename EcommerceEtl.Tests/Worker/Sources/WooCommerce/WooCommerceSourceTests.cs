using EcommerceEtl.Sandbox.WooCommerce;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>How a shop of WooCommerce is asked, and what becomes of its answers.</summary>
public sealed class WooCommerceSourceTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);

    private readonly WooCommerceDouble _shop = WooCommerceDouble.Recorded(new SetClock(_now));

    [TestCase("", 100, 1)]
    [TestCase("/wp-json/wc/v3", 100, 1)]
    [TestCase("", 4, 3)]
    public async Task Every_order_that_is_not_in_the_trash_lands_with_its_refunds(string path, int size, int pages)
    {
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { PageSize = size }, path);
        var snapshot = await extraction.RunAsync(Entity.Carts);
        Assert.That(await extraction.ElementsAsync(snapshot, Entity.Carts), Is.EqualTo(_shop.Truth().Values));
        Assert.That(OrdersAsked().Count(), Is.EqualTo(pages));
        Assert.That(_shop.Asked, Has.All.Contain("_fields="));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain("cs_").And.Not.Contain("guest@example.com"));
    }

    [Test]
    public async Task Products_and_customers_are_read_whole_whatever_the_customers_role()
    {
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { PageSize = 2 });
        var snapshot = await extraction.RunAsync(Entity.Products, Entity.Customers);
        Assert.That(snapshot.Entities.Select(entity => (entity.Elements, entity.Drift.Length)),
            Is.EquivalentTo(new[] { ((long)_shop.Products.Count, 0), ((long)_shop.Customers.Count, 0) }));
        Assert.That(_shop.Asked, Has.Some.Contain("role=all"));
    }

    [TestCase(KeyPlace.Header, false, true)]
    [TestCase(KeyPlace.Header, true, false)]
    [TestCase(KeyPlace.Query, true, true)]
    public async Task A_host_that_takes_the_header_away_is_shown_the_key_in_the_address(KeyPlace place, bool takes, bool works)
    {
        _shop.Quirks = new Quirks { WithoutAuthorization = takes };
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { KeyIn = place });
        Assert.That(_shop.Asked.Any(asked => asked.Contains(WooCommerceDouble.Secret, StringComparison.Ordinal)), Is.False);
        if (works)
        {
            await extraction.RunAsync(Entity.Carts);
            return;
        }
        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceRefused, transient: false);
        Assert.That(error.Message, Does.Contain("Key and Secret").And.Not.Contain(WooCommerceDouble.Key));
    }

    [TestCase(403, "text/html", "<html>PLANTED</html>", ErrorCode.SourceRefused, 1)]
    [TestCase(200, "text/html", "<html>PLANTED</html>", ErrorCode.UnexpectedPayload, 1)]
    [TestCase(200, "application/json", "{\"code\":\"PLANTED\"}", ErrorCode.UnexpectedPayload, 1)]
    [TestCase(404, "text/html", "<html>PLANTED</html>", ErrorCode.SourceError, 1)]
    [TestCase(429, "application/json", "{}", ErrorCode.SourceError, 5)]
    [TestCase(503, "text/html", "<html>PLANTED</html>", ErrorCode.SourceError, 5)]
    public async Task A_host_that_answers_something_else_is_an_error_in_words(
        int status, string type, string body, ErrorCode expected, int attempts)
    {
        await using var extraction =
            (await ScriptedShop.OnAsync("/wp-json/wc/v3/orders", ScriptedShop.Body(status, type, body)))
            .Extract(store: WooCommerceDouble.Store);
        var error = await extraction.FailsAsync(Entity.Carts, expected);
        Assert.That(error.Message, Does.Not.Contain("PLANTED"));
        Assert.That(extraction.Shop.Requests.Count(asked => asked.StartsWith("/wp-json/wc/v3/orders", StringComparison.Ordinal)),
            Is.EqualTo(attempts));
    }

    [Test]
    public async Task A_shop_without_totals_is_refused_since_nobody_could_tell_whether_all_came()
    {
        _shop.Quirks = new Quirks { WithoutTotals = true };
        await using var extraction = await ExtractAsync();
        var error = await extraction.FailsAsync(Entity.Customers, ErrorCode.UnexpectedPayload);
        Assert.That(error.Message, Does.Contain("X-WP-Total"));
    }

    [Test]
    public async Task Rows_that_the_shop_cannot_read_itself_are_passed_over()
    {
        _shop.Quirks = new Quirks { UnreadableRows = 5 };
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { PageSize = 4 });
        var snapshot = await extraction.RunAsync(Entity.Carts, Entity.Products);
        Assert.That(snapshot.Entities.Select(entity => entity.Elements).Order(), Is.EqualTo(new[]
        {
            _shop.Products.Count(product => (long)product["id"]! % 5 != 0), _shop.Truth().Keys.LongCount(id => id % 5 != 0),
        }.Select(count => (long)count).Order()));
    }

    [Test]
    public async Task A_page_under_which_the_shop_breaks_down_is_asked_for_in_halves()
    {
        _shop.Quirks = new Quirks { MostRows = 4 };
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { PageSize = 16 });

        var page = await extraction.Source.Changes!.CreatedAsync(null, null, 0, 16, whole: true, CancellationToken.None);

        Assert.That(page.Rows.Select(row => row.Id.Key).Order(), Is.EqualTo(_shop.Truth().Keys));
        Assert.That((page.Total, page.ShopTime), Is.EqualTo((11L, _now.UtcDateTime)));
        Assert.That(extraction.Notices.Select(notice => notice.Reason), Is.EqualTo(new[] { "status_503", "status_503" }));
        // Of the eleven three are on the last half, which works; the first one does not.
        Assert.That(
            OrdersAsked().Where(asked => asked.Contains("line_items", StringComparison.Ordinal))
                .Select(asked => asked[(asked.IndexOf("&offset", StringComparison.Ordinal) + 1)..]),
            Is.EqualTo(new[]
            {
                "offset=0&per_page=16", "offset=8&per_page=8", "offset=0&per_page=8", "offset=4&per_page=4", "offset=0&per_page=4",
            }));
    }

    [Test]
    public async Task Days_are_asked_for_by_when_orders_were_made_and_a_filter_that_is_ignored_is_noticed()
    {
        foreach (var (id, made) in new[] { (20, "2026-11-21T23:59:59"), (21, "2026-11-22T00:00:00"), (27, "2026-11-23T00:00:00") })
            _shop.Order(id)["date_created_gmt"] = made;
        await using var extraction = await ExtractAsync();
        var window = new Ask(Entity.Carts, new ExtractWindow(new DateOnly(2026, 11, 22), new DateOnly(2026, 11, 23)));

        Assert.That((await extraction.LandAsync(window)).Single(), Does.StartWith("{\"id\":21,"));

        _shop.Quirks = new Quirks { IgnoresFilters = true };
        var error = await Failures.OfAsync(() => extraction.LandAsync(window));
        Assert.That((error.Code, error.Message.Contains("ignores the filter", StringComparison.Ordinal)),
            Is.EqualTo((ErrorCode.UnexpectedPayload, true)));
        Assert.That(
            (await Failures.OfAsync(() => extraction.Source.Changes!.FetchAsync(["21"], CancellationToken.None))).Code,
            Is.EqualTo(ErrorCode.UnexpectedPayload));
    }

    [Test]
    public async Task Check_shows_figures_to_compare_with_the_shops_own_report()
    {
        _shop.Documents["/wp-json/wc/v3/settings/general/woocommerce_currency"] = """{"value":"EUR"}""";
        _shop.Documents["/wp-json/"] = """{"timezone_string":"Europe/Berlin"}""";
        _shop.Documents["/wp-json/wc/v3/reports/orders/totals"] =
            """[{"slug":"completed","total":2},{"slug":"shipped","total":3},{"slug":"picked","total":1},{"slug":"lost","total":0}]""";
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { SaleStatuses = ["wc-picked"] });

        var said = await extraction.CheckAsync();

        Assert.That(said.Take(3).Select(finding => $"{finding.Well} {finding.Says}"), Is.EqualTo(new[]
        {
            $"True WooCommerce at {extraction.Store.BaseUrl} knows the Key, which may read. It sells in EUR. Its time zone is "
                + "Europe/Berlin. Orders with statuses of plugins are no sales: shipped (3). Name those that are in Stores:N:SaleStatuses",
            $"True 11 carts, of which 10 are placed orders, {_shop.Customers.Count} customers, {_shop.Products.Count} products",
            "True first order 2026-11-24 06:57, last order 2026-11-24 06:57 (Europe/Berlin)",
        }));
    }

    [Test]
    public async Task Check_counts_a_refund_that_did_not_move_its_order()
    {
        var (old, late) = (_shop.Sell(10, created: new DateTime(2026, 2, 1)), _shop.Sell(20, created: new DateTime(2026, 2, 26)));
        (old["date_modified_gmt"], late["date_modified_gmt"]) = ("2026-02-01T00:00:00", "2026-02-26T00:00:00");
        _shop.Quirks = new Quirks { SilentRefunds = true };
        foreach (var order in (System.Text.Json.Nodes.JsonObject[])[old, late])
            _shop.Refund(order, 5)["date_created_gmt"] = "2026-02-27T10:00:00";
        _shop.Orders.RemoveAll(order => order != old && order != late);
        await using var extraction = await ExtractAsync();

        var said = await extraction.CheckAsync();

        // 40 were sold, and 5 paid back of each.
        Assert.That(said[^1].Says, Is.EqualTo("net sales of the last seven days (2026-02-23 to 2026-03-01): 30.00 EUR, 1 order placed"));
    }

    [Test]
    public async Task Check_says_what_differs_and_does_without_what_the_key_may_not_see()
    {
        _shop.Quirks = new Quirks { NoRefundList = true };
        await using var extraction = await ExtractAsync(WooCommerceDouble.Store with { Currency = "CHF" });
        var said = await extraction.CheckAsync();
        Assert.That(said[0].Says, Does.Contain("It sells in ").And.Contain("set Stores:N:Currency").And.Contain("no list of refunds")
            .And.Not.Contain("time zone").And.Not.Contain("plugins"));
    }

    [TestCase("shipped", true, false)]
    [TestCase("shipped", true, true)]
    public void A_status_of_a_plugin_is_a_sale_only_where_the_settings_say_so(string status, bool paid, bool said)
    {
        using var extraction = new ExtractBundle(
            "http://127.0.0.1:1", store: WooCommerceDouble.Store with { SaleStatuses = said ? [$"wc-{status}"] : [] });
        var order = _shop.Order(27);
        (order["status"], order["date_paid_gmt"]) = (status, paid ? "2026-11-24T05:57:13" : null);
        var cart = extraction.Source.MapCart(System.Text.Encoding.UTF8.GetBytes(_shop.Truth()[27]), RecordedShop.Context).Record!;
        Assert.That(cart.Order!.PlacedAt is not null, Is.EqualTo(said));
        Assert.That(extraction.Source.Choices, said ? Is.Not.Empty : Is.Empty);
    }

    private IEnumerable<string> OrdersAsked() =>
        _shop.Asked.Where(asked => asked.StartsWith("/wp-json/wc/v3/orders?", StringComparison.Ordinal));

    private async Task<ExtractBundle> ExtractAsync(StoreOptions? store = null, string path = "")
    {
        var server = await ScriptedShop.StartAsync();
        server.Otherwise = _shop.AnswerAsync;
        return server.Extract(store: store ?? WooCommerceDouble.Store, path: path);
    }
}
