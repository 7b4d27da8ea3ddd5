using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

public sealed class FunnelShareTests
{
    private const int Carts = 80_000;
    private const double HalfAPoint = 0.005;

    [TestCase(0.6, 0.5)]
    [TestCase(0.05, 0.95)]
    [TestCase(0.9, 0.1)]
    [TestCase(0.123, 0.456)]
    [TestCase(1, 1)]
    [TestCase(1, 0)]
    [TestCase(0, 1)]
    public void Over_200_000_lines_the_shares_lie_within_half_a_point_of_the_rates(double add, double purchase)
    {
        var projector = Samples.Projector(add, purchase);
        long lines = 0, carted = 0, bought = 0;
        for (var id = 1; id <= Carts; id++)
        {
            var items = Enumerable.Range(0, 1 + id % 4).Select(i => new CartItem(new ProductId(1 + (id * 7 + i) % 500), 1));
            foreach (var line in projector.Project(new Cart(new CartId(id), null, Samples.Noon, [.. items]), Samples.NoPrices).Lines)
            {
                lines++;
                carted += line.CartedAt is null ? 0 : 1;
                bought += line.PurchasedAt is null ? 0 : 1;
            }
        }
        Assert.Multiple(() =>
        {
            Assert.That(lines, Is.EqualTo(200_000));
            // At 5 % added only 10,000 lines can be bought, and one standard deviation of their share is 0.2 points.
            Assert.That(carted / (double)lines, Is.EqualTo(add).Within(add is 0 or 1 ? 0 : HalfAPoint));
            Assert.That(carted == 0 ? purchase : bought / (double)carted, Is.EqualTo(purchase).Within(purchase is 0 or 1 ? 0 : HalfAPoint));
        });
    }

    [Test]
    public void Whether_a_line_was_added_says_nothing_about_whether_an_added_one_was_bought_or_when_it_was_viewed()
    {
        var projector = Samples.Projector(0.5, 1);
        var lines = Enumerable.Range(1, 100_000)
            .Select(id => projector.Project(
            new Cart(new CartId(id), null, Samples.Noon, [new CartItem(new ProductId(1), 1)]), Samples.NoPrices).Lines[0])
            .ToLookup(line => line.CartedAt is not null, line => (Samples.Noon - line.ViewedAt!.Value).TotalSeconds);
        // 300..1800 s, nearly uniform: 4,096 values over 1,501 leave the first 1,094 ever so slightly ahead; the mean is 980 +- 2 s.
        var mean = Enumerable.Range(0, 4096).Average(bits => 300 + bits % 1501);
        Assert.Multiple(() =>
        {
            Assert.That(lines[true].Average(), Is.EqualTo(mean).Within(8));
            Assert.That(lines[false].Average(), Is.EqualTo(mean).Within(8));
        });
    }
}
