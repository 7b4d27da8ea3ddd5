using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources.Vendure;

/// <summary>How a Vendure is asked, and what becomes of its answers.</summary>
public sealed class VendureSourceTests
{
    private readonly VendureDouble _vendure = new();

    [TestCase("")]
    [TestCase("/admin-api")]
    [TestCase("/shop/admin-api")]
    public async Task The_admin_api_below_the_address_is_asked_with_the_key_page_by_page(string path)
    {
        _vendure.With("orders", [.. Enumerable.Range(1, 5).Select(id => SampleOrder.Text(order => order["id"] = $"{id}"))]);
        await using var extraction = await ExtractAsync(path);

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(5));
        Assert.That(extraction.Shop.Requests, Is.All.EqualTo(path.Length == 0 ? "/admin-api" : path));
        // Each page but the first begins with the last element of the one before.
        Assert.That(
            _vendure.Asked.Select(asked => (asked.GetProperty("skip").GetInt32(), asked.GetProperty("take").GetInt32())),
            Is.EqualTo(new[] { (0, 2), (1, 3), (3, 3) }));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain(VendureDouble.Key));
    }

    [Test]
    public async Task A_key_that_is_unknown_or_lacks_a_right_is_refused_with_the_rights_it_needs()
    {
        await using var extraction = await ExtractAsync(token: "wrong");
        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceRefused, transient: false);
        Assert.That(error.Message, Does.Contain("FORBIDDEN at orders").And.Contain("ReadOrder, ReadCustomer and ReadCatalog")
            .And.Not.Contain("PLANTED").And.Not.Contain("wrong"));
    }

    [TestCase("GRAPHQL_VALIDATION_FAILED", 400, ErrorCode.UnexpectedPayload, 1)]
    [TestCase("BAD_USER_INPUT", 200, ErrorCode.UnexpectedPayload, 1)]
    [TestCase("INTERNAL_SERVER_ERROR", 200, ErrorCode.SourceError, 1)]
    [TestCase("lower case PLANTED", 200, ErrorCode.SourceError, 1)]
    [TestCase("THROTTLED", 200, ErrorCode.SourceError, 5)]
    public async Task An_error_in_an_answer_is_an_error(string code, int status, ErrorCode expected, int attempts)
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/admin-api", ScriptedShop.Body(status, "application/json", VendureDouble.Error(code, "PLANTED")))).Extract(store: Store());
        var error = await extraction.FailsAsync(Entity.Carts, expected);
        Assert.That(error.Message, Does.Not.Contain("PLANTED"));
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(attempts));
    }

    [TestCase("""{"data":{"activeChannel":{"code":"c"}}}""")]
    [TestCase("""{"data":null}""")]
    [TestCase("""[]""")]
    public async Task An_answer_of_another_shape_is_refused(string body)
    {
        await using var extraction = (await ScriptedShop.OnAsync("/admin-api", ScriptedShop.Json(body))).Extract(store: Store());
        await extraction.FailsAsync(Entity.Products, ErrorCode.UnexpectedPayload);
    }

    [Test]
    public async Task A_store_in_a_currency_that_the_shop_does_not_sell_in_is_refused()
    {
        _vendure.Currency = "EUR";
        await using var extraction = await ExtractAsync();
        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.StoreChanged);
        Assert.That(error.Message, Does.Contain("sells in EUR, JPY").And.Contain("Set Stores:N:Currency to EUR"));
    }

    [Test]
    public async Task Days_are_asked_for_by_when_carts_were_made_and_a_filter_that_is_ignored_is_noticed()
    {
        _vendure.With("orders", [.. new[] { "2026-01-08T23:59:59.500Z", "2026-01-09T00:00:00.000Z", "2026-01-10T00:00:00.000Z" }
            .Select((made, i) => SampleOrder.Text(order => (order["id"], order["createdAt"]) = ($"{i + 1}", made)))]);
        await using var extraction = await ExtractAsync();
        var window = new Ask(Entity.Carts, new ExtractWindow(new DateOnly(2026, 1, 9), new DateOnly(2026, 1, 10)));

        Assert.That((await extraction.LandAsync(window)).Single(), Does.StartWith("{\"id\":\"2\","));

        _vendure.IgnoresFilters = true;
        var error = await Failures.OfAsync(() => extraction.LandAsync(window));
        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(error.Message, Does.Contain("ignores the filter"));
    }

    [Test]
    public async Task A_page_of_orders_under_which_the_shop_breaks_down_is_asked_for_in_halves()
    {
        _vendure.MostRows = 4;
        _vendure.With("orders", [.. Enumerable.Range(1, 11).Select(id => SampleOrder.Text(order => order["id"] = $"{id}"))]);
        await using var extraction = await ExtractAsync(size: 16);

        var page = await extraction.Source.Changes!.CreatedAsync(null, null, 0, 16, whole: true, CancellationToken.None);

        Assert.That(page.Rows.Select(row => row.Id.Key), Is.EqualTo(Enumerable.Range(1, 11)));
        Assert.That(page.Total, Is.EqualTo(11));
        Assert.That(extraction.Notices.Select(notice => notice.Reason), Is.EqualTo(new[] { "status_504", "status_504" }));
        Assert.That(
            _vendure.Asked.Select(asked => (asked.GetProperty("skip").GetInt32(), asked.GetProperty("take").GetInt32())),
            Is.EqualTo(new[] { (0, 16), (8, 8), (12, 4), (8, 4), (4, 4), (0, 4) }));
    }

    [Test]
    public async Task Check_shows_figures_to_compare_with_the_shops_own_report()
    {
        _vendure.With("orders", SampleOrder.Text(order => order["orderPlacedAt"] = "2026-02-27T12:00:00Z"), SampleOrder.Text(order =>
        {
            (order["id"], order["orderPlacedAt"]) = ("2", null);
        })).With("customers", """{"id":"7","addresses":[]}""");
        await using var extraction = await ExtractAsync();

        var said = await extraction.CheckAsync();

        Assert.That(said.Select(finding => $"{finding.Well} {finding.Says}"), Is.EqualTo(new[]
        {
            $"True Vendure at {extraction.Store.BaseUrl} knows the Token, which has the rights that are needed. "
                + "Channel __default_channel__, which sells in USD, JPY; amounts have 2 decimals. The API states no version of its own, "
                + "and answers as that of Vendure 3",
            "True 2 carts, of which 1 are placed orders, 1 customers, 0 products",
            "True first order 2026-02-27 12:00, last order 2026-02-27 12:00 (UTC)",
            "True net sales of the last seven days (2026-02-23 to 2026-03-01): 42.85 USD, 1 order placed",
        }));
    }

    private static StoreOptions Store(string token = VendureDouble.Key) => new() { Kind = "Vendure", Token = token };

    private async Task<ExtractBundle> ExtractAsync(string path = "", string token = VendureDouble.Key, int size = 2) =>
        (await ScriptedShop.OnAsync(path.Length == 0 ? "/admin-api" : path, _vendure.AnswerAsync)).Extract(
            store: Store(token) with { PageSize = size }, path: path);
}
