using EcommerceEtl.Data;
using EcommerceEtl.Data.Schema;

namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>The indexes beside the keys of carts, lines, orders and rows of sales are made by the first load.</summary>
public sealed class DeferredIndexTests : IAsyncDisposable
{
    private const string Indexes = """
        SELECT c.relname, c.oid
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid IN ('carts'::regclass, 'cart_lines'::regclass, 'orders'::regclass, 'order_sales'::regclass)
          AND NOT i.indisprimary
        ORDER BY c.relname
        """;

    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task An_empty_warehouse_has_none_and_the_first_run_makes_them_once()
    {
        await _test.GivesAsync(Indexes, []);
        await _test.SucceedAsync();
        var made = await _test.RowsAsync(Indexes);
        Assert.That(made.Select(index => index.Split('|')[0]), Is.EqualTo((string[])
        [
            "ix_cart_lines_day", "ix_cart_lines_store_id_day", "ix_cart_lines_store_id_product_id_day", "ix_carts_abandoned",
            "ix_carts_store_id_city_day", "ix_carts_store_id_day", "ix_carts_store_id_user_id_day", "ix_carts_without_city",
            "ix_order_sales_day_store_id", "ix_order_sales_store_id_cause_day", "ix_order_sales_store_id_product_id_day",
            "ix_orders_store_id_day",
        ]));

        await _test.SucceedAsync();
        await _test.GivesAsync(Indexes, made, "they are made anew");
        await _test.Database.ExecuteAsync("DROP INDEX ix_carts_abandoned");
        await _test.SucceedAsync();
        Assert.That((await _test.RowsAsync(Indexes)).Select(index => index.Split('|')[0]), Has.Member("ix_carts_abandoned"));
    }

    [Test]
    public async Task A_run_that_finds_all_of_them_locks_nothing()
    {
        await _test.SucceedAsync();
        await using var connection = await _test.Database.OpenAsync();
        await using var run = await connection.BeginTransactionAsync();
        await connection.Sql("SELECT create_missing_indexes()").RunAsync(default);

        Assert.That(
            await Tests.Warehouse.QueryRows.RowsAsync(connection, """
                SELECT locktype, relation::regclass::text
                FROM pg_locks
                WHERE pid = pg_backend_pid()
                  AND (locktype = 'advisory'
                    OR relation IN ('carts'::regclass, 'cart_lines'::regclass, 'orders'::regclass, 'order_sales'::regclass))
                """),
            Is.Empty);
    }

    [Test]
    public async Task A_warehouse_with_rows_keeps_its_indexes_when_it_is_migrated()
    {
        await _test.SucceedAsync();
        var made = await _test.RowsAsync(Indexes);
        await SchemaMigratorTests.GoBackAsync(_test.Database, "WholeDays");
        await new SchemaMigrator(_test.Database.ConnectionString, TimeProvider.System)
            .ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
        var kept = await _test.RowsAsync(Indexes);
        Assert.That(kept.Select(index => index.Split('|')[0]), Is.EqualTo(made.Select(index => index.Split('|')[0])));
        // Those whose columns change (FasterBoards) are made anew on the way there and back.
        Assert.That(kept.Intersect(made).Count(), Is.EqualTo(9));
    }

    [Test]
    public async Task A_load_of_another_store_is_not_waited_for_and_the_next_run_makes_them()
    {
        await using (var other = await _test.Database.OpenAsync())
        {
            await using var writes = await other.BeginTransactionAsync();
            await other.Sql("LOCK TABLE order_sales IN ROW EXCLUSIVE MODE").RunAsync(default);
            await _test.SucceedAsync();
            await _test.GivesAsync(Indexes, [], "some were made, or the run waited for the other load");
        }
        await _test.SucceedAsync();
        await _test.GivesAsync($"SELECT count(*) FROM ({Indexes}) made", ["12"]);
        await _test.Database.HoldsAsync();
    }

    [Test]
    public async Task Of_two_loads_that_end_at_the_same_time_one_makes_them_and_readers_read()
    {
        await using var first = await _test.Database.OpenAsync();
        await using (var load = await first.BeginTransactionAsync())
        {
            await first.Sql("SELECT create_missing_indexes()").RunAsync(default);

            // This one would wait for good, were it not that it leaves the indexes to the first.
            await using var second = await _test.Database.OpenAsync();
            await second.Sql("SET statement_timeout = '10s'").RunAsync(default);
            await second.Sql("SELECT create_missing_indexes() FROM (SELECT count(*) FROM carts) seen").RunAsync(default);
            await load.CommitAsync();
        }
        await _test.GivesAsync($"SELECT count(*) FROM ({Indexes}) made", ["12"]);
    }
}
