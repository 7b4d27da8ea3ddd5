using System.Globalization;
using System.Text.Json.Nodes;
using EcommerceEtl.Sandbox.Shop;

namespace EcommerceEtl.Sandbox.WooCommerce;

/// <summary>The sample shop as one of WooCommerce: its orders are a pure function of the settings and the clock. An order is made, paid or
/// not, sent, now and then cancelled, edited, paid back in part or as a whole, and thrown away; some are imported with an older
/// date.</summary>
/// <param name="time">The shop's clock.</param>
internal sealed class SampleOrders(ShopSettings shop, TimeProvider time)
{
    private const decimal TaxRate = 0.19m;
    private const decimal Shipping = 4.90m;

    /// <summary>Ids of refunds lie above those of all orders.</summary>
    private const long FirstRefund = 1_000_000_000;

    /// <summary>After the opening an order comes every three minutes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(3);

    private readonly Lock _gate = new();
    private Settled _settled = new(new Quirks());

    private DateTime Opening => shop.Epoch.UtcDateTime;

    /// <summary>What the shop has now.</summary>
    /// <param name="quirks">Of these, whether refunds and edits change an order's time of change, and how late they show.</param>
    public RestShop Now(Quirks quirks)
    {
        var now = time.GetUtcNow().UtcDateTime;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        List<RestRow> orders, refunds;
        lock (_gate)
        {
            if (quirks != _settled.Quirks || now < _settled.At)
                _settled = new Settled(quirks);
            for (; AppearsAt(_settled.Next) + SampleOrder.UntilFate <= now.AddSeconds(-quirks.LateSeconds); _settled.Next++)
                Add(_settled.Next, now, quirks, _settled.Orders, _settled.Refunds);
            _settled.At = now;
            (orders, refunds) = ([.. _settled.Orders], [.. _settled.Refunds]);
            for (var id = _settled.Next; AppearsAt(id) <= now; id++)
                Add(id, now, quirks, orders, refunds);
        }
        return new RestShop(
            orders, refunds,
            [
                .. Assortment.All.Select(product => new RestRow(product.Id, Opening, Opening, "publish", () => new JsonObject
                {
                    ["id"] = product.Id, ["name"] = product.Title, ["price"] = Text(product.ListPrice),
                    ["categories"] = new JsonArray(
                        new JsonObject { ["id"] = product.Category.Length, ["name"] = product.Category, ["slug"] = "c" }),
                    ["average_rating"] = "4.50", ["rating_count"] = 12,
                })),
            ],
            [
                .. Enumerable.Range(1, SampleOrder.Customers).Select(id => new RestRow(id, Opening, Opening, "", () =>
                {
                    var person = People.Invent(shop.Seed, id);
                    return new JsonObject
                    {
                        ["id"] = id, ["email"] = person.Email, ["first_name"] = person.FirstName,
                        ["billing"] = new JsonObject { ["city"] = person.City.Name, ["phone"] = person.Phone },
                    };
                })),
            ]);
    }

    /// <summary>Adds the rows of an order, if it shows yet.</summary>
    private void Add(long id, DateTime now, Quirks quirks, List<RestRow> orders, List<RestRow> refunds)
    {
        var seen = id % 3 == 0 ? now.AddSeconds(-quirks.LateSeconds) : now;
        if (AppearsAt(id) > seen)
            return;
        var order = Order();
        orders.Add(new RestRow(id, order.Created, order.Modified, order.Status, () => Json(Order())));
        if (order.RefundedAt is { } at)
            refunds.Add(new RestRow(FirstRefund + id, at, at, "", () => RefundJson(Order())) { Parent = id });

        SampleOrder Order() => new(shop.Seed, id, AppearsAt(id), seen, quirks);
    }

    /// <summary>When an order first shows: those of the history evenly in the 90 days before the opening.</summary>
    private DateTime AppearsAt(long id) => id <= shop.Size
        ? Opening.AddSeconds((long)(-ShopClock.History.TotalSeconds * (shop.Size - id + 1) / shop.Size))
        : Opening + Pause * (id - shop.Size);

    private JsonObject Json(SampleOrder order)
    {
        var lines = order.Lines.Select((line, i) => new JsonObject
        {
            ["id"] = order.LineId(i),
            ["name"] = "Engraved for Ada",
            ["product_id"] = line.Product.Id,
            ["variation_id"] = 0,
            ["quantity"] = line.Quantity,
            ["subtotal"] = Text(line.Gross),
            ["total"] = Text(line.Net),
            ["total_tax"] = Text(Tax(line.Net)),
        });
        var net = order.Lines.Sum(line => line.Net) + order.Fee + Shipping;
        var tax = order.Lines.Sum(line => Tax(line.Net)) + Tax(order.Fee) + Tax(Shipping);
        var person = People.Invent(shop.Seed, order.Customer == 0 ? (int)(order.Id % 1000) + 1 : order.Customer);
        return new JsonObject
        {
            ["id"] = order.Id,
            ["number"] = order.Id.ToString(CultureInfo.InvariantCulture),
            ["status"] = order.Status,
            ["currency"] = "USD",
            ["date_created_gmt"] = Text(order.Created),
            ["date_modified_gmt"] = Text(order.Modified),
            ["date_paid_gmt"] = order.PaidAt is { } paid ? Text(paid) : null,
            ["total"] = Text(net + tax),
            ["total_tax"] = Text(tax),
            ["customer_id"] = order.Customer,
            ["billing"] = new JsonObject
            { ["first_name"] = person.FirstName, ["email"] = person.Email, ["city"] = person.City.Name },
            ["line_items"] = new JsonArray([.. lines]),
            ["fee_lines"] = order.Fee == 0 ? [] : new JsonArray(Part(order.LineId(8), order.Fee)),
            ["shipping_lines"] = new JsonArray(Part(order.LineId(9), Shipping)),
            ["refunds"] = order.RefundedAt is null ? [] : new JsonArray(
                new JsonObject { ["id"] = FirstRefund + order.Id, ["reason"] = "broken", ["total"] = "-1" }),
        };
    }

    private static JsonObject RefundJson(SampleOrder order)
    {
        var first = order.Lines[0];
        var all = order.Lines.Sum(line => line.Net + Tax(line.Net)) + order.Fee + Tax(order.Fee) + Shipping + Tax(Shipping);
        return new JsonObject
        {
            ["id"] = FirstRefund + order.Id,
            ["parent_id"] = order.Id,
            ["date_created_gmt"] = Text(order.RefundedAt!.Value),
            ["reason"] = "broken",
            ["amount"] = Text(order.Fate == Fate.PaidBack ? all : order.Fate == Fate.LinePaidBack ? first.Net + Tax(first.Net) : 1),
            ["line_items"] = order.Fate != Fate.LinePaidBack ? [] : new JsonArray(new JsonObject
            {
                ["id"] = FirstRefund + order.LineId(0),
                ["quantity"] = -first.Quantity,
                ["total"] = Text(-first.Net),
                ["total_tax"] = Text(-Tax(first.Net)),
                ["meta_data"] = new JsonArray(new JsonObject
                {
                    ["key"] = "_refunded_item_id",
                    ["value"] = order.LineId(0).ToString(CultureInfo.InvariantCulture),
                }),
            }),
            ["shipping_lines"] = new JsonArray(),
            ["fee_lines"] = new JsonArray(),
        };
    }

    private static JsonObject Part(long id, decimal amount) =>
        new() { ["id"] = id, ["total"] = Text(amount), ["total_tax"] = Text(Tax(amount)) };

    private static decimal Tax(decimal net) => decimal.Round(net * TaxRate, 2, MidpointRounding.AwayFromZero);

    private static string Text(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The orders to which nothing more happens, so that they are worked out once.</summary>
    private sealed class Settled(Quirks quirks)
    {
        public Quirks Quirks => quirks;

        /// <summary>The moment up to which they were worked out.</summary>
        public DateTime At { get; set; }

        /// <summary>The first order that may still change.</summary>
        public long Next { get; set; } = 1;

        public List<RestRow> Orders { get; } = [];

        public List<RestRow> Refunds { get; } = [];
    }
}
