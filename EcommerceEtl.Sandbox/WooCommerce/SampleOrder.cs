using EcommerceEtl.Sandbox.Shop;

namespace EcommerceEtl.Sandbox.WooCommerce;

/// <summary>What becomes of an order in the end.</summary>
internal enum Fate
{
    Sent,
    Failed,
    Cancelled,
    Edited,
    PaidBack,
    LinePaidBack,
    PartPaidBack,
    ThrownAway,
}

/// <summary>A line of an order.</summary>
/// <param name="Net">After a coupon.</param>
internal sealed record SampleLine(ListedProduct Product, int Quantity, decimal Gross, decimal Net);

/// <summary>An order of the sample shop as it is at a moment.</summary>
internal sealed class SampleOrder
{
    public const int Customers = 1_000;

    /// <summary>After so long nothing more happens to an order.</summary>
    public static readonly TimeSpan UntilFate = TimeSpan.FromDays(3);

    private static readonly TimeSpan UntilPaid = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UntilSent = TimeSpan.FromDays(1);

    /// <summary>An order at a moment.</summary>
    /// <param name="appears">When it was made, or imported.</param>
    public SampleOrder(long seed, long id, DateTime appears, DateTime now, Quirks quirks)
    {
        Id = id;
        Fate = Draw.Below(100, seed, DrawTopic.EditKind, id) switch
        {
            < 5 => Fate.Failed,
            < 8 => Fate.Cancelled,
            < 11 => Fate.Edited,
            < 13 => Fate.PaidBack,
            < 18 => Fate.LinePaidBack,
            < 20 => Fate.PartPaidBack,
            < 21 => Fate.ThrownAway,
            _ => Fate.Sent,
        };
        Created = id % 97 == 0 ? appears.AddDays(-30) : appears;
        var customer = Draw.Below(2 * Customers, seed, DrawTopic.CartCustomer, id) + 1;
        Customer = customer > Customers ? 0 : customer;
        var fated = appears + UntilFate <= now;
        var coupon = Draw.Below(5, seed, DrawTopic.EditLine, id) == 0;
        Lines =
        [
            .. Enumerable.Range(0, 1 + Draw.Below(3, seed, DrawTopic.CartLines, id)).Select(line =>
            {
                var product = Assortment.All[Draw.Below(Assortment.All.Count, seed, DrawTopic.CartProduct, id, line)];
                var quantity = 1 + Draw.Below(2, seed, DrawTopic.CartQuantity, id, line) + (fated && Fate == Fate.Edited ? 1 : 0);
                var gross = product.ListPrice * quantity;
                return new SampleLine(product, quantity, gross, coupon ? decimal.Round(gross * 0.9m, 2) : gross);
            }),
        ];
        Fee = Draw.Below(10, seed, DrawTopic.EditProduct, id) == 0 ? 2.50m : 0;
        Modified = appears;
        Status = "pending";
        if (Fate == Fate.Failed)
        {
            Move(appears + UntilPaid, "failed", now);
            return;
        }
        if (appears + UntilPaid <= now)
            PaidAt = Created + UntilPaid;
        Move(appears + UntilPaid, "processing", now);
        Move(appears + UntilSent, "completed", now);
        if (!fated)
            return;
        var at = appears + UntilFate;
        if (Fate is Fate.PaidBack or Fate.LinePaidBack or Fate.PartPaidBack)
            RefundedAt = at;
        Status = Fate switch
        {
            Fate.Cancelled => "cancelled",
            Fate.PaidBack => "refunded",
            Fate.ThrownAway => "trash",
            _ => Status,
        };
        var isSilent = quirks.SilentEdits && Fate == Fate.Edited || quirks.SilentRefunds && RefundedAt is not null;
        if (Fate != Fate.Sent && !isSilent)
            Modified = at;
    }

    public long Id { get; }

    public Fate Fate { get; }

    public DateTime Created { get; }

    public DateTime Modified { get; private set; }

    public DateTime? PaidAt { get; }

    public DateTime? RefundedAt { get; }

    public string Status { get; private set; }

    /// <summary>0 for a guest.</summary>
    public int Customer { get; }

    public IReadOnlyList<SampleLine> Lines { get; }

    public decimal Fee { get; }

    /// <summary>The number of a line, fee or shipping.</summary>
    public long LineId(int line) => Id * 10 + line;

    private void Move(DateTime at, string status, DateTime now)
    {
        if (at <= now)
            (Modified, Status) = (at, status);
    }
}
