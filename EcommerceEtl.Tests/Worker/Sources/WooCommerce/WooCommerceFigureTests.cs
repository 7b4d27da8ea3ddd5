using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Tests.Domain.Orders;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>The figures of the recorded shop, which are those of its own report, to the cent.</summary>
public sealed class WooCommerceFigureTests
{
    private static readonly SalesFigures ByPayment = new(15, 584.25m, 0, 47.10m, 34.30m, 108.75m, 0);
    private static readonly SalesFigures ByCreation = new(18, 627.10m, 4.28m, 47.10m, 39.20m, 117.00m, 0);

    // All of it happened at 05:57 UTC: 06:57 in Berlin and 00:57 in New York, but 21:57 of the day before in Los Angeles.
    [TestCase("Europe/Berlin", 24)]
    [TestCase("America/New_York", 24)]
    [TestCase("America/Los_Angeles", 23)]
    public void By_payment_a_day_has_the_figures_of_the_shops_report(string zone, int day)
    {
        var carts = Carts(SaleDate.Paid, zone);
        Assert.Multiple(() =>
        {
            Assert.That(carts, Has.Count.EqualTo(10));
            Assert.That(carts.Count(cart => cart.Totals.Carted), Is.EqualTo(10));
            Assert.That(carts.Count(cart => cart.Totals.Viewed), Is.Zero);
            Assert.That(RecordedShop.Days(carts), Is.EqualTo(new[] { (new DateOnly(2026, 11, day), 8, ByPayment) }));
            Assert.That((ByPayment.Net, ByPayment.Total), Is.EqualTo((537.15m, 680.20m)));
        });
    }

    [TestCase("Europe/Berlin")]
    [TestCase("America/New_York")]
    public void By_creation_the_order_on_hold_is_a_sale_too(string zone)
    {
        var carts = Carts(SaleDate.Created, zone);
        Assert.Multiple(() =>
        {
            Assert.That(RecordedShop.Days(carts), Is.EqualTo(new[] { (new DateOnly(2026, 11, 24), 9, ByCreation) }));
            Assert.That((ByCreation.Net, ByCreation.Total), Is.EqualTo((575.72m, 731.92m)));
        });
    }

    [TestCase(SaleDate.Paid)]
    [TestCase(SaleDate.Created)]
    public void What_each_order_states_is_what_its_rows_add_up_to(SaleDate saleDate) =>
        Assert.That(
            Carts(saleDate, "UTC").Where(cart => cart.Totals.Purchased).Select(cart => (cart.Id, cart.Order!.Stated.Difference)),
            Has.All.Matches(((EcommerceEtl.Domain.Catalog.CartId, decimal Difference) order) => order.Difference == 0));

    [Test]
    public void What_is_in_the_trash_is_no_cart_and_an_order_in_another_currency_is_skipped_with_its_code()
    {
        var skipped = RecordedShop.Orders.Select(order => RecordedShop.Map(order)).Where(mapped => mapped.Skip is not null).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(skipped.Select(mapped => (mapped.SourceText, mapped.Skip!.Currency)),
                Is.EqualTo(new[] { ("34", "USD"), ("32", (string?)null) }));
            Assert.That(skipped.Select(mapped => (mapped.Record, mapped.Rejection)), Is.All.EqualTo(((Cart?)null, (Rejection?)null)));
            Assert.That(
                new WooCommerceOrders("usd", SaleDate.Paid, []).Map(RecordedShop.Order(34), RecordedShop.Context).Record, Is.Not.Null);
        });
    }

    [Test]
    public void A_refund_of_a_line_takes_back_what_it_says_of_the_line()
    {
        var (rows, order) = OrderOf(27);
        Assert.Multiple(() =>
        {
            Assert.That(rows, Is.EqualTo(new[]
            {
                (SaleAction.Sale, SaleCause.Order, SaleItem.Product, (short?)1, 1m, 70.95m, 13.48m),
                (SaleAction.Sale, SaleCause.Order, SaleItem.Shipping, null, 0m, 4.90m, 0.93m),
                (SaleAction.Return, SaleCause.Refund, SaleItem.Product, (short?)1, -1m, -4.20m, -0.80m),
            }));
            Assert.That((order.StatedTotal, order.Difference), Is.EqualTo((85.26m, 0m)));
        });
    }

    [Test]
    public void A_refund_of_everything_that_lists_nothing_takes_back_each_line_and_the_shipping()
    {
        var (rows, order) = OrderOf(30);
        Assert.Multiple(() =>
        {
            Assert.That(rows.Where(row => row.Action == SaleAction.Return), Is.EqualTo(new[]
            {
                (SaleAction.Return, SaleCause.Refund, SaleItem.Product, (short?)1, -2m, -41.90m, -7.96m),
                (SaleAction.Return, SaleCause.Refund, SaleItem.Shipping, null, 0m, -4.90m, -0.93m),
            }));
            Assert.That((order.State, order.ShopStatus, order.StatedTotal, order.Difference),
                Is.EqualTo((OrderState.Placed, "refunded", 0m, 0m)));
            Assert.That(SalesFigures.Of(order.Sales).Returns, Is.EqualTo(41.90m), "not the 55.69 that were paid back");
        });
    }

    [Test]
    public void A_refund_of_some_money_that_lists_nothing_is_an_adjustment_without_tax()
    {
        var (rows, order) = OrderOf(21);
        Assert.Multiple(() =>
        {
            Assert.That(rows[^1], Is.EqualTo((SaleAction.Return, SaleCause.Refund, SaleItem.Adjustment, (short?)null, 0m, -1.00m, 0m)));
            Assert.That((order.StatedTotal, order.Difference), Is.EqualTo((17.86m, 0m)));
        });
    }

    private static List<ProjectedCart> Carts(SaleDate saleDate, string zone) =>
        [.. RecordedShop.Orders.Select(order => RecordedShop.Map(order, saleDate)).Where(mapped => mapped.Skip is null)
            .Select(mapped => RecordedShop.Project(mapped.Record!, zone))];

    private static (List<(SaleAction Action, SaleCause, SaleItem, short?, decimal, decimal, decimal)> Rows, Order Order) OrderOf(long id)
    {
        var order = RecordedShop.Map(RecordedShop.Order(id)).Record!.Order!;
        return ([.. order.Sales.Select(row => (row.Action, row.Cause, row.Item, row.Line, row.Quantity, row.Net, row.Tax))], order);
    }
}
