namespace EcommerceEtl.Tests.Sandbox;

public sealed class ShopIsAFunctionTests
{
    [TestCase(-3_600_000.0)]
    [TestCase(0.0)]
    [TestCase(1.0)]
    [TestCase(86_400.0)]
    public void Two_shops_with_the_same_settings_answer_with_the_same_bytes(double second)
    {
        using var one = new ShopReading(second);
        using var other = new ShopReading(second);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(other.Store.Carts().Body, Is.EqualTo(one.Store.Carts().Body));
            Assert.That(other.Store.Products().Body, Is.EqualTo(one.Store.Products().Body));
            Assert.That(other.Store.Users().Body, Is.EqualTo(one.Store.Users().Body));
            Assert.That(other.Store.Carts().ETag, Is.EqualTo(one.Store.Carts().ETag));
        }
    }

    [Test]
    public void A_shop_that_was_watched_all_day_equals_one_that_was_started_in_the_evening()
    {
        using var watched = new ShopReading(-10);
        for (var step = 0; step < 1_500; step++)
        {
            watched.Forward(1 + (step % 37) + 0.25);
            _ = watched.Store.State();
        }

        using var fresh = new ShopReading((watched.Clock.GetUtcNow() - ShopReading.Opening).TotalSeconds);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fresh.Store.Carts().Body, Is.EqualTo(watched.Store.Carts().Body));
            Assert.That(fresh.Store.Products().Body, Is.EqualTo(watched.Store.Products().Body));
            Assert.That(fresh.Store.Users().Body, Is.EqualTo(watched.Store.Users().Body));
        }
    }

    [Test]
    public void A_clock_that_goes_back_shows_the_shop_of_then()
    {
        using var then = new ShopReading(100);
        using var shop = new ShopReading(5_000);
        _ = (shop.Store.Carts(), shop.Store.Users());
        shop.Clock.AdjustTime(ShopReading.Opening.AddSeconds(100));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shop.Store.Carts().Body, Is.EqualTo(then.Store.Carts().Body));
            Assert.That(shop.Store.Users().Body, Is.EqualTo(then.Store.Users().Body));
        }
    }

    [Test]
    public void Another_seed_is_another_shop()
    {
        using var one = new ShopReading(seed: 1);
        using var other = new ShopReading(seed: 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(other.Store.Carts().Body, Is.Not.EqualTo(one.Store.Carts().Body));
            Assert.That(other.Store.Products().Body, Is.Not.EqualTo(one.Store.Products().Body));
            Assert.That(other.Store.Users().Body, Is.Not.EqualTo(one.Store.Users().Body));
        }
    }

    [Test]
    public void The_bytes_of_a_known_moment_are_the_same_on_every_machine()
    {
        using var shop = new ShopReading(3_600);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shop.Store.Carts().ETag, Is.EqualTo("\"cc02ffc1293415cc86454ff967edc296\""));
            Assert.That(shop.Store.Products().ETag, Is.EqualTo("\"f1e42197e6aa905eb374529744037261\""));
            Assert.That(shop.Store.Users().ETag, Is.EqualTo("\"549d5f0e15a3eda8174675c0a45eec52\""));
        }
    }
}
