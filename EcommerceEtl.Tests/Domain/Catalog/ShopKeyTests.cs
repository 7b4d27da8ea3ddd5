using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

public sealed class ShopKeyTests
{
    private const ulong Low62 = (1ul << 62) - 1;

    // The hashes are those of the reference implementation: printf TEXT | xxhsum -H1.
    [TestCase("1", 0xb7b41276360564d4ul)]
    [TestCase("01", 0x6ed10a79b52ef0f5ul)]
    [TestCase("order_01J8", 0x03aacca36e337e7ful)]
    [TestCase("prod_ü", 0xaf52274ca9657c53ul)]
    [TestCase("order_01JC8Q4ZT5M7N2X9W6V3R1K0HBG", 0xca3ebc72a8699396ul)]
    [TestCase(CollidingTexts.First, CollidingTexts.Hash)]
    [TestCase(CollidingTexts.Second, CollidingTexts.Hash)]
    public void A_texts_key_is_two_to_the_62_and_the_lower_62_bits_of_its_hash(string text, ulong hash) =>
        Assert.That(ShopKey.FromText(text), Is.EqualTo((1L << 62) + (long)(hash & Low62)));

    [Test]
    public void Long_texts_are_hashed_whole()
    {
        Assert.Multiple(() =>
        {
            Assert.That(ShopKey.FromText(new string('a', 65)), Is.EqualTo((1L << 62) + (long)(0x6276d6b44cd41e49ul & Low62)));
            Assert.That(ShopKey.FromText(new string('x', 200)), Is.EqualTo((1L << 62) + (long)(0xc5a4d3c05d71062aul & Low62)));
            Assert.That(ShopKey.FromText(new string('é', 64)), Is.EqualTo((1L << 62) + (long)(0x108888f550881bc4ul & Low62)));
        });
    }

    [Test]
    public void Two_ids_can_share_a_key_and_stay_two_ids()
    {
        Assert.Multiple(() =>
        {
            Assert.That(CollidingTexts.First, Has.Length.EqualTo(64).And.Not.EqualTo(CollidingTexts.Second));
            Assert.That(CollidingTexts.Second, Has.Length.EqualTo(64));
            Assert.That((CollidingTexts.First + CollidingTexts.Second).All(char.IsAsciiLetterOrDigit), Is.True);
            Assert.That(ShopKey.FromText(CollidingTexts.Second), Is.EqualTo(CollidingTexts.Key));
            Assert.That(
                new ProductId(CollidingTexts.Key, CollidingTexts.First),
                Is.Not.EqualTo(new ProductId(CollidingTexts.Key, CollidingTexts.Second)));
        });
    }

    [TestCase(0, false)]
    [TestCase(-1, false)]
    [TestCase(1, true)]
    [TestCase(4_611_686_018_427_387_903, true)]
    [TestCase(4_611_686_018_427_387_904, false)]
    [TestCase(long.MaxValue, false)]
    public void A_number_is_its_own_key_from_1_to_two_to_the_62_less_1(long number, bool isKey) =>
        Assert.That(ShopKey.IsNumber(number), Is.EqualTo(isKey));

    [Test]
    public void An_empty_text_is_no_id() => Assert.That(() => ShopKey.FromText(""), Throws.ArgumentException);

    [Test]
    public void An_id_is_written_as_the_shop_writes_it()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new CartId(42).SourceText, Is.EqualTo("42"));
            Assert.That(new CartId(ShopKey.FromText("042"), "042").SourceText, Is.EqualTo("042"));
            Assert.That(new ProductId(42).SourceText, Is.EqualTo("42"));
            Assert.That(new ProductId(ShopKey.FromText("042"), "042").SourceText, Is.EqualTo("042"));
            Assert.That(new CustomerId(42).SourceText, Is.EqualTo("42"));
            Assert.That(new CustomerId(ShopKey.FromText("042"), "042").SourceText, Is.EqualTo("042"));
        });
    }
}
