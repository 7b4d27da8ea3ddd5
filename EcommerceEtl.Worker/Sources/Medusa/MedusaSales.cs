using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>Makes the signed rows of an order. Medusa states what is left of it, and in its changes how many units came and went and when:
/// the rows are the steps between, so that they add up to what the shop states now.</summary>
internal sealed class MedusaSales(MedusaOrder order)
{
    /// <summary>The action that changes the units of a line.</summary>
    public const string Updated = "ITEM_UPDATE";

    private const string Added = "ITEM_ADD";
    private const string Removed = "ITEM_REMOVE";
    private const string ShippingAdded = "SHIPPING_ADD";

    /// <summary>Units that came back, damaged or not.</summary>
    private static readonly string[] Received = ["RECEIVE_RETURN_ITEM", "RECEIVE_DAMAGED_RETURN_ITEM"];

    /// <summary>What a cancellation pays back is written off shortly before it.</summary>
    private static readonly TimeSpan WithCancellation = TimeSpan.FromMinutes(1);

    private readonly OrderSales _sales = new();

    /// <summary>What was taken off the order by itself, tax included: money that is paid back for it makes no row of its own.</summary>
    private decimal _takenOff;

    /// <summary>What was paid back without the shop's total saying so, once <see cref="ToRows"/> was called.</summary>
    public decimal PaidBack { get; private set; }

    /// <summary>Adds what became of a line.</summary>
    /// <param name="number">Its number in the cart.</param>
    /// <returns>How many units of it were ordered, and at most were in the order where that was later.</returns>
    public decimal Add(MedusaLine line, short number)
    {
        var steps = StepsOf(line);
        var value = new LineValue(this, line, number);
        decimal units = 0, most = 0;
        foreach (var (at, cause, quantity) in steps)
        {
            units += quantity;
            most = Math.Max(most, units);
            if (quantity > 0)
                value.Sell(at, cause, quantity);
            else
                value.TakeOff(at, cause, -quantity, isLast: units <= 0);
        }
        foreach (var (at, quantity) in ReturnsOf(line))
            value.GiveBack(at, quantity);
        return steps[0].Quantity > 0 ? steps[0].Quantity : most;
    }

    /// <summary>All rows in order of time, once every line was added.</summary>
    public ImmutableArray<Sale> ToRows()
    {
        foreach (var shipping in order.Shipping)
            AddShipping(shipping);
        foreach (var credit in order.Credits.Where(credit => credit.Amount != 0 && !(credit.At > order.Cancelled - WithCancellation)))
            _sales.Return(credit.At, SaleCause.Refund, SaleItem.Adjustment, credit.Amount);
        if (order.Cancelled is { } cancelled)
            _sales.ReturnAll(cancelled, SaleCause.Cancellation);
        else
            AddRefunds();
        return _sales.ToRows();
    }

    /// <summary>How many units came and went: those that were ordered first.</summary>
    private List<(DateTime At, SaleCause Cause, decimal Quantity)> StepsOf(MedusaLine line)
    {
        var edits = order.Steps
            .Where(step => step.About == line.Id.Key && step.Action is Updated or Added or Removed && step.Quantity != 0)
            .Select(step => (step.At, Cause: SaleCause.Edit, Quantity: step.Action == Removed ? -step.Quantity : step.Quantity))
            .OrderBy(step => step.At).ToList();
        // Of a line that is gone, and of which the changes say nothing, it is known that it was there.
        if (line.IsGone && edits.All(edit => edit.Quantity > 0))
            edits.Add((order.Updated, SaleCause.Edit, -line.Quantity - edits.Sum(edit => edit.Quantity)));
        var first = (line.IsGone ? 0 : line.Quantity) - edits.Sum(edit => edit.Quantity);
        return [(order.Created, SaleCause.Order, first), .. edits];
    }

    private IEnumerable<(DateTime At, decimal Quantity)> ReturnsOf(MedusaLine line)
    {
        var left = line.Returned;
        foreach (var step in order.Steps
            .Where(step => step.About == line.Id.Key && Received.Contains(step.Action)).OrderBy(step => step.At))
        {
            var quantity = Math.Min(step.Quantity, left);
            if (quantity > 0)
                yield return (step.At, quantity);
            left -= Math.Max(quantity, 0);
        }
        // Units that came back without a change that says when.
        if (left > 0)
            yield return (order.Updated, left);
    }

    private void AddShipping(MedusaShipping shipping)
    {
        var added = order.Steps.Where(step => step.Action == ShippingAdded && step.About == shipping.Id.Key)
            .Select(step => (DateTime?)step.At).FirstOrDefault();
        var (price, discount, rate) = shipping.Worth;
        if (price != 0)
            _sales.Sell(
                added ?? order.Created, added is null ? SaleCause.Order : SaleCause.Edit, SaleItem.Shipping, price, discount,
                (price - discount) * rate);
    }

    /// <summary>Earlier versions of Medusa leave what is paid back out of their totals: then it counts as far as it exceeds what was taken
    /// off and written off.</summary>
    private void AddRefunds()
    {
        var credits = _takenOff + order.Credits.Sum(credit => credit.Amount);
        decimal paid = 0;
        foreach (var refund in order.Refunds.OrderBy(refund => refund.At))
        {
            paid += refund.Amount;
            if (paid - credits - PaidBack <= Order.Rounding)
                continue;
            _sales.Return(refund.At, SaleCause.Refund, SaleItem.Adjustment, paid - credits - PaidBack);
            PaidBack = paid - credits;
        }
    }

    /// <summary>Books what became of one line. The first units that are sold have all of its discounts, as the shop's own total has,
    /// which keeps them whatever units are taken off; each unit that comes back takes its share of them along.</summary>
    private sealed class LineValue(MedusaSales sales, MedusaLine line, short number)
    {
        private readonly SaleItem _item = line.IsGiftCard ? SaleItem.GiftCard : SaleItem.Product;
        private readonly ProductId? _product = line.Product is { } known ? JsonValues.Product(known) : null;
        private decimal _discount = line.Discount;
        private decimal _discounted;

        public void Sell(DateTime at, SaleCause cause, decimal quantity)
        {
            var (gross, discount) = (quantity * line.Price, _discount);
            sales._sales.Sell(
                at, cause, _item, gross, discount, (gross - discount) * line.TaxRate, number, _product, quantity);
            _discounted += discount;
            _discount = 0;
        }

        public void TakeOff(DateTime at, SaleCause cause, decimal quantity, bool isLast) =>
            Return(at, cause, quantity, isLast ? _discounted : 0);

        public void GiveBack(DateTime at, decimal quantity) =>
            Return(at, SaleCause.Refund, quantity, line.Quantity > 0 ? line.Discount * quantity / line.Quantity : 0);

        private void Return(DateTime at, SaleCause cause, decimal quantity, decimal discount)
        {
            var gross = quantity * line.Price;
            var tax = (gross - discount) * line.TaxRate;
            sales._sales.Return(at, cause, _item, gross, discount, tax, number, _product, quantity);
            sales._takenOff += gross - discount + tax;
        }
    }
}
