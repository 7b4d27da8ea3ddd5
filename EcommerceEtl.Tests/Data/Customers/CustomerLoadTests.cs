using EcommerceEtl.Data.Customers;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Data.Customers;

/// <summary>However many customers a shop has, no COPY of theirs is so long that the holder of the lock looks as if it had
/// stopped.</summary>
public sealed class CustomerLoadTests
{
    private const string Session =
        "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl'";

    [TestCase(true, TestName = "{m}(store without customers)")]
    [TestCase(false, TestName = "{m}(store that has some)")]
    public async Task A_COPY_ends_after_50_000_customers_and_the_next_ones_go_into_another(bool first)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await StoreSession.OpenAsync(database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
        await session.TryLockStoreAsync("shop", CancellationToken.None);
        var store = await StoreRegister.FindOrAddAsync(
            session, new StoreIdentity("shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD", "UTC",
                new StepOrigins(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated), OpenCarts.All), CancellationToken.None);
        await using var transaction = await session.BeginWriteAsync("shop", CancellationToken.None);
        var context = new LoadContext(session, store.StoreId, 1, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), Complete: true,
            KnowsViews: true);
        if (!first)
            await LoadAsync(context, Customers(0, 1));
        await using var load = await CustomerLoad.BeginAsync(context, null, CancellationToken.None);

        await load.AddAsync(Customers(1, 49_999), [], CancellationToken.None);
        await database.GivesAsync(Session, ["active"], "the COPY waits for more");
        await load.AddAsync(Customers(50_000, 1), [0], CancellationToken.None);
        await database.GivesAsync(Session, ["idle in transaction"], "the COPY is over");

        // What is between two COPYs: another one.
        var quarantine = new QuarantineLoad(context);
        await quarantine.AddAsync(
            [new RejectedElement(Entity.Customers, 0, "0", new Rejection(RejectionReason.WrongType, "$.id"), "{}")],
            CancellationToken.None);
        await load.AddAsync(Customers(50_001, 7), [], CancellationToken.None);
        var counts = await load.CompleteAsync(
            new EntityCounts(Entity.Customers) { Extracted = 50_007 }, removeMissing: true, CancellationToken.None);

        // A rejected customer of whom nothing is known is no row; one who is known stays.
        Assert.That(
            counts, Is.EqualTo(
                new EntityCounts(Entity.Customers) { Extracted = 50_007, Inserted = 50_007, Live = first ? 50_007 : 50_008 }));
    }

    private static async Task LoadAsync(LoadContext context, Customer[] customers)
    {
        await using var load = await CustomerLoad.BeginAsync(context, null, CancellationToken.None);
        await load.AddAsync(customers, [], CancellationToken.None);
        await load.CompleteAsync(new EntityCounts(Entity.Customers), removeMissing: false, CancellationToken.None);
    }

    private static Customer[] Customers(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(key => new Customer(new CustomerId(key), "Oslo"))];
}
