namespace EcommerceEtl.Tests.Changes;

/// <summary>A month whose list has many pages: the part of it that lacks a cart is found by counts.</summary>
public sealed class MonthPartTests : IDisposable
{
    private readonly ChangeReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [TestCase(13)]
    [TestCase(17)]
    [TestCase(22)]
    public async Task Of_a_long_month_only_the_part_is_listed_that_lacks_a_cart(int id)
    {
        var shop = LongMonth(2);
        await _reader.RunAsync(shop, () => true);
        shop.Carts.RemoveAll(cart => cart.Id == id);
        shop.Now = shop.Now.AddMinutes(15);
        shop.Asked.Clear();

        await _reader.RunAsync(shop, () => true);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
        Assert.That(shop.Asked.Count(question => question == "listed"), Is.EqualTo(1));
        Assert.That(shop.Asked.Count(question => question == "count"), Is.LessThan(12));
    }

    [Test]
    public async Task Of_a_long_month_one_that_came_back_does_not_hide_two_that_are_gone()
    {
        var shop = LongMonth(2);
        var late = shop.Carts[^5];
        shop.Carts.Remove(late);
        await _reader.RunAsync(shop, () => true);
        shop.Carts.RemoveAll(cart => cart.Id is 30 or 40);
        shop.Carts.Insert(shop.Carts.Count - 4, late);
        shop.Now = shop.Now.AddHours(2);
        shop.Asked.Clear();

        await _reader.RunAsync(shop, () => true);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
        Assert.That(shop.Asked.Count(question => question == "listed"), Is.LessThan(6));
    }

    [Test]
    public async Task Of_a_long_month_a_count_that_stays_greater_than_its_list_is_looked_at_once()
    {
        var shop = LongMonth(2);
        await _reader.RunAsync(shop, () => true);
        shop.Asked.Clear();
        // Whatever holds the cart 40 has one more by its count than its list shows.
        shop.Answer = (question, page) => question is "count" or "listed" && shop.LastAsked.Contains(shop.Carts[39])
            ? page with { Total = page.Total + 1 } : page;
        await NextAsync();
        Assert.That(shop.Asked, Does.Contain("listed"));
        shop.Asked.Clear();

        await NextAsync();

        Assert.That(shop.Asked, Does.Not.Contain("listed"));

        async Task NextAsync()
        {
            shop.Now = shop.Now.AddMinutes(5);
            await _reader.RunAsync(shop, () => true);
        }
    }

    [Test]
    [Fault("most of a month is gone")]
    public async Task Where_most_of_a_part_of_a_month_is_gone_the_share_of_the_whole_month_decides()
    {
        // Of 96 carts a part that is listed holds six, the second one these.
        var shop = LongMonth(4);
        var late = shop.Carts[^4..];
        shop.Carts.RemoveRange(shop.Carts.Count - 4, 4);
        await _reader.RunAsync(shop, () => true);
        // One more in another part, so that what is held of the month changes by itself.
        shop.Carts.RemoveAll(cart => cart.Id is >= 19 and <= 24 or 100);
        shop.Carts.AddRange(late);
        shop.Now = shop.Now.AddHours(2);

        await _reader.RunAsync(shop, () => true);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task A_shop_that_takes_carts_of_the_bound_itself_for_earlier_ones_hides_none_that_is_gone()
    {
        foreach (var id in new[] { 13, 14, 37, 61, 62, 63, 88, 111, 112 })
        {
            using var reader = new ChangeReader();
            var shop = LongMonth(2, takesBounds: true);
            await reader.RunAsync(shop, () => true);
            shop.Carts.RemoveAll(cart => cart.Id == id);
            shop.Now = shop.Now.AddMinutes(15);
            shop.Asked.Clear();

            await reader.RunAsync(shop, () => true);

            Assert.That(reader.Carts(shop), Is.EqualTo(shop.Truth), $"{id}");
            Assert.That(shop.Asked.Count(question => question == "listed"), Is.LessThanOrEqualTo(2), $"{id}");
        }
    }

    [Test]
    public async Task A_count_of_the_month_that_its_parts_do_not_have_is_looked_at_once()
    {
        var shop = LongMonth(2);
        await _reader.RunAsync(shop, () => true);
        // Of the month and of all that is held, but of no part of the month.
        shop.Answer = (question, page) =>
            question is "count" or "listed" && page.Total is 100 or 112 ? page with { Total = page.Total + 1 } : page;
        shop.Now = shop.Now.AddMinutes(15);
        await _reader.RunAsync(shop, () => true);
        shop.Asked.Clear();
        shop.Now = shop.Now.AddMinutes(15);

        await _reader.RunAsync(shop, () => true);

        Assert.That(shop.Asked, Is.EquivalentTo(new[] { "count", "changed" }));
    }

    private static QuietShop LongMonth(int pageSize, bool takesBounds = false) => new QuietShop(pageSize) { TakesBounds = takesBounds }
        .With(12, new DateTime(2026, 10, 3, 0, 0, 0, DateTimeKind.Utc)).With(100, new DateTime(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc));
}
