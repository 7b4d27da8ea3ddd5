using EcommerceEtl.Data.Schema;
using EcommerceEtl.Tests.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Roles;

/// <summary>Somebody who has the worker's password tries to make history disappear.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class WorkerDeletesTests
{
    /// <summary>What a load deletes: carts and customers that the shop no longer has or an erasure takes, rejected records of the erased,
    /// sums that come to nothing.</summary>
    private static readonly string[] OfALoad =
        [
            "cart_lines", "carts", "customers", "daily_totals", "first_orders", "loaded_chunks", "monthly_products", "order_sales",
            "orders", "quarantine",
        ];

    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase()
    {
        await TestServer.NeedsRolesAsync();
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
    }

    [OneTimeTearDown]
    public async Task DropDatabase()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Test]
    public async Task The_worker_deletes_from_no_table_but_those_from_which_a_load_deletes()
    {
        await using var worker = await _database.OpenAsAsync(RoleSetup.Worker);
        List<string> deleted = [];
        var tables =
            await _database.RowsAsync("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'");
        Assert.That(tables, Is.SupersetOf(OfALoad.Concat(["etl_runs", "product_prices", "restatements", "__EFMigrationsHistory"])));
        foreach (var table in tables)
            if (await TryAsync(worker, $"DELETE FROM \"{table}\""))
                deleted.Add(table);
        Assert.That(deleted, Is.EquivalentTo(OfALoad));
    }

    [TestCase("UPDATE product_prices SET price = 0")]
    [TestCase("UPDATE restatements SET revenue_after = 0")]
    [TestCase("UPDATE etl_run_entities SET rejected = 0")]
    [TestCase("UPDATE \"__EFMigrationsHistory\" SET migration_id = 'x'")]
    [TestCase("TRUNCATE etl_runs CASCADE")]
    [TestCase("TRUNCATE carts")]
    [TestCase("INSERT INTO product_prices VALUES (1, 1, '-infinity', 0) ON CONFLICT (store_id, product_id, valid_from) DO UPDATE SET "
        + "price = 0")]
    public async Task The_worker_does_not_rewrite_history_either(string sql)
    {
        await using var worker = await _database.OpenAsAsync(RoleSetup.Worker);
        Assert.That(await TryAsync(worker, sql), Is.False);
    }

    private static async Task<bool> TryAsync(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await connection.RowsAsync(sql);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
        finally
        {
            await transaction.RollbackAsync();
        }
    }
}
