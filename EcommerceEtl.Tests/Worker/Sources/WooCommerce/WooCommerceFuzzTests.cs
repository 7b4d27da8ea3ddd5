using System.Text.Json;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>Any bytes at all, in the place of the shop's. <c>ECOMMERCE_ETL_PAYLOADS</c> sets how many,
/// <c>ECOMMERCE_ETL_PAYLOAD_SEED</c> the seed.</summary>
public sealed class WooCommerceFuzzTests
{
    private const string Path = @"^\$(\.[a-z_]+(\[\d+\](\.[a-z_]+(\[\d+\](\.[a-z_]+)?)?)?)?)?$";

    private readonly int _count = TestProgram.Number("ECOMMERCE_ETL_PAYLOADS", 5_000);
    private readonly Random _random = new(TestProgram.Number("ECOMMERCE_ETL_PAYLOAD_SEED", 20261128));

    [Test]
    public void Each_of_many_mutated_orders_is_accepted_rejected_or_skipped()
    {
        var originals = RecordedShop.Orders;
        var (accepted, rejected, skipped) = (0, 0, 0);
        for (var i = 0; i < _count; i++)
        {
            var mapped = RecordedShop.Map(
                PayloadFuzzTests.Mutated(originals[_random.Next(originals.Count)], _random), (SaleDate)_random.Next(2));
            Assert.That(new object?[] { mapped.Record, mapped.Rejection, mapped.Skip }.Count(part => part is not null), Is.EqualTo(1));
            Assert.That(mapped.Rejection?.Path ?? "$", Does.Match(Path));
            accepted += mapped.Record is null ? 0 : 1;
            rejected += mapped.Rejection is null ? 0 : 1;
            skipped += mapped.Skip is null ? 0 : 1;
            if (mapped.Record is { } cart)
                Check(cart);
        }
        Assert.That(new[] { accepted, rejected, skipped }, Is.All.GreaterThan(100));
    }

    [Test]
    public void Each_of_many_mutated_products_and_customers_is_accepted_or_rejected()
    {
        var (products, customers) = (RecordedShop.Elements("products"), RecordedShop.Elements("customers"));
        var accepted = 0;
        for (var i = 0; i < _count; i++)
        {
            var product = WooCommerceProducts.Map(PayloadFuzzTests.Mutated(products[_random.Next(products.Count)], _random));
            var customer = WooCommerceCustomers.Map(PayloadFuzzTests.Mutated(customers[_random.Next(customers.Count)], _random));
            Assert.That(product.Record is null, Is.EqualTo(product.Rejection is not null));
            Assert.That(customer.Record is null, Is.EqualTo(customer.Rejection is not null));
            accepted += (product.Record is null ? 0 : 1) + (customer.Record is null ? 0 : 1);
        }
        Assert.That(accepted, Is.InRange(100, 2 * _count - 100));
    }

    [Test]
    public void Each_of_many_mutated_answers_is_composed()
    {
        var (orders, refunds) = (RecordedShop.Elements("orders_p1"), RecordedShop.Elements("refunds"));
        var composed = 0;
        for (var i = 0; i < _count; i++)
        {
            try
            {
                using var order = JsonDocument.Parse(PayloadFuzzTests.Mutated(orders[_random.Next(orders.Count)], _random));
                using var refund = JsonDocument.Parse(PayloadFuzzTests.Mutated(refunds[_random.Next(refunds.Count)], _random));
                var element = WooCommerceOrders.Compose(order.RootElement, [refund.RootElement]);
                JsonDocument.Parse(element).Dispose();
                _ = RecordedShop.Map(element);
                composed++;
            }
            catch (JsonException)
            {
                // No JSON: the reader of the answer refuses it.
            }
        }
        Assert.That(composed, Is.GreaterThan(100));
    }

    /// <summary>What the warehouse relies on.</summary>
    private static void Check(Cart cart)
    {
        var order = cart.Order!;
        Assert.That(order.PlacedAt is null, Is.EqualTo(order.State != OrderState.Placed));
        Assert.That(order.PlacedAt is null || order.Sales.Sum(row => row.Total) == order.StatedTotal - order.Difference);
        Assert.That(order.PlacedAt is not null || (order.Sales.IsEmpty && order.StatedTotal is null));
        Assert.That(order.Sales.Where(row => row.Action == SaleAction.Return && row.Quantity > 0), Is.Empty);
        Assert.That(order.Sales.Where(row => row.Line > cart.Items.Length || row.Line < 1), Is.Empty);
        Assert.That(
            cart.Items.Where(item => item.Quantity <= 0 || item.StatedPrice!.Value.Amount is < 0 or > ValueLimits.MaxPrice), Is.Empty);
        Assert.That(RecordedShop.Project(cart).Totals.Purchased, Is.EqualTo(order.State == OrderState.Placed));
    }
}
