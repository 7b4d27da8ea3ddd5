using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Worker.Sources.Vendure;

/// <summary>What an order of Vendure becomes; amounts are worked out by hand.</summary>
public sealed class VendureOrderTests
{
    private const string Line1 = "01-10 sale order product 1: 2 x 21.90 - 0.00 + 4.16";
    private const string Line2 = "01-10 sale order product 2: 1 x 20.95 - 0.00 + 3.98";
    private const string Shipping = "01-10 sale order shipping : 0 x 4.90 - 0.00 + 0.93";

    [Test]
    public void A_placed_order_is_a_cart_with_what_was_ordered()
    {
        var cart = SampleOrder.Map(_ => { }).Record!;
        Assert.Multiple(() =>
        {
            Assert.That((cart.Id, cart.Customer), Is.EqualTo((new CartId(1), (CustomerId?)new CustomerId(7))));
            Assert.That(cart.Items, Is.EqualTo(new[]
            {
                new CartItem(new ProductId(5), 2, new Money(10.95m), SampleOrder.Placed.AddHours(-25).AddMilliseconds(69)),
                new CartItem(new ProductId(6), 1, new Money(20.95m), SampleOrder.Placed.AddHours(-24.5)),
            }));
            var order = cart.Order!;
            Assert.That(
                (order.Number, order.State, order.ShopStatus, order.PlacedAt, order.City, order.CancelledAt, order.StatedTotal),
                Is.EqualTo(("3GHN", OrderState.Placed, "PaymentSettled", (DateTime?)SampleOrder.Placed, "Ulm", (DateTime?)null, 56.82m)));
            Assert.That(SampleOrder.Rows(order), Is.EqualTo(new[] { Line1, Line2, Shipping }));
        });
    }

    [Test]
    public void Whatever_order_the_shops_database_has_the_parts_in_the_rows_are_the_same()
    {
        var order = SampleOrder.New();
        SampleOrder.Line(order, 0, ("quantity", 1), ("linePrice", 1095), ("proratedLinePrice", 1095), ("proratedLinePriceWithTax", 1303));
        SampleOrder.Line(order, 1, ("quantity", 0), ("linePrice", 0), ("proratedLinePrice", 0), ("proratedLinePriceWithTax", 0));
        SampleOrder.Cancel(order, "2026-01-11T12:00:00.000Z", false, (11, 1));
        SampleOrder.Cancel(order, "2026-01-12T12:00:00.000Z", false, (12, 1));
        SampleOrder.PayBack(order, "2026-01-12T12:00:00.000Z", 300);
        SampleOrder.PayBack(order, "2026-01-12T12:00:00.000Z", 5000);
        foreach (var (id, price) in new[] { ("3", 100), ("4", 200) })
            order["surcharges"]!.AsArray().Add(new JsonObject { ["id"] = id, ["price"] = price, ["priceWithTax"] = price });
        order["shippingLines"]!.AsArray().Add(JsonNode.Parse(
            """{"price":90,"priceWithTax":90,"discountedPrice":90,"discountedPriceWithTax":90}"""));

        var (straight, turned) = (Mapped(order), Mapped(Turned(order)!));

        Assert.That(turned.Items, Is.EqualTo(straight.Items));
        Assert.That(turned.Order!.Sales, Is.EqualTo(straight.Order!.Sales).And.Length.EqualTo(9));

        static Cart Mapped(JsonNode order) => SampleOrder.Map(Encoding.UTF8.GetBytes(order.ToJsonString())).Record!;

        static JsonNode? Turned(JsonNode? node) => node switch
        {
            JsonArray list => new JsonArray([.. list.Reverse().Select(Turned)]),
            JsonObject parts => new JsonObject(parts.Select(part => KeyValuePair.Create(part.Key, Turned(part.Value)))),
            _ => node?.DeepClone(),
        };
    }

    [Test]
    public void What_is_not_placed_is_an_open_cart_without_sales()
    {
        var cart = SampleOrder.Map(order =>
        {
            (order["orderPlacedAt"], order["state"]) = (null, "AddingItems");
            SampleOrder.Line(order, 0, ("orderPlacedQuantity", 0));
            SampleOrder.Line(order, 1, ("orderPlacedQuantity", 0), ("quantity", 0));
        }).Record!;
        Assert.That(cart.Items.Select(item => item.Quantity), Is.EqualTo(new[] { 2m }));
        Assert.That(
            (cart.Order!.State, cart.Order.Sales.Length, cart.Order.StatedTotal), Is.EqualTo((OrderState.Pending, 0, (decimal?)null)));
    }

    [Test]
    public void A_discount_is_what_the_shop_takes_off_a_line()
    {
        var order = SampleOrder.Good(order =>
        {
            order["totalWithTax"] = 5421;
            SampleOrder.Line(order, 0, ("proratedLinePrice", 1971), ("proratedLinePriceWithTax", 2345));
        });
        Assert.That(SampleOrder.Rows(order)[0], Is.EqualTo("01-10 sale order product 1: 2 x 21.90 - 2.19 + 3.74"));
    }

    [Test]
    public void Cancelled_units_come_back_on_the_day_of_the_cancellation_at_their_share_of_the_line()
    {
        var order = SampleOrder.Good(order =>
        {
            order["totalWithTax"] = 4379;
            OneUnitLeft(order);
            SampleOrder.Cancel(order, "2026-01-12T08:00:00Z", shipping: false, (11, 1));
        });
        Assert.That(SampleOrder.Rows(order), Is.EqualTo(new[]
        {
            Line1, Line2, Shipping, "01-12 return cancellation product 1: -1 x -10.95 - 0.00 + -2.08",
        }));
        Assert.That(order.State, Is.EqualTo(OrderState.Placed));
    }

    [Test]
    public void A_cancelled_order_stays_an_order_of_its_day_and_goes_back_whole_on_another()
    {
        var order = SampleOrder.Good(order =>
        {
            (order["totalWithTax"], order["state"]) = (0, "Cancelled");
            foreach (var line in new[] { 0, 1 })
                SampleOrder.Line(order, line, ("quantity", 0), ("linePrice", 0), ("proratedLinePrice", 0), ("proratedLinePriceWithTax", 0));
            order["shippingLines"]![0]!["discountedPrice"] = 0;
            order["shippingLines"]![0]!["discountedPriceWithTax"] = 0;
            SampleOrder.Cancel(order, "2026-01-12T08:00:00Z", shipping: true, (11, 2), (12, 1));
            SampleOrder.PayBack(order, "2026-01-12T08:00:01Z", 5682);
        });
        Assert.That(SampleOrder.Rows(order), Is.EqualTo(new[]
        {
            Line1, Line2, Shipping, "01-12 return cancellation product 1: -2 x -21.90 - 0.00 + -4.16",
            "01-12 return cancellation product 2: -1 x -20.95 - 0.00 + -3.98",
            "01-12 return cancellation shipping : 0 x -4.90 - 0.00 + -0.93",
        }));
        Assert.That(
            (order.State, order.PlacedAt, order.CancelledAt, order.StatedTotal),
            Is.EqualTo((OrderState.Cancelled, (DateTime?)SampleOrder.Placed, (DateTime?)SampleOrder.Placed.AddHours(44), 0m)));
    }

    [Test]
    public void Money_paid_back_without_a_cancellation_is_an_adjustment_once_it_is_settled()
    {
        var order = SampleOrder.Good(order =>
        {
            SampleOrder.PayBack(order, "2026-01-11T09:00:00Z", 1500);
            SampleOrder.PayBack(order, "2026-01-11T09:30:00Z", 700, "Pending");
        });
        Assert.That(SampleOrder.Rows(order)[3..], Is.EqualTo(new[] { "01-11 return refund adjustment : 0 x -15.00 - 0.00 + 0.00" }));
        Assert.That(order.StatedTotal, Is.EqualTo(41.82m));
    }

    [Test]
    public void Money_paid_back_before_the_cancellation_it_is_for_counts_once()
    {
        var order = SampleOrder.Good(order =>
        {
            order["totalWithTax"] = 4379;
            OneUnitLeft(order);
            SampleOrder.PayBack(order, "2026-01-11T09:00:00Z", 1303);
            SampleOrder.Cancel(order, "2026-01-12T08:00:00Z", shipping: false, (11, 1));
        });
        Assert.That(SampleOrder.Rows(order)[3..], Is.EqualTo(new[]
        {
            "01-11 return refund adjustment : 0 x -13.03 - 0.00 + 0.00",
            "01-12 return cancellation product 1: -1 x -10.95 - 0.00 + -2.08", "01-12 return refund adjustment : 0 x 13.03 - 0.00 + 0.00",
        }));
    }

    [Test]
    public void Units_that_a_modification_takes_off_are_an_edit_and_no_cancellation_beside_it()
    {
        var order = SampleOrder.Good(order =>
        {
            order["totalWithTax"] = 4379;
            OneUnitLeft(order);
            Modify(order, "2026-01-11T10:00:00.120Z", -1303, -1);
            SampleOrder.Cancel(order, "2026-01-11T10:00:00.000Z", shipping: false, (11, 1));
            SampleOrder.PayBack(order, "2026-01-11T10:00:00.150Z", 1303);
        });
        Assert.That(SampleOrder.Rows(order)[3..], Is.EqualTo(new[] { "01-11 return edit product 1: -1 x -10.95 - 0.00 + -2.08" }));
    }

    [Test]
    public void More_of_a_product_that_was_there_counts_whole_although_the_modification_states_less()
    {
        var order = SampleOrder.Good(order =>
        {
            order["totalWithTax"] = 9591;
            SampleOrder.Line(
                order, 0, ("quantity", 5), ("linePrice", 5475), ("proratedLinePrice", 5475), ("proratedLinePriceWithTax", 6515));
            Modify(order, "2026-01-11T10:00:00Z", 3909, 1);
        });
        Assert.That(SampleOrder.Rows(order)[3..], Is.EqualTo(new[] { "01-11 sale edit product 1: 3 x 32.85 - 0.00 + 6.24" }));
    }

    [Test]
    public void A_surcharge_is_a_fee_of_the_order_or_of_the_modification_it_came_with()
    {
        var order = SampleOrder.Good(order =>
        {
            order["totalWithTax"] = 5682 + 357 - 119;
            order["surcharges"] = JsonNode.Parse(
                """[{"id":"1","price":300,"priceWithTax":357},{"id":"2","price":-100,"priceWithTax":-119}]""");
            Modify(order, "2026-01-11T10:00:00Z", -119, 0);
            order["modifications"]![0]!["surcharges"] = JsonNode.Parse("""[{"id":"2"}]""");
        });
        Assert.That(SampleOrder.Rows(order), Does.Contain("01-10 sale order fee : 0 x 3.00 - 0.00 + 0.57")
            .And.Contain("01-11 sale edit fee : 0 x -1.00 - 0.00 + -0.19"));
    }

    [TestCase(0, 5682)]
    [TestCase(3, 5)]
    public void Amounts_have_as_many_decimals_as_the_shop_says(int decimals, int whole) => Assert.That(
        decimal.Truncate(SampleOrder.Good(order => order["precision"] = decimals).StatedTotal!.Value), Is.EqualTo((decimal)whole));

    [Test]
    public void Orders_in_another_currency_and_parts_of_sellers_are_skipped()
    {
        Assert.That(SampleOrder.Map(order => order["currencyCode"] = "EUR").Skip, Is.EqualTo(new Skip("EUR")));
        Assert.That(SampleOrder.Map(order => order["type"] = "Seller").Skip, Is.EqualTo(new Skip(null)));
    }

    [Test]
    public void Ids_of_a_shop_that_names_by_texts_are_hashed()
    {
        var mapped = SampleOrder.Map(order =>
        {
            (order["id"], order["lines"]![0]!["id"]) = ("5e1a-uuid", "77aa-uuid");
            order["customer"]!["id"] = "007";
        });
        Assert.That(
            (mapped.Key, mapped.SourceText, mapped.Record!.Customer),
            Is.EqualTo((ShopKey.FromText("5e1a-uuid"), "5e1a-uuid", (CustomerId?)new CustomerId(ShopKey.FromText("007"), "007"))));
        Assert.That(mapped.Record.Order!.Difference, Is.Zero);
    }

    [TestCase("orderPlacedAt", "\"soon\"", RejectionReason.BadDate, "$.orderPlacedAt")]
    [TestCase("lines", "{}", RejectionReason.WrongType, "$.lines")]
    [TestCase("totalWithTax", "null", RejectionReason.MissingField, "$.totalWithTax")]
    [TestCase("lines", """[{"quantity":-1}]""", RejectionReason.MissingField, "$.lines[0].orderPlacedQuantity")]
    [TestCase("precision", "9", RejectionReason.OutOfRange, "$.precision")]
    public void What_a_figure_needs_and_cannot_be_read_costs_the_order(string field, string json, RejectionReason reason, string path)
    {
        var mapped = SampleOrder.Map(order => order[field] = JsonNode.Parse(json));
        Assert.That((mapped.Key, mapped.Rejection), Is.EqualTo(((long?)1, new Rejection(reason, path))));
    }

    [Test]
    public void Whatever_the_bytes_an_order_is_accepted_rejected_or_skipped()
    {
        var original = Encoding.UTF8.GetBytes(SampleOrder.Text(order => SampleOrder.Cancel(order, "2026-01-12T08:00:00Z", false, (11, 1))));
        var random = new Random(20261128);
        var accepted = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var mapped = SampleOrder.Map(PayloadFuzzTests.Mutated(original, random));
            Assert.That(new object?[] { mapped.Record, mapped.Rejection, mapped.Skip }.Count(part => part is not null), Is.EqualTo(1));
            accepted += mapped.Record is null ? 0 : 1;
        }
        Assert.That(accepted, Is.InRange(50, 2_700));
    }

    private static void OneUnitLeft(JsonObject order) => SampleOrder.Line(
        order, 0, ("quantity", 1), ("linePrice", 1095), ("proratedLinePrice", 1095), ("proratedLinePriceWithTax", 1303));

    private static void Modify(JsonObject order, string at, int change, int units) =>
        order["modifications"]!.AsArray().Add(JsonNode.Parse(
            $$"""{"createdAt":"{{at}}","priceChange":{{change}},"lines":[{"orderLineId":"11","quantity":{{units}}}],"surcharges":[]}"""));
}
