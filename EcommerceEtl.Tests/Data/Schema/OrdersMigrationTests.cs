using EcommerceEtl.Data.Schema;
using EcommerceEtl.Tests.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>A warehouse of the release before orders, with rows, is migrated.</summary>
public sealed class OrdersMigrationTests : IAsyncDisposable
{
    private readonly PipelineBundle _pipeline = new();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Test]
    public async Task It_keeps_its_rows_breaks_no_invariant_and_goes_on()
    {
        await _pipeline.SucceedAsync();
        var loaded = await _pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        await SchemaMigratorTests.GoBackAsync(_pipeline.Database, "WholeMonths");
        await _pipeline.Database.GivesAsync("SELECT count(*), trim_scale(sum(revenue)) FROM daily_sessions", [await BeforeAsync()]);

        await new SchemaMigrator(_pipeline.Database.ConnectionString, TimeProvider.System)
            .ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);

        Assert.That(await _pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(loaded));
        await _pipeline.Database.HoldsAsync();
        var run = await _pipeline.SucceedAsync();
        Assert.That(run.Entities.Select(counts => (counts.Inserted, counts.Updated, counts.Removed)), Is.All.EqualTo((0L, 0L, 0L)));
    }

    [Test]
    public async Task Cities_of_orders_that_were_there_before_stand_in_their_carts_and_beside_what_came_back_too()
    {
        RecordedSource.Serve(_pipeline, "Europe/Berlin");
        await _pipeline.SucceedAsync();
        const string cities = """
            SELECT 'cart', cart_id, 0, city FROM carts WHERE city IS NOT NULL
            UNION ALL
            SELECT cause, cart_id, sale_no, city FROM order_sales WHERE city IS NOT NULL ORDER BY 1, 2, 3
            """;
        var loaded = await _pipeline.Database.RowsAsync(cities);
        Assert.That(loaded.Select(row => row.Split('|')[0]), Has.Some.EqualTo("cart").And.Some.EqualTo("refund").And.None.EqualTo("order"));
        await SchemaMigratorTests.GoBackAsync(_pipeline.Database, "LoadedChunks");

        await new SchemaMigrator(_pipeline.Database.ConnectionString, TimeProvider.System)
            .ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);

        await _pipeline.Database.GivesAsync(cities, loaded);
        await _pipeline.Database.HoldsAsync();
    }

    private async Task<string> BeforeAsync() => (await _pipeline.Database.RowsAsync(
        "SELECT count(DISTINCT day), trim_scale(sum(revenue)) FROM carts"))[0];
}
