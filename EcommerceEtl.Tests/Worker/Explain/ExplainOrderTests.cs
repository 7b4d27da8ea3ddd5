using System.Text.Json;
using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Worker.Explain;

/// <summary>An order is explained by its rows, each on its own day (<see cref="PlantedOrder"/>).</summary>
internal sealed class ExplainOrderTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [SetUp]
    public async Task PlantAsync()
    {
        await _test.BeforehandAsync();
        await _test.Database.ExecuteAsync(PlantedOrder.Sql);
    }

    [Test]
    public async Task Its_cart_tells_state_total_rows_and_what_each_adds_to_which_day()
    {
        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "3")).Output;

        Assert.Multiple(() =>
        {
            Assert.That(told, Does.Contain("It counts on 2020-03-01, the day in UTC on which its order was placed.\n"));
            Assert.That(told, Does.Contain("Customer 2, Oslo;"));
            Assert.That(told, Does.Contain(
                "Order A-17: placed; the shop says \"completed\"\n  Placed 2020-03-01 10:00:00Z, counts on 2020-03-01.\n"
                + "  The shop states a total of 60.50 USD, the rows add up to 60.00: a difference of 0.50. The shop last changed it "
                + "2020-03-05 12:00:00Z.\n"));
            Assert.That(told, Does.Match(@"(?m)^    3  2020-03-05  refund  product +1 +-1 +-50\.00 +-5\.00  -9\.00$"));
            Assert.That(told, Does.Match(@"(?m)^  2020-03-01  the cart  sessions 1, viewed 1, carted 1, orders 1$"));
            Assert.That(
                told, Does.Match(@"(?m)^  2020-03-01  row 1     units 2, gross 100\.00, discounts 10\.00, net 90\.00, tax\n +18\.00$"));
            Assert.That(told, Does.Match(@"(?m)^  2020-03-01  row 2     shipping 5\.00, tax 1\.00$"));
            Assert.That(told, Does.Match(@"(?m)^  2020-03-01 +1  3 -> 3  571\.89 -> 441\.99  4 -> 4\n    carts edited; manual run of 20"));
            Assert.That(told, Does.Match(@"(?m)^  2020-03-05  row 3     returns 45\.00, net -45\.00, tax -9\.00$"));
        });
    }

    [Test]
    public async Task Its_json_holds_the_order_and_its_rows()
    {
        using var json = JsonDocument.Parse((await _test.DoneAsync("explain", "cart", "fakestore", "3", "--json")).Output);

        Assert.That(json.RootElement.GetProperty("row").GetProperty("day_of").GetString(), Is.EqualTo("order"));
        var order = json.RootElement.GetProperty("order");
        Assert.That((order.GetProperty("number").GetString(), order.GetProperty("difference").GetDecimal()), Is.EqualTo(("A-17", 0.5m)));
        Assert.That(JsonSerializer.Serialize(json.RootElement.GetProperty("sales")[2].GetProperty("adds")),
            Is.EqualTo("""{"returns":45,"net":-45,"tax":-9}"""));
    }

    // As of a shop whose ids are texts: the row's key is the text's hash.
    [Test]
    public async Task An_order_is_found_by_an_id_that_is_a_text()
    {
        var key = ShopKey.FromText("order_01K7");
        await _test.Database.ExecuteAsync(string.Concat(
            from table in new[] { "carts", "cart_lines", "orders", "order_sales" }
            select $"UPDATE {table} SET cart_id = {key} WHERE cart_id = 3;")
            + "UPDATE carts SET source_id = 'order_01K7' WHERE cart_id > 7");

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "order_01K7")).Output;
        using var json = JsonDocument.Parse((await _test.DoneAsync("explain", "cart", "fakestore", "order_01K7", "--json")).Output);

        Assert.That(told, Does.Contain("order_01K7").And.Contain("Order A-17: placed;")
            .And.Match(@"(?m)^  2020-03-05  row 3     returns 45\.00, net -45\.00, tax -9\.00$"));
        Assert.That(json.RootElement.GetProperty("order").GetProperty("number").GetString(), Is.EqualTo("A-17"));
        Assert.That(json.RootElement.GetProperty("sales").GetArrayLength(), Is.EqualTo(3));
        Assert.That((await _test.DoneAsync("explain", "day", "fakestore", "2020-03-05")).Output, Does.Contain("order_01K7"));
    }

    [Test]
    public async Task The_day_of_the_sale_adds_up_carts_and_rows()
    {
        var told = (await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01")).Output;

        // Carts 5 and 6 are simulated: 9.99 and 342 of revenue. With 100 of the order that is 451.99, and 10 of discount go off.
        Assert.Multiple(() =>
        {
            Assert.That(told, Does.Match(@"(?m)^  gross +451\.99 +451\.99 +2 +1$"));
            Assert.That(told, Does.Match(@"(?m)^  discounts +10\.00 +10\.00 +0 +1$"));
            Assert.That(told, Does.Match(@"(?m)^  net +441\.99 +441\.99 +2 +1$"));
            Assert.That(told, Does.Match(@"(?m)^  shipping +5\.00 +5\.00 +0 +1$"));
            Assert.That(told, Does.Match(@"(?m)^  tax +19\.00 +19\.00 +0 +2$"));
            Assert.That(told, Does.Contain("Every figure is what the carts and the rows of orders below add up to."));
        });
    }

    [Test]
    public async Task A_day_with_nothing_but_a_refund_has_figures_too()
    {
        var told = (await _test.DoneAsync("explain", "day", "fakestore", "2020-03-05")).Output;

        Assert.That(told, Does.Match(@"(?m)^  returns +45\.00 +45\.00 +0 +1$").And.Match(@"(?m)^  net +-45\.00 +-45\.00 +0 +1$")
            .And.Match(@"(?m)^  3 +3 .*refund  product .* 45\.00 .*-9\.00$").And.Not.Contain("Carts that count on this day"));
    }
}
