namespace EcommerceEtl.Data.Carts;

/// <summary>What a set of carts adds up to; compared on both sides of a load.</summary>
/// <param name="Carts">Number of carts.</param>
/// <param name="Lines">Number of their lines.</param>
/// <param name="GrossValue">Price x quantity of all their priced lines.</param>
public readonly record struct CartSums(long Carts, long Lines, Money GrossValue)
{
    public static CartSums operator +(CartSums left, CartSums right) =>
        new(left.Carts + right.Carts, left.Lines + right.Lines, left.GrossValue + right.GrossValue);

    public static CartSums operator -(CartSums left, CartSums right) =>
        new(left.Carts - right.Carts, left.Lines - right.Lines, left.GrossValue - right.GrossValue);

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
                $"Store '{store}': after the load the warehouse holds {found.Carts} carts with {found.Lines} lines worth "
                + $"{found.GrossValue.Amount}, the snapshot says {expected.Carts} with {expected.Lines} worth "
                + $"{expected.GrossValue.Amount}. Nothing was changed. Somebody else may have written to the tables carts or cart_lines; "
                + "otherwise please report it.");
        }
    }
}

/// <summary>After a load the warehouse did not hold what the snapshot says; <see cref="ErrorCode.ReconciliationMismatch"/>.</summary>
/// <param name="difference">What was found less what was expected.</param>
/// <param name="message">Both in words.</param>
public sealed class ReconciliationException(CartSums difference, string message) : EtlException(ErrorCode.ReconciliationMismatch, message)
{
    public CartSums Difference { get; } = difference;
}
