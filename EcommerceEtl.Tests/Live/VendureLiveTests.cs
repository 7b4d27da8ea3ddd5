using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Live;

/// <summary>The kind Vendure against the vendor's own server, which <c>scripts/live-shops.sh vendure</c> sets up with an empty
/// database.</summary>
[Explicit("needs a shop: scripts/live-shops.sh vendure"), Category("live")]
public sealed class VendureLiveTests
{
    /// <summary>What holds of a cart whoever loaded it, and whenever.</summary>
    private static readonly string[] _facts =
    [
        "SELECT cart_id, user_id, placed_at, day, content_hash FROM carts ORDER BY 1",
        "SELECT cart_id, number, state, shop_status, placed_at, day, city, cancelled_at, stated_total, difference FROM orders ORDER BY 1",
        "SELECT cart_id, sale_no, day, at, action, cause, item, line_no, product_id, quantity, gross, discount, tax FROM order_sales "
            + "ORDER BY 1, 2",
        "SELECT day, sessions, carted, orders, abandoned, units, gross, discounts, returns, shipping, tax, other FROM daily_totals "
            + "ORDER BY 1",
    ];

    [Test]
    public async Task After_every_edit_the_warehouse_is_what_a_fresh_one_would_be()
    {
        using var shop = await VendureShop.SetUpAsync(
            Environment.GetEnvironmentVariable("ECOMMERCE_ETL_VENDURE") ?? throw new InconclusiveException("no shop"));
        await using var kept = Pipeline(shop);
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
        await EqualAsync("as it was set up");
        await kept.GivesAsync("SELECT count(*) FROM orders WHERE placed_at IS NOT NULL", ["12"]);

        var paid = new Dictionary<string, decimal>();
        foreach (var (name, edit) in Edits())
        {
            await edit();
            await EqualAsync(name);
            foreach (var (order, beyond) in paid)
            {
                var left = (await shop.OrderAsync(order)).GetProperty("totalWithTax").GetInt64() / 100m - beyond;
                await kept.GivesAsync(
                    $"SELECT sum(gross - discount + tax)::numeric(19,2) FROM order_sales WHERE cart_id = {order}",
                    [left.ToString("0.00", CultureInfo.InvariantCulture)], name);
            }
        }
        await kept.GivesAsync("SELECT count(*) FROM orders WHERE abs(difference) > 0.01", ["0"]);

        async Task EqualAsync(string after)
        {
            kept.Clock.Now = TimeProvider.System.GetUtcNow();
            await kept.SucceedAsync();
            await kept.Database.HoldsAsync();
            await using var fresh = Pipeline(shop);
            await fresh.SucceedAsync();
            foreach (var fact in _facts)
                Assert.That(await kept.RowsAsync(fact), Is.EqualTo(await fresh.RowsAsync(fact)), after);
            await kept.GivesAsync("SELECT cart_id, difference FROM orders WHERE abs(difference) > 0.01", [], after);
        }

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

    private static PipelineBundle Pipeline(VendureShop shop)
    {
        var pipeline = new PipelineBundle();
        pipeline.Store = new StoreOptions
        {
            Name = "live",
            Kind = "Vendure",
            BaseUrl = shop.Url,
            Currency = "EUR",
            TimeZone = "Europe/Berlin",
            Token = shop.Key,
            PageSize = 5,
        };
        pipeline.Clock.Now = TimeProvider.System.GetUtcNow();
        return pipeline;
    }
}
