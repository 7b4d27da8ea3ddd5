using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Domain.Orders;

/// <summary>Collects what happened to one order, told in whatever order, and makes its rows of it in order of time. A row depends on
/// nothing that happened after it, so that no figure of a day that is over changes.</summary>
public sealed class OrderSales
{
    private readonly List<(DateTime At, bool IsOrder, Action<Ledger> Book)> _happened = [];

    /// <summary>What all rows add up to, tax included.</summary>
    public decimal Total => ToRows().Sum(row => row.Total);

    /// <summary>Adds what was sold. Arguments as in <see cref="Sale"/>; the quantity is at least 0.</summary>
    public void Sell(
        DateTime at, SaleCause cause, SaleItem item, decimal gross, decimal discount = 0, decimal tax = 0, short? line = null,
        ProductId? product = null, decimal quantity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        Add(at, cause, ledger => ledger.Add(
            new Sale(at, SaleAction.Sale, cause, item, line, product, quantity, gross, discount, tax)));
    }

    /// <summary>Adds what came back. Quantity and amounts are those that were returned, so of a sold line positive ones. Of the quantity
    /// only what was left of the line counts, since no more units can come back than were sold; amounts count as they are.</summary>
    public void Return(
        DateTime at, SaleCause cause, SaleItem item, decimal gross, decimal discount = 0, decimal tax = 0, short? line = null,
        ProductId? product = null, decimal quantity = 0) =>
        Add(at, cause, ledger => ledger.Return(at, cause, new ReturnedPart(item, line, product, quantity, gross, discount, tax)));

    /// <summary>Takes back whatever is left by then of each line, of shipping and of all else: the order then adds up to nothing.</summary>
    public void ReturnAll(DateTime at, SaleCause cause) => Add(at, cause, ledger => ledger.ReturnAll(at, cause));

    /// <summary>Adds refunds in order of their time, however they are listed. What a refund says of lines is returned. What it pays beyond
    /// them is an adjustment, unless it pays back all that is left: then everything else is returned too.</summary>
    public void Refund(IEnumerable<Refund> refunds)
    {
        foreach (var refund in refunds.OrderBy(refund => refund.At).ThenBy(refund => refund.Id))
            Add(refund.At, SaleCause.Refund, ledger => ledger.Refund(refund));
    }

    /// <summary>The rows in order of time; of one time in the order they were added.</summary>
    public ImmutableArray<Sale> ToRows()
    {
        var ledger = new Ledger();
        // What was ordered comes first, even where something is dated before it: nothing else can happen to what is not there.
        foreach (var (_, _, book) in _happened.OrderBy(happened => !happened.IsOrder).ThenBy(happened => happened.At))
            book(ledger);
        return [.. ledger.Rows.OrderBy(row => row.At)];
    }

    private void Add(DateTime at, SaleCause cause, Action<Ledger> book) => _happened.Add((at, cause == SaleCause.Order, book));

    /// <summary>The rows up to some time, and what they leave of the order.</summary>
    private sealed class Ledger
    {
        private readonly OrderedDictionary<(SaleItem Item, short? Line, ProductId? Product), Balance> _left = [];

        public List<Sale> Rows { get; } = [];

        private decimal Total => _left.Values.Sum(left => left.Gross - left.Discount + left.Tax);

        public void Add(Sale stated)
        {
            var row = stated with
            {
                Quantity = Rounded(stated.Quantity, ValueLimits.QuantityDecimals),
                Gross = Rounded(stated.Gross, ValueLimits.PriceDecimals),
                Discount = Rounded(stated.Discount, ValueLimits.PriceDecimals),
                Tax = Rounded(stated.Tax, ValueLimits.PriceDecimals),
            };
            Rows.Add(row);
            var key = (row.Item, row.Line, row.Product);
            var left = _left.GetValueOrDefault(key);
            _left[key] = new Balance(
                left.Quantity + row.Quantity, left.Gross + row.Gross, left.Discount + row.Discount, left.Tax + row.Tax);
        }

        private static decimal Rounded(decimal value, int decimals) => decimal.Round(value, decimals, MidpointRounding.AwayFromZero);

        public void Return(DateTime at, SaleCause cause, in ReturnedPart part)
        {
            var quantity = Math.Clamp(part.Quantity, 0, _left.GetValueOrDefault((part.Item, part.Line, part.Product)).Quantity);
            if ((quantity, part.Gross, part.Discount, part.Tax) is not (0, 0, 0, 0))
                Add(new Sale(
                    at, SaleAction.Return, cause, part.Item, part.Line, part.Product, -quantity, -part.Gross, -part.Discount, -part.Tax));
        }

        public void ReturnAll(DateTime at, SaleCause cause)
        {
            foreach (var (key, left) in _left.ToList())
                Return(at, cause, new ReturnedPart(
                    key.Item, key.Line, key.Product, left.Quantity, left.Gross, left.Discount, left.Tax));
        }

        public void Refund(Refund refund)
        {
            foreach (var part in refund.Returned)
                Return(refund.At, SaleCause.Refund, part);
            var beyond = refund.Amount - refund.Returned.Sum(part => part.Gross - part.Discount + part.Tax);
            // Tax of lines may have more decimals than what was paid.
            if (beyond == 0 || (!refund.Returned.IsEmpty && Math.Abs(beyond) <= Order.Rounding))
                return;
            if (Total > 0 && Math.Abs(beyond - Total) <= Order.Rounding)
                ReturnAll(refund.At, SaleCause.Refund);
            else
                Return(refund.At, SaleCause.Refund, new ReturnedPart(SaleItem.Adjustment, null, null, 0, beyond, 0, 0));
        }
    }

    private readonly record struct Balance(decimal Quantity, decimal Gross, decimal Discount, decimal Tax);
}

/// <summary>Money that a shop paid back for an order.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Id">Its number, which decides between refunds of the same time.</param>
/// <param name="Amount">All of it, tax included.</param>
/// <param name="Returned">What it was for, as far as the shop says.</param>
public sealed record Refund(DateTime At, long Id, decimal Amount, ImmutableArray<ReturnedPart> Returned);

/// <summary>What part of a refund was for. Quantity and amounts are positive where something that was sold came back.</summary>
public readonly record struct ReturnedPart(
    SaleItem Item, short? Line, ProductId? Product, decimal Quantity, decimal Gross, decimal Discount, decimal Tax);
