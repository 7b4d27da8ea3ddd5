using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A detail that cannot be used costs no record and no money: it is left out, and its name is noted like a field that changed at
/// the shop.</summary>
public sealed class BadDetailTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("bad detail")]
    public async Task A_product_without_usable_details_keeps_its_title_and_its_price_counts()
    {
        await _test.SucceedAsync();
        var product = ShopDouble.ById(_test.Shop.Products, 2);
        (product["title"], product["category"], product["rating"], product["price"]) = (5, null, new JsonArray(), 30);

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Products].Updated, run[Entity.Products].Rejected), Is.EqualTo((1L, 0L)));
        await _test.GivesAsync("SELECT title, category, price::float8, rating, rating_count FROM products WHERE product_id = 2",
            ["Mens Casual Premium Slim Fit T-Shirts|unknown|30|-|-"]);
        await _test.GivesAsync("SELECT entity FROM quarantine", []);
        await NotedAsync(run, "products", "!category, !rating, !title");
        await QuietAsync();
    }

    [Test]
    [Fault("bad detail")]
    public async Task A_product_that_never_had_a_title_is_called_by_its_id_until_it_has_one()
    {
        _test.Shop.Products.Add(new JsonObject { ["id"] = 99L, ["price"] = 5 });

        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT title, category FROM products WHERE product_id = 99", ["product 99|unknown"]);

        ShopDouble.ById(_test.Shop.Products, 99)["title"] = "Lamp";
        await _test.SucceedAsync();
        ShopDouble.ById(_test.Shop.Products, 99)["title"] = "  ";
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT title FROM products WHERE product_id = 99", ["Lamp"]);
    }

    [Test]
    [Fault("bad detail")]
    public async Task A_customer_whose_address_is_useless_has_no_city()
    {
        await _test.SucceedAsync();
        foreach (var (id, address) in new (
            long, JsonNode)[] { (1, new JsonArray()), (2, "Main Street 5"), (3, new JsonObject { ["city"] = 5 }) })
            ShopDouble.ById(_test.Shop.Users, id)["address"] = address;

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Customers].Updated, run[Entity.Customers].Rejected, run[Entity.Customers].Live), Is.EqualTo((3L, 0L, 10L)));
        await _test.GivesAsync("SELECT user_id FROM customers WHERE city = '' ORDER BY 1", ["1", "2", "3"]);
        await NotedAsync(run, "customers", "!address, !address.city");
        await QuietAsync();
    }

    [Test]
    [Fault("bad detail")]
    public async Task A_cart_whose_user_cannot_be_read_is_a_guests_and_counts_in_full()
    {
        await _test.SucceedAsync();
        var money = await _test.RowsAsync("SELECT lines, gross_value, revenue, day FROM carts WHERE cart_id = 3");
        ShopDouble.ById(_test.Shop.Carts, 3)["userId"] = "jo@example.com";

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Carts].Updated, run[Entity.Carts].Rejected), Is.EqualTo((1L, 0L)));
        await _test.GivesAsync("SELECT user_id FROM carts WHERE cart_id = 3", ["-"]);
        Assert.That(await _test.RowsAsync("SELECT lines, gross_value, revenue, day FROM carts WHERE cart_id = 3"), Is.EqualTo(money));
        await NotedAsync(run, "carts", "!userId");
        await QuietAsync();
    }

    [Test]
    [Fault("bad detail")]
    [Fault("vanished field")]
    public async Task A_detail_that_vanishes_everywhere_is_said_once_and_as_vanished()
    {
        await _test.SucceedAsync();
        var titles = await _test.RowsAsync("SELECT title FROM products ORDER BY product_id");
        foreach (var product in _test.Shop.Products)
        {
            product!.AsObject().Remove("title");
            product["rating"]!.AsObject().Remove("count");
        }

        var run = await _test.SucceedAsync();

        await NotedAsync(run, "products", "-rating.count, -title");
        Assert.That(await _test.RowsAsync("SELECT title FROM products ORDER BY product_id"), Is.EqualTo(titles));
        await _test.GivesAsync("SELECT count(rating), count(rating_count) FROM products", ["20|0"]);
    }

    [Test]
    public async Task Details_of_all_records_may_be_bad_and_no_run_fails_for_it()
    {
        foreach (var product in _test.Shop.Products)
            product!["rating"] = "10/10";
        foreach (var user in _test.Shop.Users)
            user!["address"] = new JsonArray();

        var run = await _test.SucceedAsync();

        Assert.That(run.Entities.Select(entity => (entity.Inserted, entity.Rejected)),
            Is.EqualTo(new[] { (20L, 0L), (10L, 0L), (7L, 0L) }));
        Assert.That(run.Entities.Select(entity => string.Join(", ", entity.Drift)),
            Is.EqualTo(new[] { "!rating, -rating.count, -rating.rate", "!address, -address.city", "" }));
    }

    /// <summary>The names stand in the ledger's row of that run and entity alone, and in one line of the log.</summary>
    private async Task NotedAsync(RunSummary run, string entity, string names)
    {
        await _test.GivesAsync("SELECT run_id, entity, drift FROM run_log WHERE drift <> ''", [$"{run.RunId}|{entity}|{names}"]);
        Assert.That(
            _test.Log.Lines.Where(line => line.Text.Contains("changed at the shop", StringComparison.Ordinal)).Select(line => line.Text),
            Is.EqualTo(new[] { $"Store fakestore: run {run.RunId}: fields of {entity} changed at the shop: {names}" }));
    }

    /// <summary>Two more runs, of which the second loads, note nothing.</summary>
    private async Task QuietAsync()
    {
        await _test.SucceedAsync();
        _test.Shop.AddCart(8, "2020-03-02T00:00:00Z", (1, 1));
        Assert.That((await _test.SucceedAsync()).Entities.SelectMany(entity => entity.Drift), Is.Empty);
    }
}
