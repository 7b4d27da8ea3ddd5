namespace EcommerceEtl.Tests.Warehouse;

public sealed class TestDatabaseTests
{
    [Test]
    public async Task Each_database_is_its_own_and_gone_afterwards()
    {
        await using var other = await TestDatabase.CreateAsync();
        string name;
        await using (var database = await TestDatabase.CreateAsync())
        {
            name = database.Name;
            await database.ExecuteAsync("INSERT INTO customers VALUES (1, 1, NULL, 'Oslo')");
            await database.GivesAsync("SELECT count(*) FROM customers", ["1"]);
        }
        await other.GivesAsync("SELECT count(*) FROM customers", ["0"]);
        await other.GivesAsync($"SELECT datname FROM pg_database WHERE datname = '{name}'", []);
    }

    [Test]
    public async Task Any_changed_value_changes_the_checksum_and_undoing_it_restores_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("INSERT INTO customers VALUES (1, 1, NULL, 'Oslo'), (1, 2, NULL, 'Bergen')");
        var before = await database.ChecksumAsync();
        Assert.That(before, Does.Contain("customers 2 "));
        await database.ExecuteAsync("UPDATE customers SET city = 'oslo' WHERE user_id = 1");
        Assert.That(await database.ChecksumAsync(), Is.Not.EqualTo(before));
        await database.ExecuteAsync("UPDATE customers SET city = 'Oslo' WHERE user_id = 1");
        Assert.That(await database.ChecksumAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Two_databases_with_other_store_and_run_numbers_have_one_checksum_across()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var two = await TestDatabase.CreateAsync();
        foreach (var (database, store, run, rating) in new[] { (one, 1, 7, 4), (two, 5, 90, 4) })
        {
            await database.ExecuteAsync($"""
                INSERT INTO stores VALUES ({store}, 'shop', 'FakeStore', 'h', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
                INSERT INTO products VALUES ({store}, 1, NULL, 'Pen', 'office', 1.5, {rating}, NULL,
                  '2026-01-01 00:00Z'::timestamptz + interval '{run} s');
                INSERT INTO carts VALUES ({store}, 1, NULL, NULL, '2026-01-01Z', '2026-01-01', true, true, true, 0, 0, 0, 0,
                  gen_random_uuid(), {run})
                """.Replace("gen_random_uuid()", "'00000000-0000-0000-0000-000000000001'", StringComparison.Ordinal));
        }
        Assert.That(await two.ChecksumAsync(ChecksumScope.AcrossDatabases),
            Is.EqualTo(await one.ChecksumAsync(ChecksumScope.AcrossDatabases)));
        Assert.That(await two.ChecksumAsync(), Is.Not.EqualTo(await one.ChecksumAsync()));
        await two.ExecuteAsync("UPDATE products SET rating = 3");
        Assert.That(await two.ChecksumAsync(ChecksumScope.AcrossDatabases),
            Is.Not.EqualTo(await one.ChecksumAsync(ChecksumScope.AcrossDatabases)));
    }
}
