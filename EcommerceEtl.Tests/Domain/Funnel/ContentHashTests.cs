using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>One column value at a time. The values of the hash itself are in carts.golden.tsv.</summary>
public sealed class ContentHashTests
{
    private static readonly CartItem Lamp = new(new ProductId(1), 1.5m, new Money(10), Samples.Noon, Samples.Noon.AddMinutes(5));
    private static readonly CartItem Chair = new(new ProductId(2), 2, new Money(20), Samples.Noon, Samples.Noon.AddMinutes(6));
    private static readonly Cart Cart = new(new CartId(1), new CustomerId(7), Samples.Noon, [Lamp, Chair]);

    private static IEnumerable<TestCaseData> Differences()
    {
        yield return Case("cart_id", Cart with { Id = new CartId(2) });
        yield return Case("source_id", Cart with { Id = new CartId(1, "1") });
        yield return Case("source_id_text", Cart with { Id = new CartId(1, "01") });
        yield return Case("user_id", Cart with { Customer = new CustomerId(8) });
        yield return Case("user_id_guest", Cart with { Customer = null });
        yield return Case("placed_at", Cart with { PlacedAt = Samples.Noon.AddMicroseconds(1) });
        yield return Case("product_id", With(Lamp with { Product = new ProductId(3) }));
        yield return Case("product_id_none", With(Lamp with { Product = null }));
        yield return Case("quantity", With(Lamp with { Quantity = 1.501m }));
        yield return Case("unit_price", With(Lamp with { StatedPrice = new Money(10.0001m) }));
        yield return Case("unit_price_0", With(Lamp with { StatedPrice = Money.Zero }));
        yield return Case("unit_price_unpriced", With(Lamp with { StatedPrice = null }));
        yield return Case("carted_at", With(Lamp with { AddedAt = Samples.Noon.AddMicroseconds(1) }));
        yield return Case("carted_at_never", With(Lamp with { AddedAt = null }));
        yield return Case("purchased_at", With(Lamp with { PurchasedAt = Samples.Noon.AddMinutes(5).AddMicroseconds(-1) }));
        yield return Case("purchased_at_never", With(Lamp with { PurchasedAt = null }));
        yield return Case("purchased_and_carted_swapped", With(Lamp with { AddedAt = Lamp.PurchasedAt, PurchasedAt = Lamp.AddedAt }));
        yield return Case("line_no", Cart with { Items = [Chair, Lamp] });
        yield return Case("lines_fewer", Cart with { Items = [Lamp] });
        yield return Case("lines_more", Cart with { Items = [Lamp, Chair, Chair] });
        yield return Case("lines_none", Cart with { Items = [] });
    }

    [TestCaseSource(nameof(Differences))]
    public void A_cart_that_differs_in_one_column_has_another_hash(Cart changed) => Assert.That(Hash(changed), Is.Not.EqualTo(Hash(Cart)));

    [Test]
    public void All_those_differences_have_hashes_of_their_own() =>
        Assert.That(Differences().Select(difference => Hash((Cart)difference.Arguments[0]!)), Is.Unique);

    [Test]
    public void The_view_time_counts() =>
        // With all else observed, the seed decides the view times alone.
        Assert.That(Hash(Cart, seed: "another"), Is.Not.EqualTo(Hash(Cart)));

    [Test]
    public void The_day_counts() =>
        Assert.That(Hash(Cart, zone: "Pacific/Kiritimati"), Is.Not.EqualTo(Hash(Cart)));

    [Test]
    public void A_zone_with_the_same_day_gives_the_same_hash() =>
        Assert.That(Hash(Cart, zone: "Europe/Berlin"), Is.EqualTo(Hash(Cart)));

    [Test]
    public void Equal_numbers_are_equal_however_they_are_written()
    {
        var written = Lamp with { Quantity = 1.50m, StatedPrice = new Money(10.00000000000m) };
        Assert.That(Hash(With(written)), Is.EqualTo(Hash(Cart)));
    }

    [Test]
    public void Minus_zero_is_zero()
    {
        // A decimal keeps the sign of -0, and with 7 decimals it survives an addition.
        var minusZero = new Money(decimal.Negate(0.0000000m));
        Assert.That(Hash(With(Lamp with { StatedPrice = minusZero })), Is.EqualTo(Hash(With(Lamp with { StatedPrice = Money.Zero }))));
    }

    [Test]
    public void Texts_that_the_rows_do_not_hold_do_not_count()
    {
        var spelt = Cart with { Customer = new CustomerId(7, "7") };
        Assert.That(Hash(spelt), Is.EqualTo(Hash(Cart)));
    }

    [Test]
    public void A_cart_of_10_000_lines_is_hashed_like_any_other()
    {
        var big = Cart with { Items = [.. Enumerable.Repeat(Lamp, 9_999), Chair] };
        var other = Cart with { Items = [.. Enumerable.Repeat(Lamp, 9_999), Chair with { Quantity = 2.001m }] };
        var small = Hash(Cart);
        Assert.Multiple(() =>
        {
            Assert.That(Hash(big with { Items = [.. big.Items] }), Is.EqualTo(Hash(big)));
            Assert.That(Hash(big), Is.Not.EqualTo(Hash(other)));
            Assert.That(Hash(Cart), Is.EqualTo(small), "a small cart after a big one");
        });
    }

    [Test]
    public async Task An_id_longer_than_the_buffer_is_hashed_whole()
    {
        // Each thread has a buffer of its own, which grows: the first cart of this new thread finds it small, the others grown.
        var ends = new[] { "a", "b", "a" };
        var hashes = await Task.Factory.StartNew(
            () => ends.Select(end => Hash(Cart with { Id = Samples.CartOf(new string('x', 100_000) + end) })).ToArray(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Multiple(() =>
        {
            Assert.That(hashes[1], Is.Not.EqualTo(hashes[0]));
            Assert.That(hashes[2], Is.EqualTo(hashes[0]));
        });
    }

    private static TestCaseData Case(string column, Cart changed) => new TestCaseData(changed).SetArgDisplayNames(column);

    private static Cart With(CartItem first) => Cart with { Items = [first, Chair] };

    private static Guid Hash(Cart cart, string seed = "ecommerce", string zone = "UTC") =>
        Samples.Projector(seed: seed, origins: Samples.Observed, zone: zone).Project(cart, Samples.NoPrices).ContentHash;
}
