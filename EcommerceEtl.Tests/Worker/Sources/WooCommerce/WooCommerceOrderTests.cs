using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

public sealed class WooCommerceOrderTests
{
    private static readonly DateTime Created = new(2026, 11, 24, 5, 57, 13, DateTimeKind.Utc);

    [Test]
    public void An_order_is_a_cart_with_its_lines_at_their_price_before_discounts()
    {
        var cart = RecordedShop.Map(RecordedShop.Order(20), SaleDate.Created).Record!;
        Assert.Multiple(() =>
        {
            Assert.That((cart.Id, cart.Customer, cart.PlacedAt), Is.EqualTo((new CartId(20), (CustomerId?)null, Created.AddSeconds(-1))));
            Assert.That(cart.Items, Is.EqualTo(new[]
            {
                new CartItem(new ProductId(11), 2, new Money(10.95m)), new CartItem(new ProductId(12), 1, new Money(20.95m)),
            }));
            Assert.That(cart.Order!.Sales.Select(row => (row.Item, row.Line, row.Gross, row.Discount, row.Tax)), Is.EqualTo(new[]
            {
                (SaleItem.Product, (short?)1, 21.90m, 2.19m, 3.74m), (SaleItem.Product, (short?)2, 20.95m, 2.09m, 3.58m),
                (SaleItem.Shipping, null, 4.90m, 0m, 0.93m),
            }));
            Assert.That((cart.Order.Number, cart.Order.City, cart.Order.UpdatedAt, cart.Order.CancelledAt),
                Is.EqualTo(("20", "x", Created.AddSeconds(-1), (DateTime?)null)));
        });
    }

    [Test]
    public void A_line_whose_product_was_deleted_has_none_and_a_buyer_with_an_account_is_known()
    {
        var cart = RecordedShop.Map(RecordedShop.Order(27)).Record!;
        Assert.That((cart.Customer, cart.Items.Single().Product), Is.EqualTo(((CustomerId?)new CustomerId(2), (ProductId?)null)));
    }

    [TestCase("processing", true, OrderState.Placed, OrderState.Placed)]
    [TestCase("completed", true, OrderState.Placed, OrderState.Placed)]
    [TestCase("refunded", true, OrderState.Placed, OrderState.Placed)]
    [TestCase("on-hold", true, OrderState.Placed, OrderState.Placed)]
    [TestCase("on-hold", false, OrderState.Pending, OrderState.Placed)]
    [TestCase("shipped", true, OrderState.Void, OrderState.Void)]
    [TestCase("shipped", false, OrderState.Pending, OrderState.Pending)]
    [TestCase("pending", false, OrderState.Pending, OrderState.Pending)]
    [TestCase("failed", false, OrderState.Pending, OrderState.Pending)]
    [TestCase("failed", true, OrderState.Pending, OrderState.Pending)]
    [TestCase("cancelled", false, OrderState.Pending, OrderState.Pending)]
    [TestCase("cancelled", true, OrderState.Void, OrderState.Void)]
    public void Status_and_payment_say_whether_it_is_a_sale(string status, bool paid, OrderState byPayment, OrderState byCreation)
    {
        var element = With(order =>
        {
            order["status"] = status;
            order["date_paid_gmt"] = paid ? "2026-11-24T06:00:00" : null;
        });
        Assert.Multiple(() =>
        {
            foreach (var (saleDate, state, at) in new[]
            {
                (SaleDate.Paid, byPayment, Created.AddSeconds(167)), (SaleDate.Created, byCreation, Created),
            })
            {
                var order = RecordedShop.Map(element, saleDate).Record!.Order!;
                Assert.That((order.State, order.ShopStatus), Is.EqualTo((state, status)));
                Assert.That((order.PlacedAt, order.Sales.Length, order.StatedTotal), Is.EqualTo(
                    state == OrderState.Placed ? (at, 3, 85.26m) : ((DateTime?)null, 0, (decimal?)null)));
            }
        });
    }

    [TestCase("trash")]
    [TestCase("auto-draft")]
    [TestCase("checkout-draft")]
    public void What_is_no_order_is_skipped_without_a_word_whatever_else_it_holds(string status)
    {
        var mapped = RecordedShop.Map(With(order =>
        {
            order["status"] = status;
            order["total"] = "x";
            order["currency"] = "USD";
        }));
        Assert.That((mapped.Key, mapped.SourceText, mapped.Skip, mapped.Record, mapped.Rejection), Is.EqualTo(
            ((long?)27, "27", new Skip(null), (Cart?)null, (Rejection?)null)));
    }

    [Test]
    public void Fees_of_either_sign_shipping_that_is_free_and_lines_of_no_units_are_rows_only_where_there_is_money()
    {
        var cart = RecordedShop.Map(With(order =>
        {
            order["fee_lines"] = JsonNode.Parse("""[{"id":1,"total":"-5.00","total_tax":"-0.95"},{"id":2,"total":"2","total_tax":""}]""");
            order["shipping_lines"] = JsonNode.Parse("""[{"id":3,"total":"0.00","total_tax":"0.00"}]""");
            order["line_items"] = JsonNode.Parse(
                """
                [{"id":9,"product_id":7,"quantity":0,"subtotal":"1.00","total":"1.00","total_tax":"0.19"},
                 {"id":8,"product_id":7,"quantity":0,"subtotal":"0","total":"0","total_tax":"0"},
                 {"id":24,"product_id":6,"quantity":1.5,"subtotal":"10","total":"10","total_tax":"1.9"}]
                """);
            order["total"] = "9.14";
        })).Record!;
        Assert.Multiple(() =>
        {
            Assert.That(cart.Items, Is.EqualTo(new[] { new CartItem(new ProductId(6), 1.5m, new Money(6.6667m)) }));
            Assert.That(cart.Order!.Sales.Select(row => (row.Item, row.Line, row.Product, row.Gross, row.Tax)), Is.EqualTo(new[]
            {
                (SaleItem.Product, (short?)null, (ProductId?)new ProductId(7), 1.00m, 0.19m),
                (SaleItem.Product, (short?)1, (ProductId?)new ProductId(6), 10m, 1.9m),
                (SaleItem.Fee, null, null, -5.00m, -0.95m), (SaleItem.Fee, null, null, 2m, 0m),
                (SaleItem.Product, (short?)1, (ProductId?)new ProductId(6), -4.20m, -0.80m),
            }));
            Assert.That(cart.Order.Difference, Is.Zero);
        });
    }

    [Test]
    public void A_refund_takes_back_fees_and_shipping_and_lines_that_the_order_has_no_more()
    {
        var order = RecordedShop.Map(With(order => order["refunds"] = JsonNode.Parse(
            """
            [{"id":1,"date_created_gmt":"2026-11-24T07:00:00","amount":"4.76",
              "items":[{"refunded_item_id":999,"quantity":-1,"total":"-2","total_tax":"0"}],
              "shipping":[{"total":"-1","total_tax":"-0.19"}],"fees":[{"total":"-0.5","total_tax":"-0.07"}]},
             {"id":2,"date_created_gmt":"2026-11-24T07:00:01","amount":"1.00","items":[{"quantity":0,"total":"0","total_tax":"0"}]}]
            """))).Record!.Order!;
        Assert.Multiple(() =>
        {
            Assert.That(order.Sales.Where(row => row.Action == SaleAction.Return)
                .Select(row => (row.Item, row.Line, row.Quantity, row.Net, row.Tax)), Is.EqualTo(new[]
            {
                (SaleItem.Product, (short?)null, 0m, -2m, 0m), (SaleItem.Fee, null, 0m, -0.5m, -0.07m),
                (SaleItem.Shipping, null, 0m, -1m, -0.19m), (SaleItem.Adjustment, null, 0m, -1m, 0m),
                (SaleItem.Adjustment, null, 0m, -1m, 0m),
            }));
            Assert.That((order.StatedTotal, order.Difference), Is.EqualTo((84.50m, 0m)));
        });
    }

    private static byte[] With(Action<JsonObject> change)
    {
        var order = JsonNode.Parse(RecordedShop.Order(27))!.AsObject();
        change(order);
        return Encoding.UTF8.GetBytes(order.ToJsonString());
    }
}
