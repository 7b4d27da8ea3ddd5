namespace EcommerceEtl.Tests.Live;

/// <summary>The kind Vendure against the vendor's own server, which <c>scripts/live-shops.sh vendure</c> sets up with an empty
/// database.</summary>
[Explicit("needs a shop: scripts/live-shops.sh vendure"), Category("live")]
public sealed class VendureLiveTests
{
    private static VendureShop _shop = null!;

    [OneTimeSetUp]
    public static async Task SetUpAsync() => _shop = await VendureShop.SetUpAsync(
        Environment.GetEnvironmentVariable("ECOMMERCE_ETL_VENDURE") ?? throw new InconclusiveException("no shop"));

    [OneTimeTearDown]
    public static void Release() => _shop.Dispose();

    /// <summary>One test, since the second half makes the shop too large for the first.</summary>
    [Test]
    public async Task After_every_edit_and_every_kill_the_warehouse_is_what_a_fresh_one_would_be()
    {
        await EditsAsync();
        await KillsAsync();
    }

    private static async Task EditsAsync()
    {
        var shop = _shop;
        await using var store = new LiveStore("Vendure", shop.Url, shop.Key);
        var kept = store.Pipeline;
        var orders = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            orders.Add(await shop.CartAsync(
                [(i % 7, 1 + i % 3), ((i + 3) % 7, 2)], i % 3 == 0 ? null : $"c{i % 2 + 1}@example.com", i % 4 == 1 ? "TEN" : null));
            if (i % 6 != 5)
                await shop.SettleAsync(orders[i]);
        }
        await shop.CartAsync([(2, 3)], order: false);
        await shop.CartAsync([(1, 1)], "c1@example.com", order: false);
        await store.FollowsAsync("as it was set up");
        await kept.GivesAsync("SELECT count(*) FROM orders WHERE placed_at IS NOT NULL", ["12"]);

        var paid = new Dictionary<string, decimal>();
        foreach (var (name, edit) in Edits())
        {
            await edit();
            await store.FollowsAsync(name);
            foreach (var (order, beyond) in paid)
            {
                var left = (await shop.OrderAsync(order)).GetProperty("totalWithTax").GetInt64() / 100m - beyond;
                await kept.GivesAsync(
                    $"SELECT sum(gross - discount + tax)::numeric(19,2) FROM order_sales WHERE cart_id = {order}",
                    [left.ToString("0.00", CultureInfo.InvariantCulture)], name);
            }
        }
        var draw = new VendureEdits(shop, seed: 2911);
        for (var edit = 0; edit < LiveStore.DrawnEdits; edit++)
            await store.FollowsAsync($"edit {edit}: {await draw.NextAsync()}");
        await kept.GivesAsync("SELECT count(*) FROM orders WHERE abs(difference) > 0.01", ["0"]);

        // What the shop has forgotten is known to the one that saw it: without its memory these orders alone differ.
        await using var forgetful = store.Empty();
        await forgetful.Pipeline.SucceedAsync();
        var differing = (await kept.RowsAsync(LiveStore.Facts[0]))
            .Except(await forgetful.Pipeline.RowsAsync(LiveStore.Facts[0])).Select(row => row.Split('|')[0]);
        string[] cancelled = [orders[1], orders[3], orders[4], orders[5], orders[9], .. draw.Cancelled];
        Assert.That(differing, Is.SubsetOf(cancelled).And.Contain(orders[9]));

        IEnumerable<(string, Func<Task>)> Edits()
        {
            yield return ("a new order", async () => orders.Add(await shop.CartAsync([(4, 5)], "c2@example.com", "TEN")));
            yield return ("a refund", () => PayBackAsync(orders[0], 1500, 15.00m));
            yield return ("a refund that is not settled", () => shop.RefundAsync(orders[2], 700, settle: false));
            yield return ("another refund of the same order", () => PayBackAsync(orders[0], 250, 17.50m));
            yield return ("a cancelled order, paid back before", async () =>
            {
                await shop.RefundAsync(orders[3], (int)(await shop.OrderAsync(orders[3])).GetProperty("totalWithTax").GetInt64());
                await shop.CancelAsync(orders[3], shipping: true);
                paid[orders[3]] = 0;
            }
            );
            yield return ("a cancelled order that was never paid, its shipping not", () => shop.CancelAsync(orders[5], shipping: false));
            yield return ("units of a line, cancelled", () => shop.CancelAsync(orders[4], shipping: false, (1, 1)));
            yield return ("these paid back", async () =>
            {
                await shop.RefundAsync(orders[4], 1000);
                paid[orders[4]] = 0;
            }
            );
            yield return ("units of a line with a coupon, cancelled", () => shop.CancelAsync(orders[1], shipping: false, (1, 1)));
            yield return ("a whole order with a coupon, cancelled", () => shop.CancelAsync(orders[9], shipping: true));
            yield return ("more units of a line", async () => await shop.ModifyAsync(orders[6], new()
            {
                ["adjustOrderLines"] = new[] { new { orderLineId = await shop.LineOfAsync(orders[6], 0), quantity = 4 } },
            }));
            yield return ("a product added", () => shop.ModifyAsync(orders[7], new()
            {
                ["addItems"] = new[] { new { productVariantId = shop.Variants[6], quantity = 2 } },
            }));
            yield return ("more of a product that is there", () => shop.ModifyAsync(orders[8], new()
            {
                ["addItems"] = new[] { new { productVariantId = shop.Variants[1], quantity = 3 } },
            }));
            yield return ("fewer units of a line", async () =>
            {
                await shop.ModifyAsync(orders[10], new()
                {
                    ["adjustOrderLines"] = new[] { new { orderLineId = await shop.LineOfAsync(orders[10], 1), quantity = 1 } },
                    ["refunds"] = new[] { new { paymentId = await shop.PaymentOfAsync(orders[10]), amount = 4879, reason = "less" } },
                });
                paid[orders[10]] = 0;
            }
            );
            yield return ("a surcharge", () => shop.ModifyAsync(orders[11], new()
            {
                ["surcharges"] = new[] { new { description = "gift wrap", price = 300, priceIncludesTax = false, taxRate = 19 } },
            }));
            yield return ("a coupon put on a placed order", async () => await shop.ModifyAsync(orders[7], new()
            {
                ["couponCodes"] = new[] { "TEN" },
                ["refunds"] = new[] { new { paymentId = await shop.PaymentOfAsync(orders[7]), amount = 900, reason = "coupon" } },
            }));
            yield return ("a new customer", () => shop.CustomerAsync("c3@example.com"));
            yield return ("an order of that customer", async () => orders.Add(await shop.CartAsync([(0, 1)], "c3@example.com")));
            yield return ("another price", () => shop.AdminAsync(
                "mutation($i:[UpdateProductVariantInput!]!){updateProductVariants(input:$i){__typename}}",
                new { i = new[] { new { id = shop.Variants[2], price = 3333 } } }));
            yield return ("a product deleted that was sold", () => shop.AdminAsync(
                "mutation($i:ID!){deleteProduct(id:$i){result}}", new { i = shop.Products[3] }));
            yield return ("a draft", () => shop.AdminAsync("mutation{createDraftOrder{__typename id}}"));
        }

        async Task PayBackAsync(string order, int cents, decimal sum)
        {
            await shop.RefundAsync(order, cents);
            paid[order] = sum;
        }
    }

    private static async Task KillsAsync()
    {
        var shop = _shop;
        for (var i = 0; i < 5; i++)
            // The product between these was deleted.
            await shop.SettleAsync(await shop.CartAsync([(i % 3, 1 + i % 3), (4 + i % 3, 2)], coupon: i % 4 == 1 ? "TEN" : null));
        await VendureCopies.MakeAsync(TestProgram.Number("ECOMMERCE_ETL_LIVE_ORDERS", 1_000));
        await using var killed = new LiveStore("Vendure", shop.Url, shop.Key, pageSize: 50);

        await killed.SurvivesKillsAsync(new VendureEdits(shop, seed: 2912).NextAsync);
    }
}
