using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Medusa;
using static EcommerceEtl.Tests.Worker.Sources.Medusa.SampleMedusaOrder;

namespace EcommerceEtl.Tests.Worker.Sources.Medusa;

/// <summary>How an order of Medusa becomes rows; the amounts are those that a Medusa 2.21 stated of such orders.</summary>
public sealed class MedusaOrderTests
{
    private const string Placed = "02-01 order shipping 0 4.9 0 0.931";
    private const string Day2 = "2026-02-02T12:00:00.000Z";
    private const string Day3 = "2026-02-03T12:00:00.000Z";

    [Test]
    public void An_order_is_its_lines_and_shipping_on_its_day()
    {
        var cart = New().Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[] { "02-01 order product 2 41.9 0 7.961", Placed }));
        var order = cart.Order!;
        Assert.That((order.Number, order.State, order.ShopStatus, order.City, order.StatedTotal, order.Difference),
            Is.EqualTo(("7", OrderState.Placed, "pending", "Ulm", 55.692m, 0m)));
        Assert.That((cart.Id.Text, cart.Customer!.Value.Text, cart.PlacedAt, cart.Items.Single().AddedAt), Is.EqualTo((
            "order_1", "cus_1", new DateTime(2026, 2, 1, 9, 0, 0, DateTimeKind.Utc),
            (DateTime?)new DateTime(2026, 2, 1, 9, 30, 0, DateTimeKind.Utc))));
    }

    /// <summary>50.95 + 4.90 + tax 10.6115, cancelled the next day; what was captured is paid back with it.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void A_cancellation_reverses_all_on_its_day_and_what_it_pays_back_adds_nothing(bool captured)
    {
        var order = New(lines: Item("ordli_1", 1, 50.95m)).Total(captured ? 0 : 66.4615m);
        (order["status"], order["canceled_at"]) = ("canceled", Day2);
        if (captured)
            order.Refund("2026-02-02T11:59:59.700Z", 66.4615m).Credit("2026-02-02T11:59:59.900Z", 66.4615m);

        var cart = order.Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 1 50.95 0 9.6805", Placed, "02-02 cancellation product -1 -50.95 0 -9.6805",
            "02-02 cancellation shipping 0 -4.9 0 -0.931",
        }));
        Assert.That((cart.Order!.State, cart.Order.StatedTotal, cart.Order.Difference), Is.EqualTo((OrderState.Cancelled, 0m, 0m)));
    }

    /// <summary>103.02 in France, of which 30.50 is paid back without a return: of version 2.21, which writes it off, and of an earlier
    /// one, whose total stays as it was.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void A_refund_without_a_return_is_an_adjustment_without_tax(bool writesOff)
    {
        var order = New(lines: Item("ordli_1", 1, 80.95m)).Refund(Day2, 30.5m).Total(writesOff ? 72.52m : 103.02m);
        foreach (var list in (string[])["items", "shipping_methods"])
            order[list]![0]!["tax_lines"]![0]!["rate"] = 20;
        if (writesOff)
            order.Credit("2026-02-02T12:00:00.200Z", 30.5m);

        var cart = order.Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 1 80.95 0 16.19", "02-01 order shipping 0 4.9 0 0.98", "02-02 refund adjustment 0 -30.5 0 0",
        }));
        Assert.That((cart.Order!.StatedTotal, cart.Order.Difference), Is.EqualTo((72.52m, 0m)));
    }

    [Test]
    public void Units_that_an_edit_adds_are_sold_on_the_day_of_the_edit()
    {
        var cart = New(lines: Item("ordli_1", 4, 20.95m)).Total(105.553m)
            .Change(Day2, Action("ITEM_UPDATE", "ordli_1", quantity: 4, difference: 2)).Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 2 41.9 0 7.961", Placed, "02-02 edit product 2 41.9 0 7.961",
        }));
        Assert.That((cart.Items.Single().Quantity, cart.Order!.Difference), Is.EqualTo((2m, 0m)));
    }

    /// <summary>The shop keeps all of the discount, however few units are left.</summary>
    [Test]
    public void Units_that_an_edit_takes_off_take_no_discount_along()
    {
        var (first, second) = (Item("ordli_1", 2, 40.95m), Item("ordli_2", 1, 30.95m));
        first["adjustments"] = new JsonArray(new JsonObject { ["amount"] = 12.285m, ["is_tax_inclusive"] = false });
        second["adjustments"] = new JsonArray(new JsonObject { ["amount"] = 3.095m, ["is_tax_inclusive"] = false });

        var cart = New(lines: [first, second]).Total(121.8203m)
            .Change(Day2, Action("ITEM_UPDATE", "ordli_1", quantity: 2, difference: -1)).Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 3 122.85 12.285 21.0074", "02-01 order product 1 30.95 3.095 5.2925", Placed,
            "02-02 edit product -1 -40.95 0 -7.7805",
        }));
        Assert.That(cart.Order!.Difference, Is.EqualTo(0).Within(0.0002));
    }

    [Test]
    public void What_came_back_counts_when_it_was_received_and_its_refund_adds_nothing()
    {
        var line = Item("ordli_1", 2, 90.95m);
        (line["detail"]!["return_received_quantity"], line["detail"]!["return_dismissed_quantity"]) = (1, 0);

        var cart = New(lines: line).Total(114.0615m).Refund(Day3, 108.2305m)
            .Change("2026-02-02T09:00:00.000Z", Action("RETURN_ITEM", "ordli_1", 1))
            .Change(Day2, Action("RECEIVE_RETURN_ITEM", "ordli_1", 1)).Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 2 181.9 0 34.561", Placed, "02-02 refund product -1 -90.95 0 -17.2805",
        }));
        Assert.That((cart.Order!.StatedTotal, cart.Order.Difference), Is.EqualTo((114.0615m, 0m)));
    }

    [Test]
    public void Each_unit_that_comes_back_damaged_or_not_takes_its_share_of_the_discount_along()
    {
        var line = Item("ordli_1", 3, 40.95m);
        line["adjustments"] = new JsonArray(new JsonObject { ["amount"] = 12.285m, ["is_tax_inclusive"] = false });
        (line["detail"]!["return_received_quantity"], line["detail"]!["return_dismissed_quantity"]) = (1, 1);

        // 36.855 a unit and its tax, and shipping.
        var cart = New(lines: line).Total(49.6885m)
            .Change(Day2, Action("RECEIVE_RETURN_ITEM", "ordli_1", 1))
            .Change(Day3, Action("RECEIVE_DAMAGED_RETURN_ITEM", "ordli_1", 1)).Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 3 122.85 12.285 21.0074", Placed, "02-02 refund product -1 -40.95 -4.095 -7.0025",
            "02-03 refund product -1 -40.95 -4.095 -7.0025",
        }));
        Assert.That(cart.Order!.Difference, Is.EqualTo(0).Within(0.0002));
    }

    [Test]
    public void An_exchange_is_a_return_and_a_line_more()
    {
        var back = Item("ordli_1", 1, 40.95m);
        back["detail"]!["return_received_quantity"] = 1;

        var cart = New(lines: [back, Item("ordli_2", 1, 40.95m)]).Total(54.5615m)
            .Change(Day2, Action("RETURN_ITEM", "ordli_1", 1), Action("ITEM_ADD", "ordli_2", 1))
            .Change(Day3, Action("RECEIVE_RETURN_ITEM", "ordli_1", 1)).Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 1 40.95 0 7.7805", Placed, "02-02 edit product 1 40.95 0 7.7805",
            "02-03 refund product -1 -40.95 0 -7.7805",
        }));
        Assert.That(cart.Order!.Difference, Is.Zero);
    }

    [Test]
    public void Shipping_that_an_edit_adds_counts_on_its_day()
    {
        var order = New().Total(61.523m);
        order["shipping_methods"]!.AsArray().Add(JsonNode.Parse(
            """{"id":"ordsm_2","amount":4.9,"is_tax_inclusive":false,"adjustments":[],"tax_lines":[{"rate":19}]}"""));

        var cart = order.Change(Day2, """{"action":"SHIPPING_ADD","reference_id":"ordsm_2","details":{}}""").Map();

        Assert.That(cart.Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 2 41.9 0 7.961", Placed, "02-02 edit shipping 0 4.9 0 0.931",
        }));
        Assert.That(cart.Order!.Difference, Is.Zero);
    }

    [Test]
    public void Prices_and_discounts_with_tax_are_taken_without()
    {
        var line = Item("ordli_1", 2, 11.9m);
        line["is_tax_inclusive"] = true;
        line["adjustments"] = new JsonArray(new JsonObject { ["amount"] = 2.38m, ["is_tax_inclusive"] = true });
        var order = New(lines: line).Total(26.32m);
        (order["shipping_methods"]![0]!["amount"], order["shipping_methods"]![0]!["is_tax_inclusive"]) = (4.9m, true);

        var cart = order.Map();

        // 23.80 less 2.38 with tax; 4.90 with tax.
        Assert.That(cart.Rows(), Is.EqualTo(new[] { "02-01 order product 2 20 2 3.42", "02-01 order shipping 0 4.1176 0 0.7824" }));
        Assert.That((cart.Items.Single().StatedPrice!.Value.Amount, cart.Order!.Difference), Is.EqualTo((10m, 0m)));
    }

    [Test]
    public void The_order_in_which_the_shop_lists_lines_does_not_matter()
    {
        var (one, other) = (Item("ordli_1", 2, 20.95m), Item("ordli_2", 1, 10));

        var cart = New(lines: [one, other]).Map();
        var turned = New(lines: [other, one]).Map();

        Assert.That(turned.Rows(), Is.EqualTo(cart.Rows()));
        Assert.That(turned.Items, Is.EqualTo(cart.Items));
    }

    [Test]
    public void A_gift_card_is_no_sale_of_a_product()
    {
        var line = Item("ordli_1", 1, 50);
        line["is_giftcard"] = true;
        line["tax_lines"] = new JsonArray();

        Assert.That(New(lines: line).Map().Rows(), Is.EqualTo(new[] { "02-01 order gift_card 1 50 0 0", Placed }));
    }

    [Test]
    public void A_change_that_was_not_confirmed_is_none()
    {
        var order = New().Change(Day2, Action("ITEM_UPDATE", "ordli_1", quantity: 4, difference: 2));
        (order["changes"]![0]!["status"], order["changes"]![0]!["confirmed_at"]) = ("declined", null);

        Assert.That(order.Map().Rows(), Is.EqualTo(new[] { "02-01 order product 2 41.9 0 7.961", Placed }));
    }

    [Test]
    public void An_order_in_another_currency_is_skipped()
    {
        var order = New();
        order["currency_code"] = "jpy";

        var mapped = new MedusaSource(new StoreOptions { Kind = "Medusa", Currency = "EUR" }, null!)
            .MapCart(Encoding.UTF8.GetBytes(order.ToJsonString()), ExtractBundle.Mapping);

        Assert.That((mapped.Record, mapped.Rejection, mapped.Skip), Is.EqualTo(((object?)null, (Rejection?)null, new Skip("JPY"))));
    }

    [TestCase("""{"items":null}""", RejectionReason.MissingField, "$.items")]
    [TestCase("""{"shipping_methods":null}""", RejectionReason.MissingField, "$.shipping_methods")]
    [TestCase("""{"created_at":"soon"}""", RejectionReason.BadDate, "$.created_at")]
    [TestCase("""{"items":[{"id":"ordli_1","quantity":-1,"unit_price":1}]}""", RejectionReason.OutOfRange, "$.items[0].quantity")]
    [TestCase("""{"items":[{"id":"ordli_1","quantity":1,"unit_price":-1}]}""", RejectionReason.OutOfRange, "$.items[0].unit_price")]
    [TestCase("""{"items":[{"id":"ordli_1","quantity":1}]}""", RejectionReason.MissingField, "$.items[0].unit_price")]
    [TestCase("""{"credit_lines":[{"created_at":"2026-02-02"}]}""", RejectionReason.MissingField, "$.credit_lines[0].amount")]
    public void An_order_that_cannot_be_right_is_rejected(string change, RejectionReason reason, string path)
    {
        var order = New();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            order[name] = value?.DeepClone();

        var mapped = new MedusaSource(new StoreOptions { Kind = "Medusa", Currency = "EUR" }, null!)
            .MapCart(Encoding.UTF8.GetBytes(order.ToJsonString()), ExtractBundle.Mapping);

        Assert.That(mapped.Rejection, Is.EqualTo(new Rejection(reason, path)));
    }

    [Test]
    public void A_line_that_an_edit_took_out_is_remembered_by_whoever_saw_it()
    {
        var (stays, goes) = (Item("ordli_1", 1, 20.95m), Item("ordli_2", 2, 10));
        goes["adjustments"] = new JsonArray(new JsonObject { ["amount"] = 2m, ["is_tax_inclusive"] = false });
        var before = New(lines: [stays, goes]);
        var after = New(lines: Item("ordli_1", 1, 20.95m)).Total(30.7615m)
            .Change(Day2, Action("ITEM_UPDATE", "ordli_2", quantity: 0, difference: -2));

        var kept = JsonNode.Parse(MedusaMemory.Carry(Bytes(before), Bytes(after)))!.AsObject();

        Assert.That(kept.Map().Rows(), Is.EqualTo(new[]
        {
            "02-01 order product 1 20.95 0 3.9805", "02-01 order product 2 20 2 3.42", Placed, "02-02 edit product -2 -20 -2 -3.42",
        }));
        Assert.That(kept.Map().Order!.Difference, Is.Zero);
        // Of versions that came since, the line stays as it was seen last, and nothing else is added.
        Assert.That(Encoding.UTF8.GetString(MedusaMemory.Carry(Bytes(kept), Bytes(after))), Is.EqualTo(kept.ToJsonString()));
        Assert.That(MedusaMemory.Carry(Bytes(before), Bytes(before)), Is.EqualTo(Bytes(before)));

        static byte[] Bytes(JsonObject order) => Encoding.UTF8.GetBytes(order.ToJsonString());
    }
}
