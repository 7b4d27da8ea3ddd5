using CsCheck;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>What holds for every cart. A failure prints the seed that repeats it.</summary>
public sealed class FunnelPropertyTests
{
    private static readonly Gen<(Cart Cart, double Add, double Purchase)> CartsAndRates =
        Gen.Select(Samples.Carts, Gen.Int[0, 100], Gen.Int[0, 100], (cart, add, purchase) => (cart, add / 100.0, purchase / 100.0));

    [Test]
    public void The_same_carts_give_the_same_rows_in_whatever_order_they_come() =>
        Gen.Select(Samples.Carts.Array[1, 20], Gen.Int).Sample((carts, shuffle) =>
        {
            var first = Samples.Projector();
            var inOrder = carts.Select(cart => Text(first.Project(cart, Samples.SomePrices))).ToList();
            var second = Samples.Projector();
            var order = Enumerable.Range(0, carts.Length).ToArray();
            new Random(shuffle).Shuffle(order);
            var shuffled = new string[carts.Length];
            foreach (var i in order)
                shuffled[i] = Text(second.Project(carts[i], Samples.SomePrices));
            Assert.That(shuffled, Is.EqualTo(inOrder));
        });

    [Test]
    public void Deleting_a_line_moves_no_line_of_another_product_and_no_earlier_line_of_its_own() =>
        Gen.Select(CartsAndRates, Gen.Int[0, 1000]).Where((sample, _) => sample.Cart.Items.Length > 0).Sample((sample, pick) =>
        {
            var projector = Samples.Projector(sample.Add, sample.Purchase);
            var deleted = pick % sample.Cart.Items.Length;
            var product = sample.Cart.Items[deleted].Product;
            var before = projector.Project(sample.Cart, Samples.SomePrices).Lines;
            var after = projector.Project(sample.Cart with { Items = sample.Cart.Items.RemoveAt(deleted) }, Samples.SomePrices).Lines;
            for (var i = 0; i < before.Length; i++)
            {
                if (i == deleted || (i > deleted && before[i].Product == product))
                    continue;
                var moved = after[i < deleted ? i : i - 1];
                Assert.That(moved with { LineNumber = before[i].LineNumber }, Is.EqualTo(before[i]));
            }
        });

    [Test]
    public void Every_purchase_follows_its_add_to_cart_and_that_its_view() =>
        CartsAndRates.Sample(sample =>
        {
            foreach (var line in Samples.Projector(sample.Add, sample.Purchase).Project(sample.Cart, Samples.SomePrices).Lines)
            {
                var placed = sample.Cart.PlacedAt;
                Assert.That(placed - line.ViewedAt, Is.InRange(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(1800)));
                Assert.That(line.CartedAt, Is.Null.Or.EqualTo(placed));
                if (line.PurchasedAt is null)
                    continue;
                Assert.That(line.CartedAt, Is.Not.Null);
                Assert.That(line.PurchasedAt - placed, Is.InRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(600)));
            }
        });

    [Test]
    public void A_higher_rate_takes_no_step_away() =>
        Gen.Select(CartsAndRates, Gen.Int[0, 100]).Sample((sample, more) =>
        {
            var low = Samples.Projector(sample.Add, sample.Purchase).Project(sample.Cart, Samples.SomePrices).Lines;
            var high = Samples.Projector(Math.Min(1, sample.Add + more / 100.0), sample.Purchase)
                .Project(sample.Cart, Samples.SomePrices).Lines;
            foreach (var (before, after) in low.Zip(high))
                Assert.That(before.CartedAt is null || before == after, Is.True, $"{before} became {after}");
        });

    [Test]
    public void Totals_are_what_the_lines_add_up_to() =>
        CartsAndRates.Sample(sample =>
        {
            var cart = Samples.Projector(sample.Add, sample.Purchase).Project(sample.Cart, Samples.SomePrices);
            var bought = cart.Lines.Where(line => line.PurchasedAt is not null).ToList();
            Assert.That(cart.Totals, Is.EqualTo(new CartTotals(
                !cart.Lines.IsEmpty, cart.Lines.Any(line => line.CartedAt is not null), bought.Count > 0,
                new Money(cart.Lines.Sum(line => (line.UnitPrice?.Amount ?? 0) * line.Quantity)), bought.Sum(line => line.Quantity),
                new Money(bought.Sum(line => (line.UnitPrice?.Amount ?? 0) * line.Quantity)),
                cart.Lines.Count(line => line.UnitPrice is null))));
            Assert.That(cart.Lines.Select(line => (int)line.LineNumber), Is.EqualTo(Enumerable.Range(1, sample.Cart.Items.Length)));
        });

    [Test]
    public void Rows_that_differ_have_hashes_that_differ_and_equal_rows_equal_hashes() =>
        Gen.Select(Samples.Carts, Samples.Carts, Gen.Bool).Sample((one, other, mixed) =>
        {
            // Half of the pairs share id, customer and time, so that only lines tell them apart.
            var second = mixed ? one with { Items = other.Items } : other;
            var a = Samples.Projector().Project(one, Samples.SomePrices);
            var b = Samples.Projector().Project(second, Samples.SomePrices);
            Assert.That(a.ContentHash == b.ContentHash, Is.EqualTo(Text(a, hash: false) == Text(b, hash: false)));
        });

    private static string Text(ProjectedCart cart, bool hash = true) => string.Join('\n', [
        $"{cart.Id} {cart.Customer} {cart.PlacedAt:O} {cart.Day:O} {cart.Totals} {(hash ? cart.ContentHash : null)}",
        .. cart.Lines.Select(line => $"{line} {line.ViewedAt:O} {line.CartedAt:O} {line.PurchasedAt:O}")]);
}
