using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Tests.Domain.Funnel;

public sealed class FunnelProjectorTests
{
    private static readonly ProductId Lamp = new(1);

    [Test]
    public void A_stated_price_wins_over_the_price_in_force()
    {
        var line = Only(new CartItem(Lamp, 1, new Money(3)));
        Assert.That(line.UnitPrice, Is.EqualTo(new Money(3)));
    }

    [Test]
    public void A_stated_price_of_nothing_is_a_price() =>
        Assert.That(Only(new CartItem(Lamp, 1, Money.Zero)).UnitPrice, Is.EqualTo(Money.Zero));

    [TestCase("2009-12-31T23:59:59.999999Z", 10)]
    [TestCase("2010-01-01T00:00:00Z", 11.5)]
    [TestCase("2026-05-04T12:00:00Z", 9.9999)]
    public void A_line_without_a_stated_price_takes_the_one_in_force_at_the_carts_time(string placed, double price)
    {
        var cart = new Cart(new CartId(1), null, Samples.Utc(placed), [new CartItem(Lamp, 1)]);
        Assert.That(Samples.Projector().Project(cart, Samples.SomePrices).Lines[0].UnitPrice, Is.EqualTo(new Money((decimal)price)));
    }

    [Test]
    public void A_line_whose_product_was_never_seen_is_unpriced_and_adds_its_units_but_no_money()
    {
        var cart = new Cart(new CartId(1), null, Samples.Noon,
            [new CartItem(new ProductId(99), 2), new CartItem(null, 0.5m), new CartItem(Lamp, 3)]);
        var projected = Samples.Projector(1, 1).Project(cart, Samples.SomePrices);
        Assert.Multiple(() =>
        {
            Assert.That(projected.Lines.Select(line => line.UnitPrice), Is.EqualTo(new Money?[] { null, null, new Money(9.9999m) }));
            Assert.That(projected.Totals, Is.EqualTo(new CartTotals(true, true, true, new Money(29.9997m), 5.5m, new Money(29.9997m), 2)));
        });
    }

    [Test]
    public void A_cart_without_lines_has_no_steps()
    {
        var projected = Samples.Projector(1, 1).Project(new Cart(new CartId(1), null, Samples.Noon, []), Samples.SomePrices);
        Assert.Multiple(() =>
        {
            Assert.That(projected.Lines, Is.Empty);
            Assert.That(projected.Totals, Is.EqualTo(default(CartTotals)));
        });
    }

    [TestCase(StepOrigin.Observed)]
    [TestCase(StepOrigin.Derived)]
    [TestCase(StepOrigin.Simulated)]
    public void An_add_to_cart_that_the_shop_states_with_a_time_is_taken_as_it_is(StepOrigin origin)
    {
        var item = new CartItem(Lamp, 1, null, Samples.Noon.AddHours(-2));
        var line = Only(item, 0, 0, new StepOrigins(StepOrigin.Derived, origin, origin));
        Assert.That(line.CartedAt, Is.EqualTo(Samples.Noon.AddHours(-2)));
    }

    [Test]
    public void Where_the_shop_states_its_steps_none_is_drawn_and_a_purchase_needs_no_add_to_cart()
    {
        var unbought = Only(new CartItem(Lamp, 1), 1, 1, Samples.Observed);
        var counterSale = Only(new CartItem(Lamp, 1), 1, 1, Samples.Observed, Samples.OrderPlaced(Samples.Noon.AddDays(3)));
        Assert.Multiple(() =>
        {
            Assert.That((unbought.CartedAt, unbought.PurchasedAt), Is.EqualTo(((DateTime?)null, (DateTime?)null)));
            Assert.That((counterSale.CartedAt, counterSale.PurchasedAt),
                Is.EqualTo(((DateTime?)null, (DateTime?)Samples.Noon.AddDays(3))));
        });
    }

    [Test]
    public void A_kind_of_shop_that_cannot_know_views_has_none()
    {
        var line = Only(new CartItem(Lamp, 1), origins: new StepOrigins(StepOrigin.None, StepOrigin.Derived, StepOrigin.Observed));
        Assert.That((line.ViewedAt, line.CartedAt), Is.EqualTo(((DateTime?)null, (DateTime?)Samples.Noon)));
    }

    [Test]
    public void A_cart_that_became_an_order_counts_on_the_orders_day_with_its_money_and_each_row_on_its_own()
    {
        var sales = new OrderSales();
        sales.Sell(Samples.Noon.AddDays(3), SaleCause.Order, SaleItem.Product, 30, 3, 5.13m, 1, Lamp, 2);
        sales.Sell(Samples.Noon.AddDays(3), SaleCause.Order, SaleItem.Shipping, 4.9m, 0, 0.93m);
        sales.Return(Samples.Noon.AddDays(4), SaleCause.Edit, SaleItem.Product, 15, 1.5m, 2.565m, 1, Lamp, 1);
        sales.Return(Samples.Noon.AddDays(9), SaleCause.Refund, SaleItem.Adjustment, 2);
        var order = Samples.OrderPlaced(Samples.Noon.AddDays(3)) with { Sales = sales.ToRows() };
        var cart = Samples.Projector(origins: Samples.Observed)
            .Project(new Cart(new CartId(1), null, Samples.Noon, [new CartItem(Lamp, 1, new Money(15))], order), Samples.NoPrices);
        Assert.Multiple(() =>
        {
            Assert.That((cart.PlacedAt, cart.Day), Is.EqualTo((Samples.Noon, new DateOnly(2026, 5, 7))));
            Assert.That(cart.Order!.Sales.Select(row => row.Day.Day), Is.EqualTo(new[] { 7, 7, 8, 13 }));
            // The units are those sold; of the money an edit takes away, a refund does not.
            Assert.That((cart.Totals.Purchased, cart.Totals.Units, cart.Totals.Revenue), Is.EqualTo((true, 2m, new Money(13.5m))));
        });
    }

    [Test]
    public void An_implied_add_to_cart_happens_at_the_carts_time()
    {
        var line = Only(new CartItem(Lamp, 1), 0, 1, new StepOrigins(StepOrigin.Derived, StepOrigin.Derived, StepOrigin.Observed));
        Assert.That(line.CartedAt, Is.EqualTo(Samples.Noon));
    }

    [Test]
    public void The_first_line_of_a_product_draws_as_1_and_the_second_as_2()
    {
        var cart =
            new Cart(new CartId(5), null, Samples.Noon, [new CartItem(Lamp, 1), new CartItem(new ProductId(2), 1), new CartItem(Lamp, 1)]);
        var prefix = LineDraw.Prefix("ecommerce", "fakestore");
        var leads = Samples.Projector().Project(cart, Samples.NoPrices).Lines.Select(line => Samples.Noon - line.ViewedAt);
        Assert.That(leads, Is.EqualTo(new[]
        {
            LineDraw.Of(prefix, "5", "1", 1).ViewLead, LineDraw.Of(prefix, "5", "2", 1).ViewLead, LineDraw.Of(prefix, "5", "1", 2).ViewLead,
        }));
    }

    [TestCase(15)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(40)]
    public void Lines_are_counted_product_by_product_in_carts_of_any_length(int length)
    {
        // Two lamps in each turn of five lines; the text of the product, the number of its first line and its lines in a turn stand below.
        ProductId?[] turn = [Lamp, null, Samples.ProductText("prod_a"), Lamp, new ProductId(2)];
        (string Text, int First, int EachTurn)[] counted = [("1", 1, 2), ("", 1, 1), ("prod_a", 1, 1), ("1", 2, 2), ("2", 1, 1)];
        var cart = new Cart(new CartId(5), null, Samples.Noon, [.. Enumerable.Range(0, length).Select(i => new CartItem(turn[i % 5], 1))]);
        var prefix = LineDraw.Prefix("ecommerce", "fakestore");
        var draws = Enumerable.Range(0, length)
            .Select(i => LineDraw.Of(prefix, "5", counted[i % 5].Text, counted[i % 5].First + i / 5 * counted[i % 5].EachTurn)).ToList();

        var lines = Samples.Projector(1, 1).Project(cart, Samples.NoPrices).Lines;

        Assert.That(
            lines.Select(line => (line.Product, Samples.Noon - line.ViewedAt, line.PurchasedAt - Samples.Noon)),
            Is.EqualTo(draws.Select((draw, i) => (turn[i % 5], (TimeSpan?)draw.ViewLead, (TimeSpan?)draw.PurchaseDelay))));
    }

    private static ProjectedLine Only(
        CartItem item, double add = 0.6, double purchase = 0.5, StepOrigins? origins = null, Order? order = null) =>
        Samples.Projector(add, purchase, origins: origins)
            .Project(new Cart(new CartId(1), null, Samples.Noon, [item], order), Samples.SomePrices).Lines[0];
}
