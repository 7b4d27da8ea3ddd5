using System.Text.Json.Nodes;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Tests.Kills;

namespace EcommerceEtl.Tests.Roles;

/// <summary>What a run does needs no more than the worker's rights: all that it deletes is deleted here as <c>etl_worker</c>.</summary>
internal sealed class WorkerSufficesTests
{
    [Test]
    public async Task Runs_and_erasures_that_delete_from_every_table_they_can_succeed_with_the_workers_rights()
    {
        await using var test = new WorkerBundle();
        await TestServer.NeedsRolesAsync();
        test.Settings["ConnectionStrings__Warehouse"] = test.Database.ConnectionStringOf(RoleSetup.Worker);
        test.Settings["Quality__MaxRejectShare"] = "1";
        await test.BeforehandAsync();
        const string Rows =
            "SELECT (SELECT count(*) FROM carts), (SELECT count(*) FROM customers), (SELECT count(*) FROM daily_totals) > 1";
        await test.GivesAsync(Rows, ["7|10|true"]);
        await test.GivesAsync("SELECT count(*) FROM pg_indexes WHERE tablename = 'carts'", ["6"], "the first load made no indexes");

        // One cart is left, changed and of another product; a customer is gone, a price is another one, and a record is rejected.
        var cart = test.Shop.Carts[0]!.DeepClone();
        cart["products"] = JsonNode.Parse("""[{"productId": 20, "quantity": 9}]""");
        test.Shop.Carts = [cart, JsonNode.Parse("""{"id": 99, "userId": 1, "date": "never", "products": []}""")];
        test.Shop.Users.RemoveAt(9);
        test.Shop.Products[0]!["price"] = 1;
        test.Shop.Products.RemoveAt(5);
        await test.BeforehandAsync(acceptShrink: true);
        await test.GivesAsync(Rows, ["1|9|false"]);
        await test.GivesAsync("SELECT count(*) FROM monthly_products", ["1"]);
        await test.GivesAsync("SELECT entity, record_key FROM quarantine", ["carts|99"]);

        // The run's session has said good-bye, but its backend may hold the lock a moment longer.
        await StoreLockWait.UntilFreeAsync(test.Database, "fakestore");
        await using var run =
            await StoreSession.OpenAsync(test.Settings["ConnectionStrings__Warehouse"]!, TimeSpan.FromMinutes(1), default);
        Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);
        var people = new ErasedCustomers([new ErasedCustomer(1, DateTime.UnixEpoch), new ErasedCustomer(9, DateTime.UnixEpoch)]);
        var erased = await CustomerErasure.EraseAsync(run, 1, "fakestore", people, (_, _) => true, default);
        Assert.That(erased, Is.EqualTo(new ErasedRows(2, 1, 1)));
    }
}
