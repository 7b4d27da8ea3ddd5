using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>Whole carts, the Fake Store's own seven among them, against rows and content hashes worked out by golden.py.</summary>
public sealed class GoldenCartTests
{
    private static IEnumerable<TestCaseData> Carts() =>
        GoldenFile.Rows("carts.golden.tsv").Select(row => new TestCaseData(row).SetArgDisplayNames(row["store"], row["cart"]));

    [TestCaseSource(nameof(Carts))]
    public void A_cart_gives_its_golden_rows(IReadOnlyDictionary<string, string> row)
    {
        var rules = new FunnelRules(
            row["store"], row["seed"], double.Parse(row["add_rate"], CultureInfo.InvariantCulture),
            double.Parse(row["purchase_rate"], CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(row["zone"]),
            Samples.Simulated);
        var customer = row["customer"];
        var cart = new Cart(
            IsNumber(row["cart"]) ? new CartId(Number(row["cart"])) : Samples.CartOf(row["cart"]),
            customer == "-" ? null : IsNumber(customer) ? new CustomerId(Number(customer))
                : new CustomerId(ShopKey.FromText(customer), customer),
            Samples.Utc(row["placed_at"]), [.. row["items"].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Item)]);

        var projected = new FunnelProjector(rules).Project(cart, Samples.NoPrices);

        Assert.Multiple(() =>
        {
            Assert.That(projected.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Is.EqualTo(row["day"]));
            Assert.That(string.Concat(projected.Lines.Select(Step)), Is.EqualTo(row["steps"]));
            Assert.That(projected.Totals.GrossValue.Amount, Is.EqualTo(Amount(row["gross_value"])));
            Assert.That(projected.Totals.Units, Is.EqualTo(Amount(row["units"])));
            Assert.That(projected.Totals.Revenue.Amount, Is.EqualTo(Amount(row["revenue"])));
            Assert.That(projected.ContentHash.ToString("n"), Is.EqualTo(row["content_hash"]));
        });
    }

    private static char Step(ProjectedLine line) => line.PurchasedAt is not null ? 'p' : line.CartedAt is not null ? 'c' : 'v';

    /// <summary><c>product*quantity@price</c>, with <c>-</c> for a product or price that is not stated.</summary>
    private static CartItem Item(string text)
    {
        var parts = text.Split('*', '@');
        ProductId? product = parts[0] == "-" ? null : IsNumber(parts[0]) ? new ProductId(Number(parts[0])) : Samples.ProductText(parts[0]);
        return new CartItem(product, Amount(parts[1]), parts[2] == "-" ? null : new Money(Amount(parts[2])));
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
