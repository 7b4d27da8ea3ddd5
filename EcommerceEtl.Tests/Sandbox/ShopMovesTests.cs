using EcommerceEtl.Sandbox.Shop;

namespace EcommerceEtl.Tests.Sandbox;

public sealed class ShopMovesTests
{
    [Test]
    public void The_lines_of_the_carts_differ_between_any_two_moments_five_seconds_apart()
    {
        using var shop = new ShopReading(0.9, size: 100);
        var before = Lines(shop);
        for (var step = 0; step < 360; step++)
        {
            shop.Forward(5);
            var after = Lines(shop);
            Assert.That(after, Is.Not.EqualTo(before), $"{(step + 1) * 5} s after the opening");
            before = after;
        }
    }

    [Test]
    public void A_cart_arrives_about_every_three_minutes_where_the_history_had_fewer()
    {
        using var shop = new ShopReading(0);
        var before = shop.Store.State().CartsPlaced;
        shop.Forward(7 * 86_400);
        // A whole week evens the days out; 7 x 24 h x 20 = 3,360, a little more with growth.
        Assert.That(shop.Store.State().CartsPlaced - before, Is.EqualTo(3_360).Within(3).Percent);
    }

    [Test]
    public void A_shop_with_a_busy_history_goes_on_at_its_pace()
    {
        // 90,000 carts in 90 days are 7,000 a week.
        using var shop = new ShopReading(0, size: 90_000);
        var before = shop.Store.State().CartsPlaced;
        shop.Forward(7 * 86_400);
        Assert.That(shop.Store.State().CartsPlaced - before, Is.EqualTo(7_000).Within(15).Percent);
    }

    [Test]
    public void At_the_opening_exactly_the_asked_for_number_was_placed_over_ninety_days()
    {
        using var shop = new ShopReading(0, size: 2_000);
        var dates = shop.Carts.ConvertAll(c => c.GetProperty("date").GetDateTimeOffset());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shop.Store.State().CartsPlaced, Is.EqualTo(2_000));
            Assert.That(dates.Min(), Is.GreaterThan(ShopReading.Opening.AddDays(-90)).And.LessThan(ShopReading.Opening.AddDays(-88)));
            Assert.That(dates.Max(), Is.GreaterThan(ShopReading.Opening.AddDays(-1)));
            Assert.That(dates.GroupBy(d => d.Date).Count(), Is.EqualTo(91), "no day without a cart");
        }
    }

    [Test]
    public void About_one_cart_in_a_hundred_is_removed()
    {
        using var shop = new ShopReading(86_400 * 2, size: 10_000);
        var state = shop.Store.State();
        Assert.That((state.CartsPlaced - state.Carts) / (double)state.CartsPlaced, Is.EqualTo(0.01).Within(0.003));
    }

    [TestCase(-40 * 86_400.0)]
    [TestCase(-1.0)]
    [TestCase(12_345.6)]
    public void Carts_ascend_by_id_and_by_date_and_none_lies_in_the_future(double second)
    {
        using var shop = new ShopReading(second);
        var carts = shop.Carts.ConvertAll(c => (Id: c.GetProperty("id").GetInt32(), Date: c.GetProperty("date").GetDateTimeOffset()));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(carts, Is.Not.Empty);
            Assert.That(carts.ConvertAll(c => c.Id), Is.Ordered.Ascending.And.Unique);
            Assert.That(carts.ConvertAll(c => c.Date), Is.Ordered.Ascending);
            Assert.That(carts.Max(c => c.Date), Is.LessThanOrEqualTo(shop.Clock.GetUtcNow()));
        }
    }

    [Test]
    public void Every_five_minutes_after_the_opening_some_price_on_the_list_has_changed()
    {
        using var shop = new ShopReading(0);
        var before = Prices(shop);
        for (var step = 0; step < 288; step++)
        {
            shop.Forward(300);
            var after = Prices(shop);
            Assert.That(after.Any(p => before.TryGetValue(p.Key, out var price) && price != p.Value), Is.True,
                $"after {(step + 1) * 5} min");
            before = after;
        }
    }

    [Test]
    public void In_the_ninety_days_prices_change_a_few_times_each()
    {
        var availability = new Availability(7);
        var tags = new PriceTags(7, availability);
        var changes = 0;
        for (var hour = -90 * 24; hour <= 0; hour++)
        {
            var before = Assortment.All.Select(p => tags.Of(p.Id)).ToList();
            tags.AdvanceTo(hour * 3_600L);
            changes += Assortment.All.Zip(before).Count(pair => tags.Of(pair.First.Id) != pair.Second);
        }

        Assert.That(changes / (double)Assortment.Founding, Is.InRange(2.5, 3.0));
    }

    [Test]
    public void Products_are_added_and_withdrawn_after_the_opening_and_no_cart_gets_one_that_was_never_on_sale()
    {
        using var shop = new ShopReading(0);
        var ids = Prices(shop).Keys.ToHashSet();
        Assert.That(ids, Has.Count.EqualTo(60));
        var seen = ids.ToHashSet();
        int added = 0, withdrawn = 0;
        for (var minute = 0; minute < 600; minute++)
        {
            shop.Forward(60);
            var now = Prices(shop).Keys.ToHashSet();
            added += now.Except(ids).Count();
            withdrawn += ids.Except(now).Count();
            seen.UnionWith(now);
            ids = now;
        }

        using (Assert.EnterMultipleScope())
        {
            // Ten hours: one withdrawal each, most of them back again; and six late-comers.
            Assert.That(withdrawn, Is.InRange(8, 10));
            Assert.That(added, Is.InRange(6 + 7, 6 + 10));
            Assert.That(seen, Has.Count.EqualTo(66));
            Assert.That(shop.Carts.SelectMany(c => c.GetProperty("products").EnumerateArray())
                .Select(l => l.GetProperty("productId").GetInt32()).Distinct(), Is.SubsetOf(seen));
        }
    }

    [Test]
    public void The_busiest_tenth_of_the_products_sells_more_than_a_third_of_the_lines()
    {
        using var shop = new ShopReading(0, size: 5_000);
        var sold = shop.Carts.SelectMany(c => c.GetProperty("products").EnumerateArray())
            .CountBy(l => l.GetProperty("productId").GetInt32()).Select(p => p.Value).OrderDescending().ToList();
        // Weights 1/2 .. 1/61: the first six make up 1.59 of 3.70.
        Assert.That(sold.Take(6).Sum() / (double)sold.Sum(), Is.InRange(0.34, 0.46));
    }

    private static string Lines(ShopReading shop) =>
        string.Join('|', shop.Carts.Select(c => $"{c.GetProperty("id")}:{c.GetProperty("products").GetRawText()}"));

    private static Dictionary<int, decimal> Prices(ShopReading shop) =>
        shop.Products.ToDictionary(p => p.GetProperty("id").GetInt32(), p => p.GetProperty("price").GetDecimal());
}
