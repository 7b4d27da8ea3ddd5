namespace EcommerceEtl.Domain.Catalog;

/// <summary>An amount in the store's one currency, before tax, shipping and discount. A price has at most 4 decimals, a price times a
/// quantity 7; sums are exact.</summary>
public readonly record struct Money(decimal Amount)
{
    public static Money Zero => default;

    public static Money operator +(Money left, Money right) => new(left.Amount + right.Amount);

    public static Money operator -(Money left, Money right) => new(left.Amount - right.Amount);

    public static Money operator *(Money price, decimal quantity) => new(price.Amount * quantity);
}
