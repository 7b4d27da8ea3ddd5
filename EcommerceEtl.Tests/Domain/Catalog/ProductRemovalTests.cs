using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

public sealed class ProductRemovalTests
{
    private static readonly DateTime Day1 = new(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Day2 = Day1.AddDays(1);
    private static readonly DateTime Day3 = Day1.AddDays(2);
    private static readonly PriceBook Known = CatalogueUpdate.Between(new PriceBook([]), [Product(1, 10), Product(2, 20)], Day1, null).Book;

    [Test]
    public void A_product_missing_from_a_complete_snapshot_is_marked_with_the_snapshots_time()
    {
        var update = CatalogueUpdate.Between(Known, [Product(1, 10)], Day2, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(update.Removed.Single().Product.Id, Is.EqualTo(new ProductId(2)));
            Assert.That(update.Removed.Single().RemovedAt, Is.EqualTo(Day2));
            Assert.That(update.Book.Find(2)!.RemovedAt, Is.EqualTo(Day2));
            Assert.That(update.Book.PriceAt(new ProductId(2), Day3), Is.EqualTo(new Money(20)));
            Assert.That(update.Unchanged, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_rejected_product_counts_as_present_and_its_last_good_version_stays()
    {
        var update = CatalogueUpdate.Between(Known, [Product(1, 10)], Day2, Keys(2));
        Assert.Multiple(() =>
        {
            Assert.That(update.Removed, Is.Empty);
            Assert.That(update.Book.Find(2), Is.SameAs(Known.Find(2)));
        });
    }

    [Test]
    public void A_snapshot_that_may_not_remove_removes_nothing() =>
        Assert.That(CatalogueUpdate.Between(Known, [], Day2, null).Removed, Is.Empty);

    [Test]
    public void A_product_that_is_gone_stays_gone_since_the_first_time_it_was_missing()
    {
        var gone = CatalogueUpdate.Between(Known, [Product(1, 10)], Day2, Keys());
        var again = CatalogueUpdate.Between(gone.Book, [Product(1, 10)], Day3, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(again.Removed, Is.Empty);
            Assert.That(again.Book.Find(2)!.RemovedAt, Is.EqualTo(Day2));
        });
    }

    [Test]
    public void A_product_that_returns_is_an_update_with_its_history_kept()
    {
        var gone = CatalogueUpdate.Between(Known, [Product(1, 10)], Day2, Keys());
        var same = CatalogueUpdate.Between(gone.Book, [Product(1, 10), Product(2, 20)], Day3, Keys());
        var dearer = CatalogueUpdate.Between(gone.Book, [Product(1, 10), Product(2, 25)], Day3, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(same.Updated.Single().RemovedAt, Is.Null);
            Assert.That(same.Inserted, Is.Empty);
            Assert.That(same.NewPrices, Is.Empty);
            Assert.That(dearer.NewPrices.Single().Version, Is.EqualTo(new PriceVersion(Day3, new Money(25))));
            Assert.That(dearer.Book.PriceAt(new ProductId(2), Day2), Is.EqualTo(new Money(20)));
        });
    }

    private static Product Product(long id, decimal price) =>
        new(new ProductId(id), $"Product {id}", "things", new Money(price), null, null);

    private static HashSet<long> Keys(params long[] keys) => [.. keys];
}
