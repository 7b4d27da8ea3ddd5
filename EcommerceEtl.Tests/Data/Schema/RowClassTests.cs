using EcommerceEtl.Data.Tables;
using Microsoft.EntityFrameworkCore;

namespace EcommerceEtl.Tests.Data.Schema;

public sealed class RowClassTests
{
    [Test]
    public async Task Ledger_and_small_tables_come_back_as_they_were_written()
    {
        await using var database = await TestDatabase.CreateAsync();
        var noon = new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc).AddMicroseconds(1);
        long runId;
        await using (var context = database.Context())
        {
            context.Stores.Add(new StoreRow
            {
                StoreId = 3,
                Name = "shop",
                Kind = "FakeStore",
                Address = "https://shop.example/api",
                Currency = "EUR",
                TimeZone = "Asia/Tokyo",
                ViewOrigin = "derived",
                CartOrigin = "simulated",
                PurchaseOrigin = "observed",
                OpenCarts = "checkouts",
            });
            var run = new RunRow
            {
                StoreId = 3,
                Trigger = "backfill",
                Outcome = "running",
                StartedAt = noon,
                WindowFrom = noon,
                WorkerVersion = "1",
                Notes = """{"a": 1}""",
            };
            context.Runs.Add(run);
            await context.SaveChangesAsync();
            runId = run.RunId;
            context.RunEntities.Add(new RunEntityRow { RunId = runId, Entity = "carts", Extracted = 5, Drift = ["+a.b", "-c"] });
            context.Add(new ProductPriceRow { StoreId = 3, ProductId = long.MaxValue, ValidFrom = DateTime.MinValue, Price = 9.9999m });
            context.Add(new RestatementRow
            {
                RunId = runId,
                StoreId = 3,
                Day = new DateOnly(2026, 1, 31),
                OrdersBefore = 1,
                OrdersAfter = 2,
                RevenueAfter = 0.0000001m,
                Cause = "late",
            });
            await context.SaveChangesAsync();
        }

        await using var again = database.Context();
        var read = await again.Runs.SingleAsync();
        Assert.That(runId, Is.EqualTo(1));
        Assert.That(
            (read.StoreId, read.Trigger, read.Slot, read.StartedAt, read.StartedAt.Kind, read.WindowFrom, read.FinishedAt, read.Notes),
            Is.EqualTo(((short)3, "backfill", (DateTime?)null, noon, DateTimeKind.Utc, noon, (DateTime?)null, """{"a": 1}""")));
        Assert.That((await again.RunEntities.SingleAsync()).Drift, Is.EqualTo(new[] { "+a.b", "-c" }));
        var price = await again.Set<ProductPriceRow>().SingleAsync();
        Assert.That((price.ProductId, price.ValidFrom, price.Price), Is.EqualTo((long.MaxValue, DateTime.MinValue, 9.9999m)));
        await database.GivesAsync("SELECT valid_from::text FROM product_prices UNION ALL SELECT revenue_after::text FROM restatements",
            ["-infinity", "0.0000001"]);
    }
}
