using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Makes the signed rows of a placed order. Vendure states what is left of each line and, apart from that, how many units came and
/// went and when: the rows are the steps between, so that they add up to what the shop states now.</summary>
internal sealed class VendureSales
{
    /// <summary>A refund counts once it is in this state.</summary>
    private const string Settled = "Settled";

    /// <summary>The shop writes a modification and the cancellation of the units that it takes off in one transaction; not every database
    /// gives both the same time.</summary>
    private static readonly TimeSpan SameInstant = TimeSpan.FromSeconds(5);

    private readonly VendureOrder _order;
    private readonly DateTime _placed;
    private readonly OrderSales _sales = new();

    /// <summary>What was taken off the order by itself, tax included: money that is paid back for it makes no row of its own.</summary>
    private readonly List<(DateTime At, decimal Amount)> _takenOff = [];

    private readonly ILookup<long, Step> _steps;

    public VendureSales(VendureOrder order, DateTime placed)
    {
        (_order, _placed) = (order, placed);
        _steps = StepsOf(order).ToLookup(step => step.Line, step => step.What);
        _takenOff.AddRange(order.Edits.Where(edit => edit.Change < 0).Select(edit => (edit.At, -edit.Change)));
    }

    /// <summary>What was paid back beyond all that was taken off the order, once <see cref="ToRows"/> was called.</summary>
    public decimal PaidBack { get; private set; }

    /// <summary>Adds what became of a line.</summary>
    /// <param name="number">Its number in the cart.</param>
    /// <returns>How many units of it were ordered, and at most were in the order where that was later.</returns>
    public decimal Add(VendureLine line, short number)
    {
        List<Step> steps = [new Step(_placed, SaleCause.Order, line.PlacedQuantity), .. _steps[line.Id].OrderBy(step => step.At)];
        var unexplained = line.Quantity - steps.Sum(step => step.Quantity);
        // A modification that adds a product which the order has already states fewer units than came.
        if (unexplained != 0 && steps.FindLastIndex(step => step.Cause == SaleCause.Edit) is >= 0 and var edit)
            steps[edit] = steps[edit] with { Quantity = steps[edit].Quantity + unexplained };
        else if (unexplained != 0)
            steps.Add(new Step(_order.Updated, SaleCause.Edit, unexplained));
        decimal before = 0, most = 0;
        foreach (var step in steps)
        {
            var after = before + step.Quantity;
            Book(line, number, step, LineValue.Of(line, after).Less(LineValue.Of(line, before)));
            (before, most) = (after, Math.Max(most, after));
        }
        return line.PlacedQuantity > 0 ? line.PlacedQuantity : most;
    }

    /// <summary>All rows in order of time, once every line was added.</summary>
    public ImmutableArray<Sale> ToRows()
    {
        AddFees();
        AddShipping();
        // Taken together by time, since a shop may pay back before it cancels: what is taken off later then undoes the adjustment.
        var happened = _takenOff.Select(off => (off.At, Off: off.Amount, Paid: 0m))
            .Concat(_order.Refunds.Where(refund => refund.State == Settled).Select(refund => (refund.At, Off: 0m, Paid: refund.Total)))
            .OrderBy(one => one.At).ThenByDescending(one => one.Off);
        decimal off = 0, paid = 0;
        foreach (var one in happened)
        {
            (off, paid) = (off + one.Off, paid + one.Paid);
            var beyond = paid - off > Order.Rounding ? paid - off : 0;
            if (beyond != PaidBack)
                _sales.Return(one.At, SaleCause.Refund, SaleItem.Adjustment, beyond - PaidBack);
            PaidBack = beyond;
        }
        return _sales.ToRows();
    }

    private void Book(VendureLine line, short number, Step step, LineValue value)
    {
        var (gross, discount, tax) = (value.Gross, value.Gross - value.Net, value.NetWithTax - value.Net);
        if (step.Quantity > 0)
        {
            _sales.Sell(step.At, step.Cause, SaleItem.Product, gross, discount, tax, number, line.Product, step.Quantity);
        }
        else if (step.Quantity < 0)
        {
            _sales.Return(step.At, step.Cause, SaleItem.Product, -gross, -discount, -tax, number, line.Product, -step.Quantity);
            if (step.Cause == SaleCause.Cancellation)
                _takenOff.Add((step.At, -value.NetWithTax));
        }
    }

    private void AddFees()
    {
        foreach (var fee in _order.Fees.Where(fee => fee.PriceWithTax != 0))
        {
            var edit = _order.Edits.Find(edit => edit.Fees.Contains(fee.Id));
            _sales.Sell(
                edit?.At ?? _placed, edit is null ? SaleCause.Order : SaleCause.Edit, SaleItem.Fee, fee.Price, 0,
                fee.PriceWithTax - fee.Price);
        }
    }

    private void AddShipping()
    {
        var cancelled = _order.Cancellations.Find(cancellation => cancellation.Shipping);
        foreach (var shipping in _order.Shipping)
        {
            var (price, withTax) = cancelled is null
                ? (shipping.Discounted, shipping.DiscountedWithTax) : (shipping.Price, shipping.PriceWithTax);
            if (withTax == 0)
                continue;
            _sales.Sell(_placed, SaleCause.Order, SaleItem.Shipping, price, 0, withTax - price);
            if (cancelled is null)
                continue;
            var (gone, goneWithTax) = (price - shipping.Discounted, withTax - shipping.DiscountedWithTax);
            _sales.Return(cancelled.At, SaleCause.Cancellation, SaleItem.Shipping, gone, 0, goneWithTax - gone);
            _takenOff.Add((cancelled.At, goneWithTax));
        }
    }

    /// <summary>What came and went of lines after the order was placed.</summary>
    private static List<(long Line, Step What)> StepsOf(VendureOrder order)
    {
        List<(long Line, Step What)> edits = [.. order.Edits.SelectMany(edit => edit.Lines.Select(units =>
            (units.Line, new Step(edit.At, SaleCause.Edit, units.Quantity))))];
        var byEdit = edits.Where(edit => edit.What.Quantity < 0).ToList();
        foreach (var cancellation in order.Cancellations)
            foreach (var units in cancellation.Lines)
                if (!byEdit.Remove(byEdit.Find(edit => edit.Line == units.Line && edit.What.Quantity == -units.Quantity
                    && (edit.What.At - cancellation.At).Duration() <= SameInstant)))
                    edits.Add((units.Line, new Step(cancellation.At, SaleCause.Cancellation, -units.Quantity)));
        return edits;
    }

    /// <param name="Quantity">Units that came; negative where they went.</param>
    private sealed record Step(DateTime At, SaleCause Cause, decimal Quantity);

    /// <summary>What some units of a line are worth.</summary>
    private readonly record struct LineValue(decimal Gross, decimal Net, decimal NetWithTax)
    {
        public LineValue Less(LineValue other) => new(Gross - other.Gross, Net - other.Net, NetWithTax - other.NetWithTax);

        /// <summary>All units that are known are worth what the shop states of them, and others their share of that.</summary>
        public static LineValue Of(VendureLine line, decimal units) => new(
            Part(line.Worth.Gross, units, line.Worth.Quantity), Part(line.Worth.Net, units, line.Worth.Quantity),
            Part(line.Worth.NetWithTax, units, line.Worth.Quantity));

        private static decimal Part(decimal amount, decimal units, decimal of) => units == of
            ? amount : decimal.Round(amount * units / of, ValueLimits.PriceDecimals, MidpointRounding.AwayFromZero);
    }
}
