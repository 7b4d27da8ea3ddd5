using System.Collections.Immutable;
using CsCheck;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Tests.Domain.Orders;

/// <summary>What happened to an order, and its rows.</summary>
/// <param name="Ordered">What was sold when it was placed, at <see cref="SampleOrders.Placed"/>.</param>
/// <param name="Edits">What was added to it (sale) or taken away (return) later.</param>
/// <param name="CancelledAt">When all was taken back that was left; null if it was not cancelled.</param>
internal sealed record SampleOrder(
    ImmutableArray<Sale> Ordered, ImmutableArray<Sale> Edits, ImmutableArray<Refund> Refunds, DateTime? CancelledAt)
{
    public ImmutableArray<Sale> Rows => Sales.ToRows();

    public OrderSales Sales
    {
        get
        {
            // Told out of order on purpose.
            var sales = new OrderSales();
            sales.Refund(Refunds);
            if (CancelledAt is { } at)
                sales.ReturnAll(at, SaleCause.Cancellation);
            foreach (var row in Edits.Concat(Ordered))
            {
                if (row.Action == SaleAction.Sale)
                    sales.Sell(row.At, row.Cause, row.Item, row.Gross, row.Discount, row.Tax, row.Line, row.Product, row.Quantity);
                else
                    sales.Return(row.At, row.Cause, row.Item, row.Gross, row.Discount, row.Tax, row.Line, row.Product, row.Quantity);
            }
            return sales;
        }
    }

    /// <summary>The times at which anything happened after it was placed.</summary>
    public IEnumerable<DateTime> Happenings =>
        Edits.Select(edit => edit.At).Concat(Refunds.Select(refund => refund.At)).Concat(CancelledAt is { } at ? [at] : []);

    /// <summary>The order as it was known at some time.</summary>
    public SampleOrder Before(DateTime end) => new(
        Ordered, [.. Edits.Where(edit => edit.At < end)], [.. Refunds.Where(refund => refund.At < end)],
        CancelledAt < end ? CancelledAt : null);
}

/// <summary>Random orders: a few lines, fees of either sign, shipping, edits, refunds and cancellations. Times are few and far between, so
/// that things happen at once; amounts are small, so that a refund often pays back all that is left.</summary>
internal static class SampleOrders
{
    public static readonly DateTime Placed = new(2026, 3, 1, 22, 30, 0, DateTimeKind.Utc);

    private static readonly SaleItem[] BesideItems =
        [SaleItem.Fee, SaleItem.Shipping, SaleItem.Tip, SaleItem.Duty, SaleItem.GiftCard];

    private static readonly int[] Percents = [0, 33, 50, 100, 100, 120];

    private static readonly Gen<decimal> Cents = Gen.Int[0, 300].Select(cents => cents / 100m);

    private static readonly Gen<DateTime> Later = Gen.Int[0, 8].Select(halfDays => Placed.AddHours(12 * halfDays));

    private static readonly Gen<decimal> Quantity = Gen.Frequency(
        (4, Gen.Int[0, 4].Select(units => (decimal)units)), (1, Gen.Int[0, 5000].Select(thousandths => thousandths / 1000m)));

    private static readonly Gen<Sale> Line = Gen.Select(
        Gen.Int[0, 2], Quantity, Cents, Gen.Int[0, 100], Cents, (product, quantity, gross, percent, tax) => new Sale(
            Placed, SaleAction.Sale, SaleCause.Order, SaleItem.Product, null, ProductOf(product), quantity, gross,
            Math.Round(gross * percent / 100, 4), tax / 10));

    private static readonly Gen<Sale> Beside = Gen.Select(
        Gen.Int[0, 4].Select(i => BesideItems[i]), Gen.Int[-200, 300], Gen.Int[-30, 30], (item, cents, tax) => new Sale(
            Placed, SaleAction.Sale, SaleCause.Order, item, null, null, 0,
            item == SaleItem.Fee ? cents / 100m : Math.Abs(cents) / 100m, 0,
            item == SaleItem.Fee ? tax / 100m : Math.Abs(tax) / 100m));

    private static readonly Gen<ImmutableArray<Sale>> Ordered = Gen.Select(
        Line.Array[0, 4], Beside.Array[0, 3], (lines, beside) =>
            lines.Select((line, i) => line with { Line = (short)(i + 1) }).Concat(beside).ToImmutableArray());

    /// <summary>What of a line came back, at times more than was sold, or a line that the order does not have.</summary>
    private static readonly Gen<(int Line, decimal Quantity, int Percent)> Part = Gen.Select(
        Gen.Int[0, 5], Quantity, Gen.Int[0, 5].Select(i => Percents[i]), (line, quantity, percent) => (line, quantity, percent));

    /// <summary>How much a refund pays: 0 what it lists; 1 all that is left by then; 2 any amount, listing nothing; 3 nothing;
    /// 4 what it lists and more.</summary>
    private static readonly Gen<(DateTime At, int How, decimal Any, (int, decimal, int)[] Parts)> Paid = Gen.Select(
        Later, Gen.Int[0, 4], Cents, Part.Array[0, 2], (at, how, any, parts) => (at, how, any, parts));

    public static readonly Gen<SampleOrder> All = Gen.Select(
        Ordered, Gen.Select(Later, Gen.Bool, Part, (at, more, part) => (at, more, part)).Array[0, 2], Paid.Array[0, 4],
        Gen.Int[0, 24], (ordered, edits, paid, cancelled) =>
        {
            var order = new SampleOrder(
                ordered, [.. edits.SelectMany(edit => Edit(ordered, edit.at, edit.more, edit.part))], [],
                cancelled > 8 ? null : Placed.AddHours(12 * cancelled));
            foreach (var (i, refund) in paid.OrderBy(refund => refund.At).Index())
                order = order with { Refunds = order.Refunds.Add(RefundOf(order, i, refund.At, refund.How, refund.Any, refund.Parts)) };
            return order;
        });

    private static Refund RefundOf(SampleOrder order, int i, DateTime at, int how, decimal any, (int, decimal, int)[] parts)
    {
        var returned = parts.SelectMany(part => PartOf(order.Ordered, part)).ToImmutableArray();
        var listed = returned.Sum(part => part.Gross - part.Discount + part.Tax);
        // Ids fall where times are equal, so that listing order and id disagree.
        return new Refund(at, 100 - i, how switch
        {
            0 => listed,
            1 => order.Rows.Where(row => row.At <= at).Sum(row => row.Total),
            2 => any,
            3 => 0,
            _ => listed + any,
        }, how == 2 ? [] : returned);
    }

    private static IEnumerable<ReturnedPart> PartOf(ImmutableArray<Sale> ordered, (int Line, decimal Quantity, int Percent) part)
    {
        if (part.Line >= ordered.Length)
            return part.Line == 5 ? [new ReturnedPart(SaleItem.Product, null, ProductOf(1), part.Quantity, 0.5m, 0, 0.1m)] : [];
        var sold = ordered[part.Line];
        return [new ReturnedPart(
            sold.Item, sold.Line, sold.Product, part.Quantity, Math.Round(sold.Net * part.Percent / 100, 4), 0,
            Math.Round(sold.Tax * part.Percent / 100, 4))];
    }

    private static IEnumerable<Sale> Edit(ImmutableArray<Sale> ordered, DateTime at, bool more, (int, decimal, int) part) =>
        PartOf(ordered, part).Select(edit => new Sale(
            at, more ? SaleAction.Sale : SaleAction.Return, SaleCause.Edit, edit.Item, edit.Line, edit.Product, edit.Quantity, edit.Gross,
            edit.Discount, edit.Tax));

    private static ProductId? ProductOf(int number) => number == 0 ? null : new ProductId(number);
}
