using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>An order states a city of its own. Once its customer is erased it is a guest's, and no city is held of it.</summary>
public sealed class OrderErasureTests : IAsyncDisposable
{
    private readonly ErasureBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task The_city_of_an_order_goes_with_its_customer_and_stays_away()
    {
        RecordedSource.Serve(_test.Pipeline, "Europe/Berlin");
        _test.Shop.Users.Add(JsonNode.Parse($$$"""{"id":{{{ErasureBundle.Person}}},"billing":{"city":"{{{ErasureBundle.City}}}"}}"""));
        var order = ShopDouble.ById(_test.Shop.Carts, 27);
        order["customer_id"] = ErasureBundle.Person;
        order["billing"] = JsonNode.Parse($$"""{"city":"{{ErasureBundle.City}}"}""");
        await _test.Pipeline.SucceedAsync();
        var figures = await _test.FiguresAsync();
        Assert.That(
            (await _test.FindAsync()).Select(find => find.Split(" in ")[1]),
            Has.Some.EqualTo("table public.orders").And.Some.EqualTo("table public.order_sales").And.Some.EqualTo("table public.carts")
                .And.Some.EqualTo("table public.customers"));

        await _test.EraseAsync();
        await _test.GoneAsync("erased");

        await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("after the next run, to which the shop sent the city again");
        await _test.ReplayAllAsync();
        await _test.GoneAsync("after a replay of all that was landed");
        Assert.That(await _test.FiguresAsync(), Is.EqualTo(figures));
        await _test.Pipeline.GivesAsync(
            "SELECT user_id, number, o.city FROM carts JOIN orders o USING (cart_id) WHERE cart_id = 27", ["-|27|-"]);
        await _test.HoldsAsync();
    }
}
