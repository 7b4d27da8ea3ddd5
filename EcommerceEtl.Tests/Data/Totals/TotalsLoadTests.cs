using EcommerceEtl.Data.Session;
using EcommerceEtl.Data.Totals;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Tests.Data.Schema;
using EcommerceEtl.Tests.Domain.Funnel;

namespace EcommerceEtl.Tests.Data.Totals;

/// <summary>The sums of products in months and their first days that a load writes bit by bit, since there are more than it
/// holds.</summary>
public sealed class TotalsLoadTests : IAsyncDisposable
{
    private const int Lines = 60_000;
    private TestDatabase _database = null!;
    private StoreSession _session = null!;

    [SetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        _session = await StoreSession.OpenAsync(_database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _database.DisposeAsync();
    }

    [TestCase(true, 4_000, 12, 1, ExpectedResult = false, Description = "in order of time nothing is added to")]
    [TestCase(true, 4_000, 12, -1, ExpectedResult = true, Description = "back in time")]
    [TestCase(true, 4_000, 12, 0, ExpectedResult = true, Description = "in no order")]
    [TestCase(true, 30_000, 1, 1, ExpectedResult = true, Description = "more products in a month than are held")]
    [TestCase(false, 4_000, 12, 1, ExpectedResult = true, Description = "a later load")]
    public async Task<bool> Sums_are_right_however_the_carts_come(bool isFirst, int products, int months, int direction)
    {
        var random = new Random(5);
        var load = new TotalsLoad(new LoadContext(_session, 1, 1, DateTime.UnixEpoch, Complete: true, KnowsViews: true), isFirst);
        Dictionary<(DateOnly Period, long Product), (long Lines, decimal Units)> expected = [];
        bool wasAddedTo;
        await using (var transaction = await _session.Connection.BeginTransactionAsync())
        {
            for (var at = 0; at < Lines; at++)
            {
                var month = at * months / Lines;
                var day = new DateOnly(2025, 1, 1 + random.Next(28))
                    .AddMonths(direction switch { > 0 => month, < 0 => months - 1 - month, _ => random.Next(months) });
                var line = new ProjectedLine(
                    1, new ProductId(1 + random.Next(products)), random.Next(1, 5), new Money(2), null, null, DateTime.UnixEpoch);
                load.Inserted(day, default, null, [line]);
                foreach (var period in new[] { 1, 9, 17, 25 }.Where(period => period == 1 || day.Day < period))
                {
                    var key = (new DateOnly(day.Year, day.Month, period), line.Product!.Value.Key);
                    var known = expected.GetValueOrDefault(key);
                    expected[key] = (known.Lines + 1, known.Units + line.Quantity);
                }
                if (at % 500 != 499)
                    continue;
                load.SetAsideIfFull();
                await load.WriteSetAsideAsync(CancellationToken.None);
            }
            await load.WriteAsync(CancellationToken.None);
            // What is added to sums that are there comes by way of a table of its own.
            wasAddedTo = await _session.Connection.RowsAsync("SELECT to_regclass('pg_temp.incoming_monthly_products')::text") is not ["-"];
            await transaction.CommitAsync();
        }

        await _database.GivesAsync(
            """
            SELECT period::text, product_id, purchases, units::int, revenue::int
            FROM (
              SELECT month AS period, product_id, purchases, units, revenue FROM monthly_products
              UNION ALL
              SELECT month + 8, product_id, purchases_8, units_8, revenue_8 FROM monthly_products WHERE purchases_8 > 0
              UNION ALL
              SELECT month + 16, product_id, purchases_16, units_16, revenue_16 FROM monthly_products WHERE purchases_16 > 0
              UNION ALL
              SELECT month + 24, product_id, purchases_24, units_24, revenue_24 FROM monthly_products WHERE purchases_24 > 0
            ) sums
            ORDER BY period, product_id
            """,
            [.. expected.OrderBy(one => one.Key).Select(one =>
                $"{one.Key.Period:yyyy-MM-dd}|{one.Key.Product}|{one.Value.Lines}|{one.Value.Units:0}|{2 * one.Value.Units:0}")]);
        return wasAddedTo;
    }

    [Test]
    public async Task A_month_that_comes_to_nothing_has_a_row_as_long_as_its_first_days_do_not()
    {
        var placed = new DateTime(2025, 3, 3, 0, 0, 0, DateTimeKind.Utc);
        var (third, twelfth) = (new DateOnly(2025, 3, 3), new DateOnly(2025, 3, 12));
        ProjectedSale Fee(DateOnly day, decimal gross) =>
            new(day, new Sale(placed, SaleAction.Sale, SaleCause.Edit, SaleItem.Fee, null, null, 0, gross, 0, 0));
        var order = new ProjectedOrder(Samples.OrderPlaced(placed), [Fee(third, 5), Fee(twelfth, -5)]);
        const string rows = "SELECT month::text, product_id, revenue::int, revenue_8::int, revenue_16::int FROM monthly_products";

        await LoadAsync(isFirst: true, load => load.Inserted(third, default, order, []));
        await _database.GivesAsync(rows, ["2025-03-01|0|0|5|0"]);

        await LoadAsync(isFirst: false, load => load.Deleted(new DeletedCart(
            1, null, third, false, false, false, 0, 0, OrderState.Placed,
            [.. order.Sales.Select(row => new DeletedSale(
                row.Day, 0, default, MonthlySums.Of(row.Sale.Action, row.Sale.Item, 0, row.Sale.Net), IsNetSales: true))])));
        await _database.GivesAsync(rows, []);
    }

    private async Task LoadAsync(bool isFirst, Action<TotalsLoad> change)
    {
        await using var transaction = await _session.Connection.BeginTransactionAsync();
        var load = new TotalsLoad(new LoadContext(_session, 1, 1, DateTime.UnixEpoch, Complete: true, KnowsViews: true), isFirst);
        change(load);
        await load.WriteAsync(CancellationToken.None);
        await transaction.CommitAsync();
    }
}
