using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

public sealed class CartDayTests
{
    [TestCase("UTC", "2020-03-02T00:00:00Z", "2020-03-02")]
    [TestCase("Asia/Tokyo", "2026-01-31T14:59:59.999999Z", "2026-01-31")]
    [TestCase("Asia/Tokyo", "2026-01-31T15:00:00Z", "2026-02-01")]
    [TestCase("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07", Description = "the night before the clock goes forward: 5 h "
        + "behind")]
    [TestCase("America/New_York", "2026-03-08T05:00:00Z", "2026-03-08")]
    [TestCase("America/New_York", "2026-03-09T03:59:59Z", "2026-03-08", Description = "the night after: 4 h behind")]
    [TestCase("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09")]
    [TestCase("America/New_York", "2026-11-01T04:00:00Z", "2026-11-01", Description = "before the clock goes back: 4 h behind")]
    [TestCase("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01", Description = "after: 5 h behind")]
    [TestCase("America/New_York", "2026-11-02T05:00:00Z", "2026-11-02")]
    public void A_carts_day_is_the_day_of_its_time_in_the_stores_zone(string zone, string placed, string day)
    {
        var cart = new Cart(new CartId(1), null, Samples.Utc(placed), []);
        Assert.That(Samples.Projector(zone: zone).Project(cart, Samples.NoPrices).Day, Is.EqualTo(DateOnly.Parse(day, null)));
    }

    [Test]
    public void The_day_is_the_carts_even_where_a_step_falls_on_another()
    {
        var cart = new Cart(new CartId(1), null, Samples.Utc("2020-03-02T00:00:00Z"), [new CartItem(new ProductId(1), 1)]);
        var projected = Samples.Projector().Project(cart, Samples.NoPrices);
        Assert.Multiple(() =>
        {
            Assert.That(projected.Lines[0].ViewedAt!.Value.Date, Is.EqualTo(new DateTime(2020, 3, 1)));
            Assert.That(projected.Day, Is.EqualTo(new DateOnly(2020, 3, 2)));
        });
    }
}
