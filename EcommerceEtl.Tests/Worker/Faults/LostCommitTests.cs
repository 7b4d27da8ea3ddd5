namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The database that answers now is an older copy: a replica that had not got the last commits, or yesterday's dump. The next run
/// puts it right.</summary>
public sealed class LostCommitTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Test]
    [Fault("replica that lost the last commit")]
    public async Task After_a_fail_over_to_a_copy_that_lost_the_last_runs_the_next_run_puts_it_right()
    {
        // The shop says that nothing changed since the runs that are lost.
        _bench.Shop.KnowETags();
        var copy = await _bench.Pipeline.Database.CopyAsync();
        _bench.Shop.Carts.RemoveAt(0);
        _bench.Shop.Carts[2]!["products"]![0]!["quantity"] = 9;
        _bench.Shop.Users[0]!["address"]!["city"] = "Oslo";
        await _bench.SucceedsAsync();
        _bench.Shop.Products[4]!["price"] = 1.25;
        _bench.Shop.Products[7]!["title"] = "Another title";
        _bench.Shop.Carts[3]!["date"] = "soon";
        await _bench.ServesAsync();
        var tables = await TablesAsync();

        await _bench.Pipeline.ReplaceDatabaseAsync(copy);
        Assert.That(await TablesAsync(), Is.Not.EqualTo(tables));
        await _bench.ServesAsync();

        Assert.That(await TablesAsync(), Is.EqualTo(tables));
        await _bench.Pipeline.Database.GivesAsync("SELECT price::float8 FROM product_prices WHERE product_id = 5 ORDER BY valid_from",
            ["695", "1.25"], "the price counts from the run that found it again");
        await _bench.Pipeline.Database.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded", "succeeded"]);
        await _bench.SucceedsAsync(await _bench.Pipeline.Database.ChecksumAsync());
    }

    /// <summary>All that a copy and its original must agree on, but for the times from which prices count.</summary>
    private async Task<string[]> TablesAsync() =>
        [.. (await _bench.Pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases)).Split('\n')
        .Select(line => line.StartsWith("product_prices ", StringComparison.Ordinal) ? line[..line.LastIndexOf(' ')] : line)];
}
