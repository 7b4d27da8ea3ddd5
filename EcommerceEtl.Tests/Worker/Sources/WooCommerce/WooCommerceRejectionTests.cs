using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

public sealed class WooCommerceRejectionTests
{
    [TestCase("id", "\"27\"", RejectionReason.WrongType, null)]
    [TestCase("id", "null", RejectionReason.MissingField, null)]
    [TestCase("id", "0", RejectionReason.OutOfRange, null)]
    [TestCase("status", "7", RejectionReason.WrongType)]
    [TestCase("status", "\"\"", RejectionReason.MissingField)]
    [TestCase("status", "\"\\ud800\"", RejectionReason.BadText)]
    [TestCase("currency", "null", RejectionReason.MissingField)]
    [TestCase("currency", "\"EU R\"", RejectionReason.BadText)]
    [TestCase("currency", "\"EUREUREUREUR\"", RejectionReason.TooLong)]
    [TestCase("date_created_gmt", "null", RejectionReason.MissingField)]
    [TestCase("date_created_gmt", "\"yesterday\"", RejectionReason.BadDate)]
    [TestCase("date_created_gmt", "\"0000-00-00T00:00:00\"", RejectionReason.BadDate)]
    [TestCase("date_created_gmt", "\"2026-11-26T12:00:01\"", RejectionReason.FutureDate)]
    [TestCase("date_modified_gmt", "\"\"", RejectionReason.BadDate)]
    [TestCase("date_paid_gmt", "0", RejectionReason.WrongType)]
    [TestCase("date_paid_gmt", "\"2027-01-01T00:00:00\"", RejectionReason.FutureDate)]
    [TestCase("total", "\"90,26\"", RejectionReason.WrongType)]
    [TestCase("total", "\"1.2.3\"", RejectionReason.WrongType)]
    [TestCase("total", "\"1e3\"", RejectionReason.WrongType)]
    [TestCase("total", "[]", RejectionReason.WrongType)]
    [TestCase("total", "\"10000000000.0001\"", RejectionReason.OutOfRange)]
    [TestCase("total", "-10000000001", RejectionReason.OutOfRange)]
    [TestCase("total", "\"99999999999999999999999999999999\"", RejectionReason.OutOfRange)]
    [TestCase("line_items", "{}", RejectionReason.WrongType)]
    [TestCase("line_items", "null", RejectionReason.MissingField)]
    [TestCase("fee_lines", "\"\"", RejectionReason.WrongType)]
    [TestCase("shipping_lines", "null", RejectionReason.MissingField)]
    [TestCase("refunds", "null", RejectionReason.MissingField)]
    [TestCase("line_items[0]", "5", RejectionReason.WrongType)]
    [TestCase("line_items[0].id", "null", RejectionReason.MissingField)]
    [TestCase("line_items[0].product_id", "\"p\"", RejectionReason.WrongType)]
    [TestCase("line_items[0].product_id", "-1", RejectionReason.OutOfRange)]
    [TestCase("line_items[0].quantity", "\"1\"", RejectionReason.WrongType)]
    [TestCase("line_items[0].quantity", "-1", RejectionReason.OutOfRange)]
    [TestCase("line_items[0].quantity", "1000000.001", RejectionReason.OutOfRange)]
    [TestCase("line_items[0].subtotal", "null", RejectionReason.MissingField)]
    [TestCase("line_items[0].subtotal", "\"-0.01\"", RejectionReason.OutOfRange)]
    [TestCase("line_items[0].subtotal", "\"10000000.01\"", RejectionReason.OutOfRange)]
    [TestCase("line_items[0].total_tax", "true", RejectionReason.WrongType)]
    [TestCase("shipping_lines[0].total", "{}", RejectionReason.WrongType)]
    [TestCase("refunds[0].id", "null", RejectionReason.MissingField)]
    [TestCase("refunds[0].amount", "\"-5.00\"", RejectionReason.OutOfRange)]
    [TestCase("refunds[0].date_created_gmt", "\"2026-11-27\"", RejectionReason.FutureDate)]
    [TestCase("refunds[0].items", "7", RejectionReason.WrongType)]
    [TestCase("refunds[0].items[0].quantity", "null", RejectionReason.MissingField)]
    [TestCase("refunds[0].items[0].total", "\"x\"", RejectionReason.WrongType)]
    [TestCase("refunds[0].shipping", "\"\"", RejectionReason.WrongType)]
    public void A_bad_order_is_rejected_with_reason_path_and_key(string path, string json, RejectionReason reason, long? key = 27)
    {
        var mapped = RecordedShop.Map(With(path, json));
        Assert.That((mapped.Rejection, mapped.Key, mapped.Record, mapped.Skip), Is.EqualTo(
            (new Rejection(reason, $"$.{path}"), key, (EcommerceEtl.Domain.Funnel.Cart?)null, (Skip?)null)));
    }

    [TestCase("number", "7")]
    [TestCase("customer_id", "\"x\"")]
    [TestCase("billing", "[]")]
    [TestCase("billing.city", "\"a@b.example\"")]
    [TestCase("billing.city", "\"\\udc00\"")]
    public void A_bad_detail_costs_nothing_but_itself(string path, string json)
    {
        var mapped = RecordedShop.Map(With(path, json));
        Assert.Multiple(() =>
        {
            Assert.That(mapped.LeftOut, Is.EqualTo(new[] { path }));
            Assert.That(mapped.Record!.Order!.Difference, Is.Zero);
        });
    }

    [TestCase("customer_id", "0")]
    [TestCase("customer_id", "null")]
    [TestCase("billing.city", "\"\"")]
    public void What_a_guest_or_a_buyer_without_a_city_lacks_is_no_flaw(string path, string json) =>
        Assert.That(RecordedShop.Map(With(path, json)).LeftOut, Is.Empty);

    [TestCase("\"currency\":", "\"currency\":\"EUR\",", "$.currency")]
    [TestCase("\"total\":\"90.26\"", "\"total\":\"90.26\",", "$.total")]
    [TestCase("\"quantity\":1,", "\"quantity\":1,", "$.line_items[0].quantity")]
    [TestCase("\"amount\":", "\"amount\":\"5.00\",", "$.refunds[0].amount")]
    public void A_property_that_comes_twice_costs_the_order(string at, string inserted, string path)
    {
        var text = Encoding.UTF8.GetString(RecordedShop.Order(27));
        var place = text.IndexOf(at, StringComparison.Ordinal);
        Assert.That(place, Is.GreaterThan(0), text);
        Assert.That(
            RecordedShop.Map(Encoding.UTF8.GetBytes(text.Insert(place, inserted))).Rejection,
            Is.EqualTo(new Rejection(RejectionReason.DuplicateKey, path)));
    }

    [Test]
    public void Two_refunds_of_one_number_cost_the_order()
    {
        var order = Order();
        order["refunds"]!.AsArray().Add(order["refunds"]![0]!.DeepClone());
        Assert.That(RecordedShop.Map(Bytes(order)).Rejection, Is.EqualTo(new Rejection(RejectionReason.DuplicateKey, "$.refunds[1].id")));
    }

    [Test]
    public void An_order_may_have_10_000_lines_and_no_more()
    {
        static byte[] Lines(int count)
        {
            var order = Order();
            var line = order["line_items"]![0]!;
            order["line_items"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => line.DeepClone())]);
            return Bytes(order);
        }
        Assert.That(RecordedShop.Map(Lines(10_000)).Record!.Items, Has.Length.EqualTo(10_000));
        Assert.That(RecordedShop.Map(Lines(10_001)).Rejection, Is.EqualTo(new Rejection(RejectionReason.TooLong, "$.line_items")));
    }

    private static byte[] With(string path, string json)
    {
        // Lone surrogates can be written by no serializer: the value is put into the finished text.
        var order = Order();
        JsonNode at = order;
        var steps = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
            at = int.TryParse(step, CultureInfo.InvariantCulture, out var i) ? at[i]! : at[step]!;
        if (int.TryParse(steps[^1], CultureInfo.InvariantCulture, out var last))
            at[last] = "$here";
        else
            at[steps[^1]] = "$here";
        return Encoding.UTF8.GetBytes(order.ToJsonString().Replace("\"$here\"", json, StringComparison.Ordinal));
    }

    private static JsonObject Order() => JsonNode.Parse(RecordedShop.Order(27))!.AsObject();

    private static byte[] Bytes(JsonObject order) => Encoding.UTF8.GetBytes(order.ToJsonString());
}
