namespace EcommerceEtl.Tests.Live;

/// <summary>The kind Medusa against the vendor's own server, which <c>scripts/live-shops.sh medusa</c> sets up with an empty
/// database.</summary>
[Explicit("needs a shop: scripts/live-shops.sh medusa"), Category("live")]
public sealed class MedusaLiveTests
{
    private static MedusaShop _shop = null!;

    [OneTimeSetUp]
    public static async Task SetUpAsync() => _shop = await MedusaShop.SetUpAsync(
        Environment.GetEnvironmentVariable("ECOMMERCE_ETL_MEDUSA") ?? throw new InconclusiveException("no shop"));

    [OneTimeTearDown]
    public static void Release() => _shop?.Dispose();

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
        await using var store = new LiveStore("Medusa", shop.Url, shop.Key);
        var kept = store.Pipeline;
        var orders = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            orders.Add(await shop.CartAsync([(i % 7, 1 + i % 3), ((i + 3) % 7, 2)], i % 4 == 1 ? "TEN" : null));
            if (i % 6 != 5)
                await shop.CaptureAsync(orders[i]);
        }
        await store.FollowsAsync("as it was set up");
        await kept.GivesAsync("SELECT count(*) FROM orders WHERE state = 'placed'", ["10"]);

        foreach (var (name, edit) in Edits())
        {
            await edit();
            await store.FollowsAsync(name);
        }
        var draw = new MedusaEdits(shop, seed: 2911);
        for (var edit = 0; edit < LiveStore.DrawnEdits; edit++)
            await store.FollowsAsync($"edit {edit}: {await draw.NextAsync()}");
        await EqualsShopAsync(kept);

        // What the shop has forgotten is known to the one that saw it: without its memory these orders alone differ.
        await using var forgetful = store.Empty();
        await forgetful.Pipeline.SucceedAsync();
        const string rows = "SELECT o.number, c.source_id, c.content_hash FROM carts c JOIN orders o USING (store_id, cart_id) ORDER BY 1";
        var differing = (await kept.RowsAsync(rows)).Except(await forgetful.Pipeline.RowsAsync(rows)).Select(row => row.Split('|')[1]);
        string[] shortened = [orders[6], .. draw.Shortened];
        Assert.That(differing, Is.EquivalentTo(shortened));

        IEnumerable<(string, Func<Task>)> Edits()
        {
            yield return ("a new order", async () => orders.Add(await shop.CartAsync([(4, 5)], "TEN")));
            yield return ("a cart that is left open", () => shop.CartAsync([(2, 3)], order: false));
            yield return ("a payment captured", () => shop.CaptureAsync(orders[5]));
            yield return ("a refund without a return", () => shop.RefundAsync(orders[0], 15.5m));
            yield return ("another one of the same order", () => shop.RefundAsync(orders[0], 2.25m));
            yield return ("a cancelled order", () => shop.CancelAsync(orders[10]));
            yield return ("a cancelled order that was captured", () => shop.CancelAsync(orders[3]));
            yield return ("an order sent out", () => shop.SendOutAsync(orders[1]));
            yield return ("units with a discount came back, and were paid back", async () =>
                await shop.RefundAsync(orders[1], await shop.TakeBackAsync(orders[1], 1, 1)));
            yield return ("all of a line came back, some damaged", () => shop.TakeBackAsync(orders[2], 0, 2, damaged: 1));
            yield return ("an exchange", () => shop.ExchangeAsync(orders[4], 0, 6));
            yield return ("more units of a line", () => shop.EditAsync(orders[7], [(0, 5)]));
            yield return ("fewer units of a line with a discount", () => shop.EditAsync(orders[9], [(1, 1)]));
            yield return ("a product added, and shipping", () => shop.EditAsync(orders[8], [], add: (6, 2), shipping: true));
            yield return ("the same order edited again", () => shop.EditAsync(orders[8], [(0, 6)]));
            yield return ("a line taken out", () => shop.EditAsync(orders[6], [(1, 0)]));
            yield return ("a new customer", () => shop.CustomerAsync("c3@example.com"));
            yield return ("another price", () => shop.PriceAsync(2, 33.33m));
            yield return ("a product deleted that was sold", () => shop.DeleteProductAsync(3));
        }
    }

    private static async Task KillsAsync()
    {
        for (var i = 0; i < 5; i++)
            await _shop.CartAsync([(i == 3 ? 4 : i, 1 + i % 3), (5, 2)], promotion: i % 4 == 1 ? "TEN" : null);
        await MedusaCopies.MakeAsync(TestProgram.Number("ECOMMERCE_ETL_LIVE_ORDERS", 1_000));
        await using var killed = new LiveStore("Medusa", _shop.Url, _shop.Key, pageSize: 50);

        await killed.SurvivesKillsAsync(new MedusaEdits(_shop, seed: 2912).NextAsync);
    }

    /// <summary>What is left of each order is what the shop says of it, in the cents that it shows.</summary>
    private static async Task EqualsShopAsync(PipelineBundle kept)
    {
        foreach (var row in await kept.RowsAsync(
            "SELECT c.source_id, sum(gross - discount + tax) FROM order_sales s JOIN carts c USING (store_id, cart_id) GROUP BY 1"))
        {
            var (id, left) = (row.Split('|')[0], decimal.Parse(row.Split('|')[1], CultureInfo.InvariantCulture));
            var order = await _shop.OrderAsync(id);
            var stated = order.GetProperty("status").GetString() == "canceled"
                ? 0 : order.GetProperty("summary").GetProperty("current_order_total").GetDecimal();
            Assert.That(left, Is.EqualTo(stated).Within(0.01m), id);
        }
    }
}
