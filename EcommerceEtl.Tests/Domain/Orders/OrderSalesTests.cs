using CsCheck;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Tests.Domain.Orders;

/// <summary>What holds for every order, and the edge cases of refunds. A failed property prints the seed that repeats it.</summary>
public sealed class OrderSalesTests
{
    /// <summary>How many random orders each property is tried on.</summary>
    private const int Orders = 1_000;

    private static readonly DateTime Placed = SampleOrders.Placed;
    private static readonly ProductId Lamp = new(1);

    [Test]
    public void The_rows_add_up_to_the_stated_total_less_the_difference() =>
        Gen.Select(SampleOrders.All, Gen.Int[-500, 500]).Sample((order, cents) =>
        {
            var stated = new Order(null, OrderState.Placed, "x", Placed, null, null, Placed, cents / 100m, order.Rows);
            Assert.That(order.Rows.Sum(row => row.Total), Is.EqualTo(stated.StatedTotal - stated.Difference));
            Assert.That(order.Sales.Total, Is.EqualTo(order.Rows.Sum(row => row.Total)));
            Assert.That((stated with { StatedTotal = null }).Difference, Is.Zero);
        }, iter: Orders);

    [Test]
    public void When_all_is_returned_nothing_is_left_of_any_line_nor_of_the_order() =>
        SampleOrders.All.Sample(order =>
        {
            var sales = order.Sales;
            sales.ReturnAll(Placed.AddDays(30), SaleCause.Cancellation);
            Assert.That(sales.Total, Is.Zero);
            Assert.That(
                sales.ToRows().GroupBy(row => (row.Item, row.Line, row.Product)).Select(rows => (
                    rows.Sum(row => row.Quantity), rows.Sum(row => row.Gross), rows.Sum(row => row.Discount), rows.Sum(row => row.Tax))),
                Is.All.EqualTo((0m, 0m, 0m, 0m)));
        }, iter: Orders);

    [Test]
    public void In_whatever_order_refunds_are_listed_the_rows_are_the_same() =>
        Gen.Select(SampleOrders.All, Gen.Int).Sample((order, shuffle) =>
        {
            var refunds = order.Refunds.ToArray();
            new Random(shuffle).Shuffle(refunds);
            Assert.That((order with { Refunds = [.. refunds] }).Rows, Is.EqualTo(order.Rows));
        }, iter: Orders);

    [Test]
    public void Nothing_that_happens_changes_a_row_of_an_earlier_time() =>
        SampleOrders.All.Sample(order =>
        {
            foreach (var time in order.Happenings)
                Assert.That(order.Before(time).Rows, Is.EqualTo(order.Rows.Where(row => row.At < time || row.Cause == SaleCause.Order)));
        }, iter: Orders);

    [Test]
    public void What_comes_back_has_no_quantity_above_0_and_no_line_gives_back_more_units_than_were_sold() =>
        SampleOrders.All.Sample(order =>
        {
            Assert.That(order.Rows.Where(row => row.Action == SaleAction.Return && row.Quantity > 0), Is.Empty);
            Assert.That(order.Rows.GroupBy(row => (row.Item, row.Line, row.Product)).Select(rows => rows.Sum(row => row.Quantity)),
                Is.All.GreaterThanOrEqualTo(0));
        }, iter: Orders);

    [Test]
    public void The_figures_of_all_days_add_up_to_what_is_left_of_the_order() =>
        SampleOrders.All.Sample(order => Assert.That(
            order.Rows.GroupBy(row => row.At.Date).Sum(day => SalesFigures.Of(day).Total), Is.EqualTo(order.Sales.Total)), iter: Orders);

    [Test]
    public void Rows_are_in_order_of_time_and_those_of_the_order_are_what_was_sold() =>
        SampleOrders.All.Sample(order =>
        {
            Assert.That(order.Rows.Select(row => row.At), Is.Ordered);
            Assert.That(order.Rows.Where(row => row.Cause == SaleCause.Order), Is.EqualTo(order.Ordered));
        }, iter: Orders);

    [Test]
    public void A_refund_of_all_that_is_left_returns_what_it_does_not_list_too()
    {
        var sales = TwoLampsOf10();
        sales.Refund([new Refund(Placed.AddDays(1), 1, sales.Total, [new ReturnedPart(SaleItem.Product, 1, Lamp, 1, 10, 1, 1.71m)])]);
        Assert.That(Returns(sales), Is.EqualTo(new[]
        {
            (SaleItem.Product, -1m, -10m, -1m, -1.71m), (SaleItem.Product, -1m, -10m, -1m, -1.71m),
            (SaleItem.Shipping, 0m, -5m, 0m, -0.95m),
        }));
    }

    [Test]
    public void Of_two_refunds_at_one_instant_the_smaller_number_comes_first()
    {
        var sales = TwoLampsOf10();
        sales.Refund([new Refund(Placed, 8, sales.Total - 1, []), new Refund(Placed, 7, 1, [])]);
        Assert.That(Returns(sales), Is.EqualTo(new[]
        {
            (SaleItem.Adjustment, 0m, -1m, 0m, 0m), (SaleItem.Product, -2m, -20m, -2m, -3.42m), (SaleItem.Shipping, 0m, -5m, 0m, -0.95m),
            (SaleItem.Adjustment, 0m, 1m, 0m, 0m),
        }));
    }

    [Test]
    public void A_refund_beyond_what_is_left_is_an_adjustment()
    {
        var sales = TwoLampsOf10();
        sales.Refund([new Refund(Placed, 1, sales.Total + 1, [])]);
        Assert.That((Returns(sales).Single(), sales.Total), Is.EqualTo(((SaleItem.Adjustment, 0m, -28.37m, 0m, 0m), -1m)));
    }

    [TestCase(0)]
    [TestCase(5)]
    public void A_refund_of_nothing_that_lists_nothing_makes_no_row(int price)
    {
        var sales = new OrderSales();
        sales.Sell(Placed, SaleCause.Order, SaleItem.Product, price, 0, 0, 1, Lamp, 1);
        sales.Refund([new Refund(Placed.AddDays(1), 1, 0, [])]);
        Assert.That(Returns(sales), Is.Empty, "a free order is not returned by paying nothing back");
    }

    [Test]
    public void A_free_order_is_returned_by_a_refund_that_lists_its_units()
    {
        var sales = new OrderSales();
        sales.Sell(Placed, SaleCause.Order, SaleItem.Product, 10, 10, 0, 1, Lamp, 1);
        sales.Refund([new Refund(Placed.AddDays(1), 1, 0, [new ReturnedPart(SaleItem.Product, 1, Lamp, 1, 0, 0, 0)])]);
        Assert.That(Returns(sales).Single(), Is.EqualTo((SaleItem.Product, -1m, 0m, 0m, 0m)));
    }

    [Test]
    public void A_cent_more_than_the_lines_have_is_rounding_but_a_refund_of_a_cent_is_money()
    {
        var rounded = TwoLampsOf10();
        rounded.Refund([new Refund(Placed, 1, 10.71m, [new ReturnedPart(SaleItem.Product, 1, Lamp, 1, 10, 1, 1.705m)])]);
        var cent = TwoLampsOf10();
        cent.Refund([new Refund(Placed, 1, 0.01m, [])]);
        Assert.That((Returns(rounded).Count, Returns(cent).Single()), Is.EqualTo((1, (SaleItem.Adjustment, 0m, -0.01m, 0m, 0m))));
    }

    private static OrderSales TwoLampsOf10()
    {
        var sales = new OrderSales();
        sales.Sell(Placed, SaleCause.Order, SaleItem.Product, 20, 2, 3.42m, 1, Lamp, 2);
        sales.Sell(Placed, SaleCause.Order, SaleItem.Shipping, 5, 0, 0.95m);
        return sales;
    }

    private static List<(SaleItem Item, decimal Quantity, decimal Gross, decimal Discount, decimal Tax)> Returns(OrderSales sales) =>
        [.. sales.ToRows().Where(row => row.Action == SaleAction.Return)
            .Select(row => (row.Item, row.Quantity, row.Gross, row.Discount, row.Tax))];
}
