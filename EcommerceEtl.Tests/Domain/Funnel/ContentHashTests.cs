using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>One column value at a time. The values of the hash itself are in carts.golden.tsv.</summary>
public sealed class ContentHashTests
{
    private static readonly CartItem Lamp = new(new ProductId(1), 1.5m, new Money(10), Samples.Noon.AddMinutes(5));
    private static readonly CartItem Chair = new(new ProductId(2), 2, new Money(20), Samples.Noon.AddMinutes(6));
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
        yield return Case("line_no", Cart with { Items = [Chair, Lamp] });
        yield return Case("lines_fewer", Cart with { Items = [Lamp] });
        yield return Case("lines_more", Cart with { Items = [Lamp, Chair, Chair] });
        yield return Case("lines_none", Cart with { Items = [] });
        yield return Case("order", Cart with { Order = Samples.OrderPlaced(Samples.Noon) });
    }

    /// <summary>The cart with an order of which every optional field is there.</summary>
    private static readonly Sale Sold = new(
        Samples.Noon, SaleAction.Sale, SaleCause.Order, SaleItem.Product, 1, new ProductId(1), 1.5m, 15, 1, 2.66m);

    private static readonly Order Order = new(
        "1001", OrderState.Placed, "completed", Samples.Noon, "Kyiv", Samples.Noon.AddHours(1), Samples.Noon.AddHours(2), 16.66m,
        [Sold, Sold with { Line = 2, Product = new ProductId(2), Gross = 40 }]);

    /// <summary>What each field of an order and of a sale may be beside what it is above; a field that is missing here fails the
    /// test.</summary>
    private static readonly Dictionary<string, Order[]> OtherOrders = new()
    {
        [nameof(Order.Number)] = [Order with { Number = "1002" }, Order with { Number = "" }, Order with { Number = null }],
        [nameof(Order.State)] = [.. Enum.GetValues<OrderState>().Where(state => state != Order.State)
            .Select(state => Order with { State = state })],
        [nameof(Order.ShopStatus)] = [Order with { ShopStatus = "processing" }],
        [nameof(Order.PlacedAt)] = [Order with { PlacedAt = Samples.Noon.AddMicroseconds(1) }, Order with { PlacedAt = null }],
        [nameof(Order.City)] = [Order with { City = "Lviv" }, Order with { City = "" }, Order with { City = null }],
        [nameof(Order.CancelledAt)] = [Order with { CancelledAt = Samples.Noon }, Order with { CancelledAt = null }],
        [nameof(Order.UpdatedAt)] = [Order with { UpdatedAt = Samples.Noon }],
        [nameof(Order.StatedTotal)] =
            [Order with { StatedTotal = 16.6601m }, Order with { StatedTotal = 0 }, Order with { StatedTotal = null }],
        [nameof(Order.Sales)] =
            [Order with { Sales = [Order.Sales[1], Sold] }, Order with { Sales = [Sold] }, Order with { Sales = [] }],
    };

    private static readonly Dictionary<string, Sale[]> OtherSales = new()
    {
        [nameof(Sale.At)] = [Sold with { At = Samples.Noon.AddMicroseconds(1) }],
        [nameof(Sale.Action)] = [Sold with { Action = SaleAction.Return }],
        [nameof(Sale.Cause)] = [.. Enum.GetValues<SaleCause>().Where(cause => cause != Sold.Cause)
            .Select(cause => Sold with { Cause = cause })],
        [nameof(Sale.Item)] = [.. Enum.GetValues<SaleItem>().Where(item => item != Sold.Item).Select(item => Sold with { Item = item })],
        [nameof(Sale.Line)] = [Sold with { Line = 2 }, Sold with { Line = null }],
        [nameof(Sale.Product)] = [Sold with { Product = new ProductId(2) }, Sold with { Product = null }],
        [nameof(Sale.Quantity)] = [Sold with { Quantity = 1.501m }],
        [nameof(Sale.Gross)] = [Sold with { Gross = 15.0001m }, Sold with { Gross = -15 }],
        [nameof(Sale.Discount)] = [Sold with { Discount = 1.0001m }],
        [nameof(Sale.Tax)] = [Sold with { Tax = 2.6601m }],
    };

    private static IEnumerable<Order> AllOtherOrders => OtherOrders.Values.SelectMany(orders => orders)
        .Concat(OtherSales.Values.SelectMany(sales => sales).Select(sale => Order with { Sales = [sale, Order.Sales[1]] }));

    [Test]
    public void Every_field_of_an_order_and_of_a_sale_counts()
    {
        var hashes = AllOtherOrders.Prepend(Order).Select(order => Hash(Cart with { Order = order })).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(OtherOrders.Keys, Is.EquivalentTo(Fields<Order>()));
            Assert.That(OtherSales.Keys, Is.EquivalentTo(Fields<Sale>()));
            Assert.That(hashes, Is.Unique);
        });
    }

    [Test]
    public void Numbers_of_an_order_are_equal_however_they_are_written()
    {
        var written = Order with { StatedTotal = 16.6600m, Sales = [Sold with { Quantity = 1.50m, Gross = 15.00m }, Order.Sales[1]] };
        Assert.That(Hash(Cart with { Order = written }), Is.EqualTo(Hash(Cart with { Order = Order })));
    }

    private static IEnumerable<string> Fields<T>() =>
        typeof(T).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);

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
