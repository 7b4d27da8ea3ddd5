using EcommerceEtl.Tests.Kills;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;

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

    /// <summary>Edits that are drawn, after those that are written down.</summary>
    private static readonly int _drawnEdits = TestProgram.Number("ECOMMERCE_ETL_LIVE_EDITS", 4);

    /// <summary>Runs that are killed while the history is filled, and as many afterwards.</summary>
    private static readonly int _kills = TestProgram.Number("ECOMMERCE_ETL_LIVE_KILLS", 3);

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
        var draw = new VendureEdits(shop, seed: 2911);
        for (var edit = 0; edit < _drawnEdits; edit++)
            await EqualAsync($"edit {edit}: {await draw.NextAsync()}");
        await kept.GivesAsync("SELECT count(*) FROM orders WHERE abs(difference) > 0.01", ["0"]);

        // What the shop has forgotten is known to the one that saw it: without its memory these orders alone differ.
        await using var forgetful = Pipeline(shop);
        await forgetful.SucceedAsync();
        var differing = (await kept.RowsAsync(_facts[0])).Except(await forgetful.RowsAsync(_facts[0])).Select(row => row.Split('|')[0]);
        string[] cancelled = [orders[1], orders[3], orders[4], orders[5], orders[9], .. draw.Cancelled];
        Assert.That(differing, Is.SubsetOf(cancelled).And.Contain(orders[9]));

        async Task EqualAsync(string after)
        {
            kept.Clock.Now = TimeProvider.System.GetUtcNow();
            await kept.SucceedAsync();
            await kept.Database.HoldsAsync();
            await EqualToFullReadAsync(kept, shop, after);
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

    private static async Task KillsAsync()
    {
        var shop = _shop;
        for (var i = 0; i < 5; i++)
            await shop.SettleAsync(await shop.CartAsync([(i, 1 + i % 3), (i + 1, 2)], coupon: i % 4 == 1 ? "TEN" : null));
        await VendureCopies.MakeAsync(TestProgram.Number("ECOMMERCE_ETL_LIVE_ORDERS", 1_000));
        await using var killed = Pipeline(shop, pageSize: 50);
        var draw = new Random(2911);
        int filling = 0, later = 0;

        while (filling < _kills && (await CompleteAsync()) != "all")
            filling += await KillAsync() ? 1 : 0;
        killed.Clock.Now = TimeProvider.System.GetUtcNow();
        for (var run = await killed.SucceedAsync(); run.IsFilling;)
            run = await killed.SucceedAsync(request => request with { Trigger = RunTrigger.Fill });
        await EqualToFullReadAsync(killed, shop, $"{filling} kills while the history was filled");

        var edits = new VendureEdits(shop, seed: 2912);
        for (var edit = 0; later < _kills && edit < 4 * _kills; edit++)
        {
            await edits.NextAsync();
            later += await KillAsync() ? 1 : 0;
        }
        killed.Clock.Now = TimeProvider.System.GetUtcNow();
        await killed.SucceedAsync();
        await killed.Database.HoldsAsync();
        await EqualToFullReadAsync(killed, shop, $"{later} kills while changes were read");
        await TestContext.Out.WriteLineAsync(
            $"{(await killed.RowsAsync("SELECT count(*) FROM orders"))[0]} orders; {filling} runs killed while the history was filled, "
            + $"{later} while changes were read");
        Assert.That((filling, later), Is.EqualTo((_kills, _kills)));

        async Task<string> CompleteAsync() => (await killed.RowsAsync(
            "SELECT CASE WHEN complete_since IS NULL THEN 'all' ELSE 'not all' END FROM source_state WHERE entity = 'carts'"))
            .FirstOrDefault() ?? "nothing";

        // True if the run was killed before it had ended.
        async Task<bool> KillAsync()
        {
            var variables = killed.Variables();
            variables["Stores__0__Kind"] = "Vendure";
            variables["Stores__0__Token"] = shop.Key;
            variables["Stores__0__Currency"] = "EUR";
            variables["Stores__0__PageSize"] = "50";
            await using (var worker = ChildProcess.Start(WorkerProgram.Call("run"), variables))
            {
                if (await worker.TryLineAsync("asking the shop for carts") is not null)
                    await Task.Delay(draw.Next(20, 900));
                await worker.KillAsync();
            }
            await StoreLockWait.UntilFreeAsync(killed.Database, "live");
            return (await killed.RowsAsync("SELECT outcome FROM etl_runs ORDER BY run_id DESC LIMIT 1")).FirstOrDefault() != "succeeded";
        }
    }

    /// <summary>Compares a warehouse with one into which all of the shop is read in full, given what the landing zone remembers.</summary>
    private static async Task EqualToFullReadAsync(PipelineBundle kept, VendureShop shop, string after)
    {
        await using var full = Pipeline(shop, kept.Store.PageSize!.Value);
        CopyFolder(Path.Combine(kept.LandingPath, "live"), Path.Combine(full.LandingPath, "live"));
        await full.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Backfill,
            Window = new ExtractWindow(new DateOnly(2000, 1, 1), new DateOnly(2100, 1, 1)),
        });
        foreach (var fact in _facts)
            Assert.That(await kept.RowsAsync(fact), Is.EqualTo(await full.RowsAsync(fact)), after);
        await kept.GivesAsync("SELECT cart_id, difference FROM orders WHERE abs(difference) > 0.01", [], after);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static PipelineBundle Pipeline(VendureShop shop, int pageSize = 5)
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
            PageSize = pageSize,
        };
        pipeline.Clock.Now = TimeProvider.System.GetUtcNow();
        return pipeline;
    }
}
