using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Worker.Sources.Vendure;
using EcommerceEtl.Worker.Sources.Vendure;

namespace EcommerceEtl.Tests.Changes;

/// <summary>What a Vendure forgets of an order, and the landing zone remembers.</summary>
public sealed class VendureMemoryTests
{
    private const string Placement = """
        SELECT s.day, sum(gross)::numeric(9,2), sum(discount)::numeric(9,2), sum(tax)::numeric(9,2)
        FROM order_sales s JOIN orders o USING (store_id, cart_id)
        WHERE number = 'N2' AND cause = 'order' GROUP BY s.day, item ORDER BY item
        """;

    private const string Cancellation = """
        SELECT s.day, sum(gross - discount)::numeric(9,2), sum(tax)::numeric(9,2)
        FROM order_sales s JOIN orders o USING (store_id, cart_id)
        WHERE number = 'N2' AND cause = 'cancellation' GROUP BY s.day, item ORDER BY item
        """;

    private VendureBundle _bundle = null!;

    [SetUp]
    public async Task OpenAsync() => _bundle = await VendureBundle.StartAsync();

    [TearDown]
    public ValueTask CloseAsync() => _bundle.DisposeAsync();

    [Test]
    public async Task Of_lines_that_were_cancelled_the_discounts_are_remembered_by_whoever_saw_the_order_placed()
    {
        Discount(_bundle.Orders[1]);
        _bundle.Serve();
        await _bundle.Pipeline.SucceedAsync();
        string[] placed = ["2026-01-09|42.85|2.19|7.72", "2026-01-09|4.90|0.00|0.93"];
        await _bundle.Pipeline.GivesAsync(Placement, placed);

        Cancel(_bundle.Orders[1]);
        _bundle.Serve();
        await _bundle.Pipeline.SucceedAsync();

        await _bundle.Pipeline.GivesAsync(Placement, placed, "the day of the order stays as it was");
        await _bundle.Pipeline.GivesAsync(Cancellation, ["2026-03-01|-40.66|-7.72", "2026-03-01|-4.90|-0.93"]);
        await _bundle.Pipeline.GivesAsync("SELECT stated_total, difference FROM orders WHERE number = 'N2'", ["0.0000|0.0000"]);

        // Its landed form alone says it too: a replay in a new database.
        await _bundle.Pipeline.ReplaceDatabaseAsync();
        await _bundle.Pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(null, null, Force: false),
        });
        await _bundle.Pipeline.GivesAsync(Placement, placed);
        await _bundle.Pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task A_run_that_was_refused_leaves_what_is_remembered_as_it_was()
    {
        Discount(_bundle.Orders[1]);
        _bundle.Serve();
        await _bundle.Pipeline.SucceedAsync();
        Cancel(_bundle.Orders[1]);
        _bundle.Serve();
        await _bundle.Pipeline.SucceedAsync();
        var placed = await _bundle.Pipeline.Database.RowsAsync(Placement);
        // Hours later another shop answers for once, which has none of the orders.
        _bundle.Pipeline.Clock.Ahead += TimeSpan.FromHours(2);
        _bundle.Shop.With("orders", []);
        await _bundle.Pipeline.FailAsync(ErrorCode.SuspiciousSnapshot);
        Assert.That(
            Directory.EnumerateFiles(_bundle.Pipeline.LandingPath, "merged.json", SearchOption.AllDirectories), Is.Empty,
            "the next run does not begin with what was refused");
        _bundle.Serve();

        await _bundle.Pipeline.SucceedAsync();

        await _bundle.Pipeline.GivesAsync(Placement, placed);
    }

    [Test]
    public void Of_several_versions_that_came_since_the_first_one_is_remembered()
    {
        var (first, second, third) = (SampleOrder.New(), SampleOrder.New(), SampleOrder.New());
        SampleOrder.Line(first, 0, ("linePrice", 1));
        SampleOrder.Line(second, 0, ("linePrice", 2));
        SampleOrder.Line(third, 0, ("linePrice", 3));

        var later = VendureMemory.Carry(Bytes(second), Bytes(third));
        var kept = JsonNode.Parse(VendureMemory.Carry(Bytes(first), later))!;
        Assert.That(kept["placed"]![0]!["linePrice"]!.GetValue<int>(), Is.EqualTo(1));
        kept.AsObject().Remove("placed");
        Assert.That(JsonNode.DeepEquals(kept, third), Is.True, "the rest is as it came");
        Assert.That(VendureMemory.Carry(Bytes(first), VendureMemory.Carry(Bytes(first), later)), Is.EqualTo(
            VendureMemory.Carry(Bytes(first), later)));

        static byte[] Bytes(JsonObject order) => Encoding.UTF8.GetBytes(order.ToJsonString());
    }

    [Test]
    public async Task Of_an_order_that_was_only_seen_cancelled_no_discount_is_known()
    {
        Discount(_bundle.Orders[1]);
        Cancel(_bundle.Orders[1]);
        _bundle.Serve();

        await _bundle.Pipeline.SucceedAsync();

        await _bundle.Pipeline.GivesAsync(Placement, ["2026-01-09|42.85|0.00|8.14", "2026-01-09|4.90|0.00|0.93"]);
        await _bundle.Pipeline.GivesAsync("SELECT stated_total, difference FROM orders WHERE number = 'N2'", ["0.0000|0.0000"]);
    }

    /// <summary>A coupon took 10 % off the first line.</summary>
    private static void Discount(JsonObject order)
    {
        order["totalWithTax"] = 5421;
        SampleOrder.Line(
            order, 0, ("proratedUnitPrice", 986), ("proratedUnitPriceWithTax", 1173), ("proratedLinePrice", 1971),
            ("proratedLinePriceWithTax", 2345));
    }

    /// <summary>The whole order is cancelled, upon which the shop forgets what the coupon took off.</summary>
    private static void Cancel(JsonObject order)
    {
        const string at = "2026-03-01T12:01:30.000Z";
        (order["state"], order["totalWithTax"], order["updatedAt"]) = ("Cancelled", 0, at);
        SampleOrder.Line(
            order, 0, ("quantity", 0), ("linePrice", 0), ("proratedUnitPrice", 1095), ("proratedUnitPriceWithTax", 1303),
            ("proratedLinePrice", 0), ("proratedLinePriceWithTax", 0));
        SampleOrder.Line(order, 1, ("quantity", 0), ("linePrice", 0), ("proratedLinePrice", 0), ("proratedLinePriceWithTax", 0));
        (order["shippingLines"]![0]!["discountedPrice"], order["shippingLines"]![0]!["discountedPriceWithTax"]) = (0, 0);
        SampleOrder.Cancel(order, at, shipping: true, (11, 2), (12, 1));
    }
}
