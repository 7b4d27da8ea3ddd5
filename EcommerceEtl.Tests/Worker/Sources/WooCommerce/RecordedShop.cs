using System.Text;
using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Tests.Domain.Orders;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>What a WooCommerce 11.0.1 shop with made-up customers answered on 2026-11-24.</summary>
internal static class RecordedShop
{
    /// <summary>When its answers are read.</summary>
    public static readonly MappingContext Context = new(new DateTime(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc), TimeZoneInfo.Utc);

    /// <summary>Its orders with their refunds, the trash last.</summary>
    public static IReadOnlyList<byte[]> Orders
    {
        get
        {
            using var refunds = Answer("refunds");
            var all = new List<byte[]>();
            foreach (var name in new[] { "orders_p1", "orders_p2", "orders_p3", "orders_trash" })
            {
                using var page = Answer(name);
                all.AddRange(page.RootElement.EnumerateArray().Select(order => WooCommerceOrders.Compose(
                    order, refunds.RootElement.EnumerateArray().Where(refund => Number(refund, "parent_id") == Number(order, "id")))));
            }
            return all;
        }
    }

    /// <summary>The elements of an answer as they came.</summary>
    public static IReadOnlyList<byte[]> Elements(string name)
    {
        using var answer = Answer(name);
        return [.. answer.RootElement.EnumerateArray().Select(element => Encoding.UTF8.GetBytes(element.GetRawText()))];
    }

    public static JsonDocument Answer(string name) => JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "woocommerce", $"{name}.json")));

    /// <summary>An order as it is landed.</summary>
    public static byte[] Order(long id) =>
        Orders.Single(order => JsonIds.TryReadKey(order, IdForm.Number, out var key, out _) && key == id);

    public static Mapped<Cart> Map(ReadOnlySpan<byte> element, SaleDate saleDate = SaleDate.Paid) =>
        new WooCommerceOrders("EUR", saleDate, []).Map(element, Context);

    public static ProjectedCart Project(Cart cart, string zone = "Europe/Berlin") =>
        new FunnelProjector(new FunnelRules(
            "woo", "ecommerce", 0.6, 0.5, TimeZoneInfo.FindSystemTimeZoneById(zone), WooCommerceKind.Kind.Origins))
            .Project(cart, new PriceBook([]));

    /// <summary>The figures of each day, and on which days the orders count.</summary>
    public static IEnumerable<(DateOnly Day, int Orders, SalesFigures Figures)> Days(IReadOnlyCollection<ProjectedCart> carts) =>
        carts.SelectMany(cart => cart.Order!.Sales).GroupBy(row => row.Day).Select(day => (
            day.Key, carts.Count(cart => cart.Totals.Purchased && cart.Day == day.Key), SalesFigures.Of(day.Select(row => row.Sale))));

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
