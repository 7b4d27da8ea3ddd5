using EcommerceEtl.Tests.Domain.Catalog;
using EcommerceEtl.Tests.Worker.Faults;
using NUnit.Framework;

namespace EcommerceEtl.Tests.TextIds;

/// <summary>Two texts with one key are never mixed: the first stays, the second is quarantined under its own id.</summary>
public sealed class IdCollisionTests : TextShopTestCase
{
    private const string First = CollidingTexts.First, Second = CollidingTexts.Second;

    [TestCase(First, Second)]
    [TestCase(Second, First)]
    [Fault("bad record: text ids that collide")]
    public async Task Of_two_carts_with_one_key_the_first_stays_and_the_second_is_rejected(string first, string second)
    {
        Shop.Products.Add(TextShopData.Product("prod_1", 10));
        Shop.Carts = [TextShopData.Order(first, null, "prod_1"), TextShopData.Order("order_3", null, "prod_1"),
            TextShopData.Order(second, null, "prod_2")];

        var run = await Pipeline.SucceedAsync();

        Assert.That((run.Entities[2].Inserted, run.Entities[2].Rejected, run.Entities[2].Duplicates), Is.EqualTo((2L, 1L, 0L)));
        Assert.That(
            await RowsAsync($"SELECT c.source_id, l.unit_price::float8 FROM carts c JOIN cart_lines l USING (store_id, cart_id) WHERE "
                + $"cart_id = {CollidingTexts.Key}"),
            Is.EqualTo(new[] { $"{first}|10" }));
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"carts|{second}|id_collision|open" }));

        var again = await Pipeline.SucceedAsync();
        Assert.That((again.Entities[2].Unchanged, again.Entities[2].Removed), Is.EqualTo((2L, 0L)));
    }

    [Test]
    [Fault("bad record: text ids that collide")]
    public async Task Of_two_products_with_one_key_the_first_stays_and_the_second_is_rejected()
    {
        Shop.Products = [TextShopData.Product(First, 10), TextShopData.Product("prod_1", 1), TextShopData.Product(Second, 20)];

        var run = await Pipeline.SucceedAsync();

        Assert.That((run.Entities[0].Inserted, run.Entities[0].Rejected), Is.EqualTo((2L, 1L)));
        Assert.That(
            await RowsAsync($"SELECT source_id, price::float8 FROM products WHERE product_id = {CollidingTexts.Key}"),
            Is.EqualTo(new[] { $"{First}|10" }));
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"products|{Second}|id_collision|open" }));
    }

    [Test]
    public async Task A_product_known_from_before_keeps_its_key_though_the_shop_has_only_the_second()
    {
        Shop.Products = [TextShopData.Product(First, 10), TextShopData.Product("prod_1", 1)];
        await Pipeline.SucceedAsync();
        Shop.Products[0] = TextShopData.Product(Second, 20);

        var run = await Pipeline.SucceedAsync();

        // The second is not the first, which is gone.
        Assert.That((run.Entities[0].Rejected, run.Entities[0].Updated, run.Entities[0].Removed), Is.EqualTo((1L, 0L, 1L)));
        Assert.That(
            await RowsAsync(
                $"SELECT source_id, price::float8, removed_at IS NOT NULL FROM products WHERE product_id = {CollidingTexts.Key}"),
            Is.EqualTo(new[] { $"{First}|10|true" }));
        Assert.That(await RowsAsync($"SELECT count(*) FROM product_prices WHERE product_id = {CollidingTexts.Key}"),
            Is.EqualTo(new[] { "1" }));
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"products|{Second}|id_collision|open" }));
    }

    [TestCase(20)]
    [TestCase(-1, Description = "The second is bad in itself: it is no presence of the first either.")]
    public async Task A_product_known_from_before_keeps_its_key_though_the_second_now_stands_before_it(decimal price)
    {
        Shop.Products = [TextShopData.Product(First, 10), TextShopData.Product("prod_1", 1)];
        await Pipeline.SucceedAsync();
        Shop.Products = [TextShopData.Product(Second, price), TextShopData.Product(First, 11), TextShopData.Product("prod_1", 1),
            TextShopData.Product(First, 12)];

        var run = await Pipeline.SucceedAsync();

        Assert.That(
            (run.Entities[0].Rejected, run.Entities[0].Duplicates, run.Entities[0].Updated, run.Entities[0].Unchanged,
                run.Entities[0].Removed),
            Is.EqualTo((1L, 1L, 1L, 1L, 0L)));
        Assert.That(
            await RowsAsync($"SELECT source_id, price::float8, removed_at FROM products WHERE product_id = {CollidingTexts.Key}"),
            Is.EqualTo(new[] { $"{First}|12|-" }));
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"products|{Second}|id_collision|open" }));

        Shop.Products = [TextShopData.Product(Second, price), TextShopData.Product("prod_1", 1)];
        Assert.That((await Pipeline.SucceedAsync()).Entities[0].Removed, Is.EqualTo(1), "the first is gone");
    }

    [Test]
    public async Task A_cart_that_names_the_second_of_two_products_is_rejected_whether_the_list_has_it_or_not()
    {
        Shop.Products.Add(TextShopData.Product(First, 10));
        Shop.Carts = [TextShopData.Order("order_1", null, First), TextShopData.Order("order_2", null, Second)];

        await Pipeline.SucceedAsync();
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { "carts|order_2|id_collision|open" }));
        Assert.That(await RowsAsync("SELECT source_id, gross_value::float8 FROM carts"), Is.EqualTo(new[] { "order_1|10" }));

        Shop.Products.Add(TextShopData.Product(Second, 20));
        await Pipeline.SucceedAsync();
        Assert.That(await QuarantineAsync(),
            Is.EqualTo(new[] { "carts|order_2|id_collision|open", $"products|{Second}|id_collision|open" }));
    }

    [Test]
    public async Task Of_two_customers_with_one_key_the_first_stays_and_the_carts_of_the_second_are_rejected_with_it()
    {
        Shop.Users = [TextShopData.Customer(First, "Oslo"), TextShopData.Customer(Second, "Bergen")];
        Shop.Carts = [TextShopData.Order("order_1", First, "prod_1"), TextShopData.Order("order_2", Second, "prod_1")];

        var run = await Pipeline.SucceedAsync();

        Assert.That(run.Entities.Select(entity => (entity.Inserted, entity.Rejected)), Is.EqualTo(new[] { (0L, 0L), (1L, 1L), (1L, 1L) }));
        Assert.That(await RowsAsync("SELECT source_id, city FROM customers"), Is.EqualTo(new[] { $"{First}|Oslo" }));
        Assert.That(await RowsAsync("SELECT source_id FROM carts"), Is.EqualTo(new[] { "order_1" }));
        Assert.That(await QuarantineAsync(),
            Is.EqualTo(new[] { "carts|order_2|id_collision|open", $"customers|{Second}|id_collision|open" }));
        Assert.That(await RowsAsync("SELECT DISTINCT user_city FROM events"), Is.EqualTo(new[] { "Oslo" }));
    }

    [TestCase(First, Second)]
    [TestCase(Second, First)]
    public async Task A_cart_of_a_customer_whose_key_the_list_has_for_another_is_rejected(string listed, string unlisted)
    {
        Shop.Users = [TextShopData.Customer(listed, "Oslo"), TextShopData.Customer("cus_2", "Bergen")];
        Shop.Carts =
        [
            TextShopData.Order("order_1", listed, "prod_1"), TextShopData.Order("order_2", unlisted, "prod_1"),
            TextShopData.Order("order_3", "cus_gone", "prod_1"),
        ];

        var run = await Pipeline.SucceedAsync();

        Assert.That((run.Entities[2].Inserted, run.Entities[2].Rejected), Is.EqualTo((2L, 1L)));
        Assert.That(await RowsAsync("SELECT source_id FROM carts ORDER BY 1"), Is.EqualTo(new[] { "order_1", "order_3" }));
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { "carts|order_2|id_collision|open" }));
        Assert.That(await RowsAsync("SELECT DISTINCT cart_id, user_city FROM events ORDER BY 2"), Has.Length.EqualTo(2)
            .And.Some.EndsWith("|Oslo").And.Some.EndsWith("|Unknown"));
    }

    [Test]
    public async Task A_collision_is_no_collision_any_more_when_the_first_leaves_the_shop()
    {
        Shop.Carts = [TextShopData.Order(First, null, "prod_1"), TextShopData.Order(Second, null, "prod_2")];
        await Pipeline.SucceedAsync();
        Shop.Carts.RemoveAt(0);

        await Pipeline.SucceedAsync();

        Assert.That(await RowsAsync("SELECT source_id FROM carts"), Is.EqualTo(new[] { Second }));
        Assert.That(await RowsAsync("SELECT status FROM quarantine"), Is.EqualTo(new[] { "resolved" }));
    }

    [Test]
    public async Task The_two_may_lie_in_different_batches_of_a_large_snapshot()
    {
        Shop.Carts = [Empty(First), .. Enumerable.Range(0, 50_000).Select(i => Empty($"order_{i}")), Empty(Second)];
        await Pipeline.SucceedAsync();

        var again = await Pipeline.SucceedAsync();

        Assert.That((again.Entities[2].Unchanged, again.Entities[2].Rejected, again.Entities[2].Removed), Is.EqualTo((50_001L, 1L, 0L)));

        static System.Text.Json.Nodes.JsonNode Empty(string id) =>
            new System.Text.Json.Nodes.JsonObject
            { ["id"] = id, ["created_at"] = "2026-02-10", ["items"] = new System.Text.Json.Nodes.JsonArray() };
    }

    private Task<string[]> QuarantineAsync() =>
        RowsAsync("SELECT entity, record_key, reason, status FROM quarantine ORDER BY entity, record_key");
}
