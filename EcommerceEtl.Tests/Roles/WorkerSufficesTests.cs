using System.Text.Json.Nodes;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Roles;

/// <summary>What a run does needs no more than the worker's rights: all that it deletes is deleted here as <c>etl_worker</c>.</summary>
internal sealed class WorkerSufficesTests : CommandTestCase
{
    [Test]
    public async Task Runs_and_erasures_that_delete_from_every_table_they_can_succeed_with_the_workers_rights()
    {
        await TestServer.NeedsRolesAsync();
        Settings["ConnectionStrings__Warehouse"] = Database.ConnectionStringOf(RoleSetup.Worker);
        Settings["Quality__MaxRejectShare"] = "1";
        await BeforehandAsync();
        const string Rows =
            "SELECT (SELECT count(*) FROM carts), (SELECT count(*) FROM customers), (SELECT count(*) FROM daily_sessions) > 1";
        await Database.GivesAsync(Rows, ["7|10|true"]);

        // One cart is left, changed and of another product; a customer is gone, a price is another one, and a record is rejected.
        var cart = Shop.Carts[0]!.DeepClone();
        cart["products"] = JsonNode.Parse("""[{"productId": 20, "quantity": 9}]""");
        Shop.Carts = [cart, JsonNode.Parse("""{"id": 99, "userId": 1, "date": "never", "products": []}""")];
        Shop.Users.RemoveAt(9);
        Shop.Products[0]!["price"] = 1;
        Shop.Products.RemoveAt(5);
        await BeforehandAsync(acceptShrink: true);
        await Database.GivesAsync(Rows, ["1|9|false"]);
        await Database.GivesAsync("SELECT count(*) FROM monthly_products", ["1"]);
        await Database.GivesAsync("SELECT entity, record_key FROM quarantine", ["carts|99"]);

        await using var run = await StoreSession.OpenAsync(Settings["ConnectionStrings__Warehouse"]!, TimeSpan.FromMinutes(1), default);
        Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);
        var people = new ErasedCustomers([new ErasedCustomer(1, DateTime.UnixEpoch), new ErasedCustomer(9, DateTime.UnixEpoch)]);
        var erased = await CustomerErasure.EraseAsync(run, 1, "fakestore", people, (_, _) => true, default);
        Assert.That(erased, Is.EqualTo(new ErasedRows(2, 1, 1)));
    }
}
