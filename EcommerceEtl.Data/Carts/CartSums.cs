namespace EcommerceEtl.Data.Carts;

/// <summary>What a set of carts adds up to; compared on both sides of a load.</summary>
/// <param name="Carts">Number of carts.</param>
/// <param name="Lines">Number of their lines.</param>
/// <param name="GrossValue">Price x quantity of all their priced lines.</param>
/// <param name="Orders">Number of those that have an order.</param>
/// <param name="Sales">Number of the orders' rows.</param>
/// <param name="SalesValue">What these rows add up to, tax included; may be negative.</param>
public readonly record struct CartSums(
    long Carts, long Lines, Money GrossValue, long Orders = 0, long Sales = 0, decimal SalesValue = 0)
{
    public static CartSums operator +(CartSums left, CartSums right) => new(
        left.Carts + right.Carts, left.Lines + right.Lines, left.GrossValue + right.GrossValue, left.Orders + right.Orders,
        left.Sales + right.Sales, left.SalesValue + right.SalesValue);

    public static CartSums operator -(CartSums left, CartSums right) => new(
        left.Carts - right.Carts, left.Lines - right.Lines, left.GrossValue - right.GrossValue, left.Orders - right.Orders,
        left.Sales - right.Sales, left.SalesValue - right.SalesValue);

    /// <summary>What one cart adds.</summary>
    public static CartSums Of(int lines, in CartTotals totals, ProjectedOrder? order) => order is null
        ? new CartSums(1, lines, totals.GrossValue)
        : new CartSums(1, lines, totals.GrossValue, 1, order.Sales.Length, order.Stated.Sales.Sum(sale => sale.Total));

    /// <summary>Fails the run if the warehouse does not hold what it should.</summary>
    /// <param name="store">The store, for the message.</param>
    /// <param name="expected">Accepted elements plus carts kept although their element was rejected.</param>
    /// <param name="found">What the table adds up to.</param>
    /// <exception cref="ReconciliationException">It does not.</exception>
    public static void Reconcile(string store, CartSums expected, CartSums found)
    {
        if (expected != found)
        {
            throw new ReconciliationException(
                found - expected,
                $"Store '{store}': after the load the warehouse holds {found.Words("carts ", "lines ")}, the snapshot says "
                + $"{expected.Words()}. Nothing was changed. Somebody else may have written to the tables carts, cart_lines, "
                + "orders or order_sales; otherwise please report it.");
        }
    }

    private string Words(string carts = "", string lines = "")
    {
        var words = $"{Carts} {carts}with {Lines} {lines}worth {GrossValue.Amount}";
        return Orders == 0 && Sales == 0 ? words : words + $", and {Orders} orders with {Sales} rows worth {SalesValue}";
    }
}

/// <summary>After a load the warehouse did not hold what the snapshot says; <see cref="ErrorCode.ReconciliationMismatch"/>.</summary>
/// <param name="difference">What was found less what was expected.</param>
/// <param name="message">Both in words.</param>
public sealed class ReconciliationException(CartSums difference, string message) : EtlException(ErrorCode.ReconciliationMismatch, message)
{
    public CartSums Difference { get; } = difference;
}
