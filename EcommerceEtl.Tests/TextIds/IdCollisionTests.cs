using EcommerceEtl.Tests.Domain.Catalog;

namespace EcommerceEtl.Tests.TextIds;

/// <summary>Two texts with one key end the run, which names both and changes nothing.</summary>
public sealed class IdCollisionTests : IAsyncDisposable
{
    private const string First = CollidingTexts.First, Second = CollidingTexts.Second;
    private readonly PipelineBundle _test = TextShopData.StartPipeline();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase(First, Second)]
    [TestCase(Second, First)]
    [Fault("bad record: text ids that collide")]
    public async Task Two_carts_with_one_key(string first, string second)
    {
        _test.Shop.Carts = [Order(first), Order("order_3"), Order(second)];

        await CollidesAsync("carts");

        _test.Shop.Carts.RemoveAt(0);
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT source_id FROM carts ORDER BY 1", [second, "order_3"]);
    }

    [Test]
    public async Task Two_customers_with_one_key()
    {
        _test.Shop.Users = [TextShopData.Customer(First, "Oslo"), TextShopData.Customer(Second, "Bergen")];

        await CollidesAsync("customers");
    }

    [TestCase(20)]
    [TestCase(-1, Description = "The second is bad in itself.")]
    public async Task Two_products_with_one_key(decimal price)
    {
        _test.Shop.Products = [TextShopData.Product(First, 10), TextShopData.Product("prod_1", 1), TextShopData.Product(Second, price)];

        await CollidesAsync("products");
    }

    [Test]
    public async Task A_product_with_the_key_of_one_that_is_remembered()
    {
        _test.Shop.Products = [TextShopData.Product(First, 10), TextShopData.Product("prod_1", 1)];
        await _test.SucceedAsync();
        _test.Shop.Products[0] = TextShopData.Product(Second, 20);

        await CollidesAsync("products");

        await _test.GivesAsync($"SELECT source_id, price::float8, removed_at FROM products WHERE product_id = {CollidingTexts.Key}",
            [$"{First}|10|-"]);
    }

    [Test]
    public async Task A_cart_that_names_a_product_with_the_key_of_another()
    {
        _test.Shop.Products.Add(TextShopData.Product(First, 10));
        _test.Shop.Carts = [TextShopData.Order("order_1", null, First), TextShopData.Order("order_2", null, Second)];

        await CollidesAsync("products");
    }

    [Test]
    public async Task The_two_may_lie_in_different_batches_of_a_large_snapshot()
    {
        _test.Shop.Carts = [Order(First), .. Enumerable.Range(0, 50_000).Select(i => Order($"order_{i}")), Order(Second)];

        await CollidesAsync("carts");
    }

    private static System.Text.Json.Nodes.JsonObject Order(string id) => new System.Text.Json.Nodes.JsonObject
    {
        ["id"] = id,
        ["created_at"] = "2026-02-10",
        ["items"] = new System.Text.Json.Nodes.JsonArray(),
    };

    private async Task CollidesAsync(string entity)
    {
        var carts = await _test.RowsAsync("SELECT count(*) FROM carts");

        var run = await _test.RunAsync();

        Assert.That(run.Error?.Code, Is.EqualTo(ErrorCode.IdCollision));
        Assert.That(run.Error?.Message, Does.Contain(First).And.Contain(Second).And.Contain(entity).And.Contain($"{CollidingTexts.Key}"));
        Assert.That(await _test.RowsAsync("SELECT count(*) FROM carts"), Is.EqualTo(carts));
        await _test.GivesAsync("SELECT error_code FROM etl_runs ORDER BY run_id DESC LIMIT 1", ["id_collision"]);
        await _test.GivesAsync("SELECT count(*) FROM quarantine", ["0"]);
    }
}
