using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

/// <summary>Catalogues worked out by hand. Numbers in brackets are prices.</summary>
public sealed class CatalogueUpdateTests
{
    private static readonly PriceBook Nothing = new([]);
    private static readonly DateTime Day1 = new(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Day2 = Day1.AddDays(1);
    private static readonly DateTime Day3 = Day1.AddDays(2);

    [Test]
    public void A_product_seen_for_the_first_time_has_its_price_since_for_ever()
    {
        var update = CatalogueUpdate.Between(Nothing, [Lamp(10)], Day1, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(update.Inserted.Single().Product, Is.EqualTo(Lamp(10)));
            Assert.That(update.NewPrices, Is.EqualTo(new[] { (new ProductId(1), new PriceVersion(DateTime.MinValue, new Money(10))) }));
            Assert.That(update.Updated, Is.Empty);
            Assert.That(update.Removed, Is.Empty);
            Assert.That(update.Unchanged, Is.Zero);
            Assert.That(update.Book.PriceAt(new ProductId(1), DateTime.MinValue), Is.EqualTo(new Money(10)));
        });
    }

    [Test]
    public void The_same_product_again_changes_nothing()
    {
        var update = CatalogueUpdate.Between(After(Lamp(10)), [Lamp(10.000m)], Day2, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(update.Inserted, Is.Empty);
            Assert.That(update.Updated, Is.Empty);
            Assert.That(update.NewPrices, Is.Empty);
            Assert.That(update.Unchanged, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_new_price_counts_from_its_snapshot_and_rewrites_no_history()
    {
        var update = CatalogueUpdate.Between(After(Lamp(10)), [Lamp(12)], Day2, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(update.Updated.Single().Product.Price, Is.EqualTo(new Money(12)));
            Assert.That(update.NewPrices.Single().Version, Is.EqualTo(new PriceVersion(Day2, new Money(12))));
            Assert.That(PriceAt(update, Day2.AddMicroseconds(-1)), Is.EqualTo(new Money(10)));
            Assert.That(PriceAt(update, Day2), Is.EqualTo(new Money(12)));
        });
    }

    [Test]
    public void A_price_that_goes_back_is_a_version_of_its_own()
    {
        var up = CatalogueUpdate.Between(After(Lamp(10)), [Lamp(12)], Day2, Keys());
        var back = CatalogueUpdate.Between(up.Book, [Lamp(10)], Day3, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(back.NewPrices.Single().Version, Is.EqualTo(new PriceVersion(Day3, new Money(10))));
            Assert.That(back.Book.Find(1)!.Prices, Has.Length.EqualTo(3));
            Assert.That(PriceAt(back, Day2), Is.EqualTo(new Money(12)));
            Assert.That(PriceAt(back, Day3), Is.EqualTo(new Money(10)));
        });
    }

    [TestCase(0)]
    [TestCase(-30)]
    public void A_snapshot_that_is_not_later_than_the_last_version_adds_one_a_microsecond_after_it(int minutes)
    {
        var second = CatalogueUpdate.Between(After(Lamp(10)), [Lamp(12)], Day2, Keys());
        var third = CatalogueUpdate.Between(second.Book, [Lamp(13)], Day2.AddMinutes(minutes), Keys());
        Assert.Multiple(() =>
        {
            Assert.That(third.NewPrices.Single().Version, Is.EqualTo(new PriceVersion(Day2.AddMicroseconds(1), new Money(13))));
            Assert.That(PriceAt(third, Day2), Is.EqualTo(new Money(12)));
        });
    }

    [Test]
    public void Times_are_kept_to_the_microsecond_as_the_database_does()
    {
        var update = CatalogueUpdate.Between(After(Lamp(10), Chair(5)), [Lamp(12)], Day2.AddTicks(19), Keys());
        Assert.Multiple(() =>
        {
            Assert.That(update.NewPrices.Single().Version.ValidFrom, Is.EqualTo(Day2.AddMicroseconds(1)));
            Assert.That(update.Removed.Single().RemovedAt, Is.EqualTo(Day2.AddMicroseconds(1)));
        });
    }

    [Test]
    public void A_new_description_is_an_update_and_no_price()
    {
        var renamed = Lamp(10) with { Title = "Bright lamp" };
        var update = CatalogueUpdate.Between(After(Lamp(10)), [renamed], Day2, Keys());
        Assert.Multiple(() =>
        {
            Assert.That(update.Updated.Single().Product, Is.EqualTo(renamed));
            Assert.That(update.NewPrices, Is.Empty);
            Assert.That(update.Book.Find(1)!.Product.Title, Is.EqualTo("Bright lamp"));
        });
    }

    [TestCase("Lamp", "", "Lamp", Description = "what it was called before")]
    [TestCase("", "", "product 1", Description = "an older version kept a product without a title")]
    [TestCase("Lamp", "Bright lamp", "Bright lamp")]
    [TestCase(null, "", "product 1", Description = "new")]
    public void A_product_without_a_title_keeps_the_known_one_or_is_called_by_its_id(string? known, string stated, string title)
    {
        var before = known is null ? Nothing : new PriceBook(
            [new KnownProduct(Lamp(10) with { Title = known }, [new PriceVersion(DateTime.MinValue, new Money(10))], null)]);

        var update = CatalogueUpdate.Between(before, [Lamp(10) with { Title = stated }], Day2, Keys());

        Assert.Multiple(() =>
        {
            Assert.That(update.Book.Find(1)!.Product, Is.EqualTo(Lamp(10) with { Title = title }));
            Assert.That((update.Inserted.Length, update.Updated.Length, update.Unchanged),
                Is.EqualTo((known is null ? 1 : 0, known is not null && known != title ? 1 : 0, known == title ? 1 : 0)));
            Assert.That(new Product(new ProductId(1L << 62, "prod_1"), "", "c", Money.Zero, null, null).Named(null).Title,
                Is.EqualTo("product prod_1"));
        });
    }

    [Test]
    public void The_order_of_the_snapshot_does_not_matter()
    {
        var known = After(Lamp(10), Chair(5));
        var one = CatalogueUpdate.Between(known, [Lamp(12), Chair(6)], Day2, Keys()).Book;
        var other = CatalogueUpdate.Between(known, [Chair(6), Lamp(12)], Day2, Keys()).Book;
        Assert.That(Prices(one), Is.EqualTo(Prices(other)));

        static string Prices(PriceBook book) => string.Join(
            '|', book.Products.OrderBy(product => product.Product.Id.Key)
                .Select(product => $"{product.Product} {string.Join(',', product.Prices)}"));
    }

    [Test]
    public void One_id_twice_is_refused_and_named() =>
        Assert.That(
            () => CatalogueUpdate.Between(Nothing, [Chair(5), Lamp(10), Lamp(12)], Day1, Keys()),
            Throws.ArgumentException.With.Message.Contains("key 1 stands for two products"));

    private static Product Lamp(decimal price) => new(new ProductId(1), "Lamp", "things", new Money(price), 3.9m, 120);

    private static Product Chair(decimal price) => new(new ProductId(2), "Chair", "things", new Money(price), null, null);

    private static PriceBook After(params Product[] products) => CatalogueUpdate.Between(Nothing, products, Day1, Keys()).Book;

    private static HashSet<long> Keys(params long[] keys) => [.. keys];

    private static Money? PriceAt(CatalogueUpdate update, DateTime moment) => update.Book.PriceAt(new ProductId(1), moment);
}
