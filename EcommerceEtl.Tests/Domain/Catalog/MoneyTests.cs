using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

public sealed class MoneyTests
{
    private static readonly Money Ten = new(10.0001m);
    private static readonly Money Three = new(3);

    [Test]
    public void Amounts_are_added_taken_away_and_multiplied_exactly()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Ten + Three, Is.EqualTo(new Money(13.0001m)));
            Assert.That(Ten - Three, Is.EqualTo(new Money(7.0001m)));
            Assert.That(Three - Ten, Is.EqualTo(new Money(-7.0001m)));
            Assert.That(Ten * 0.125m, Is.EqualTo(new Money(1.2500125m)));
        });
    }

    [Test]
    public void Nothing_is_zero()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Money.Zero.Amount, Is.Zero);
            Assert.That(Money.Zero - Three, Is.EqualTo(new Money(-3)));
            Assert.That(Three - Money.Zero, Is.EqualTo(Three));
        });
    }
}
