using System.Collections.Immutable;
using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

public sealed class PriceBookTests
{
    private static readonly DateTime May = new(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime June = new(2026, 6, 1, 10, 0, 0, DateTimeKind.Utc);
    private static readonly ProductId Lamp = new(1);

    private static readonly PriceBook Book = new([
        Known(Lamp, new PriceVersion(DateTime.MinValue, new Money(10)), new PriceVersion(May, new Money(12)),
            new PriceVersion(June, new Money(11)))]);

    [Test]
    public void The_first_price_counts_since_for_ever()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Book.PriceAt(Lamp, DateTime.MinValue), Is.EqualTo(new Money(10)));
            Assert.That(Book.PriceAt(Lamp, new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc)), Is.EqualTo(new Money(10)));
            Assert.That(Book.PriceAt(Lamp, May.AddMicroseconds(-1)), Is.EqualTo(new Money(10)));
        });
    }

    [Test]
    public void A_later_price_counts_from_its_own_moment_until_the_next()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Book.PriceAt(Lamp, May), Is.EqualTo(new Money(12)));
            Assert.That(Book.PriceAt(Lamp, June.AddMicroseconds(-1)), Is.EqualTo(new Money(12)));
            Assert.That(Book.PriceAt(Lamp, June), Is.EqualTo(new Money(11)));
            Assert.That(Book.PriceAt(Lamp, June.AddYears(50)), Is.EqualTo(new Money(11)));
        });
    }

    [Test]
    public void A_moment_before_all_that_is_known_takes_the_first_price()
    {
        var known = Known(Lamp, new PriceVersion(May, new Money(12)), new PriceVersion(June, new Money(11)));
        Assert.Multiple(() =>
        {
            Assert.That(known.PriceAt(May.AddYears(-1)), Is.EqualTo(new Money(12)));
            Assert.That(known.PriceAt(May), Is.EqualTo(new Money(12)));
            Assert.That(known.PriceAt(June), Is.EqualTo(new Money(11)));
        });
    }

    [Test]
    public void A_removed_product_still_prices_its_lines()
    {
        var removed = new PriceBook(Book.Products.Select(product => product with { RemovedAt = June }));
        Assert.That(removed.PriceAt(Lamp, June.AddDays(1)), Is.EqualTo(new Money(11)));
    }

    [Test]
    public void A_product_never_seen_has_no_price() => Assert.That(Book.PriceAt(new ProductId(2), June), Is.Null);

    private static KnownProduct Known(ProductId id, params ImmutableArray<PriceVersion> prices) =>
        new(new Product(id, "Lamp", "things", prices[^1].Price, null, null), prices, null);
}
