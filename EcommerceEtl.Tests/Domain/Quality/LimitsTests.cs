using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Domain.Quality;

public sealed class LimitsTests
{
    [TestCase(0, 0)]
    [TestCase(5, 0)]
    [TestCase(9, 0, Description = "never up: that could be the next day")]
    [TestCase(10, 10)]
    [TestCase(19, 10)]
    public void A_time_is_cut_to_the_microsecond(long ticks, long expected)
    {
        var noon = new DateTime(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);
        var cut = ValueLimits.ToMicrosecond(noon.AddTicks(ticks));
        Assert.Multiple(() =>
        {
            Assert.That(cut, Is.EqualTo(noon.AddTicks(expected)));
            Assert.That(cut.Kind, Is.EqualTo(DateTimeKind.Utc));
        });
    }

    [Test]
    public void The_first_and_the_last_moment_of_all_are_cut_without_an_error()
    {
        var last = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        Assert.Multiple(() =>
        {
            Assert.That(ValueLimits.ToMicrosecond(last), Is.EqualTo(last.AddTicks(-9)));
            Assert.That(ValueLimits.ToMicrosecond(DateTime.MinValue), Is.EqualTo(DateTime.MinValue));
        });
    }

    [Test]
    public void The_limits_are_those_of_the_data_dictionary()
    {
        Assert.Multiple(() =>
        {
            Assert.That(ValueLimits.MaxPrice, Is.EqualTo(10_000_000m));
            Assert.That(ValueLimits.MaxQuantity, Is.EqualTo(1_000_000m));
            Assert.That(ValueLimits.MaxLinesPerCart, Is.EqualTo(10_000));
            Assert.That(ValueLimits.MaxTextLength, Is.EqualTo(2_000));
            Assert.That(ValueLimits.Earliest, Is.EqualTo(new DateTime(1990, 1, 1)));
            Assert.That(ValueLimits.FutureTolerance, Is.EqualTo(TimeSpan.FromHours(24)));
            Assert.That((ValueLimits.PriceDecimals, ValueLimits.QuantityDecimals, ValueLimits.RatingDecimals), Is.EqualTo((4, 3, 2)));
        });
    }

    [Test]
    public void The_greatest_cart_fits_the_columns()
    {
        // numeric(28,7) holds 21 digits before the point, numeric(19,3) holds 16.
        Assert.Multiple(() =>
        {
            Assert.That(ValueLimits.MaxPrice * ValueLimits.MaxQuantity * ValueLimits.MaxLinesPerCart, Is.LessThan(1e21m));
            Assert.That(ValueLimits.MaxQuantity * ValueLimits.MaxLinesPerCart, Is.LessThan(1e16m));
            Assert.That(ValueLimits.MaxRating, Is.LessThan(10m));
        });
    }
}
