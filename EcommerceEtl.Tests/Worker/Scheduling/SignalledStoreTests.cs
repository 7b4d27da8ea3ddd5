namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>SIGTERM at seeded moments of workers that run their stores every second: in the start, the extract, the load and between runs.
/// The variable <c>ECOMMERCE_ETL_SIGNALS</c> sets how often, <c>ECOMMERCE_ETL_SIGNAL_SEED</c> the seed (a number).</summary>
[Platform("Linux")]
[NonParallelizable]
internal sealed class SignalledStoreTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>Workers side by side, each with a store of its own: together they keep the machine busy, which makes every end
    /// harder.</summary>
    private const int Lanes = 4;

    [Test]
    [Fault("SIGTERM at any stage")]
    public async Task A_signal_at_any_moment_ends_the_worker_with_zero_and_harms_no_table()
    {
        var (seed, signals) = (TestProgram.Number("ECOMMERCE_ETL_SIGNAL_SEED", 10), TestProgram.Number("ECOMMERCE_ETL_SIGNALS", 20));
        await using var first = await SignalledStore.OpenAsync("store1", seed + 1);
        await using var second = await SignalledStore.OpenAsync("store2", seed + 2);
        await using var third = await SignalledStore.OpenAsync("store3", seed + 3);
        await using var fourth = await SignalledStore.OpenAsync("store4", seed + 4);
        SignalledStore[] stores = [first, second, third, fourth];
        await Task.WhenAll(stores.Select((store, lane) => SignalAsync(store, (signals + Lanes - 1 - lane) / Lanes)));

        var outcomes = await _test.RowsAsync("SELECT outcome, count(*) FROM etl_runs GROUP BY 1 ORDER BY 1");
        await TestContext.Out.WriteLineAsync(
            $"ECOMMERCE_ETL_SIGNAL_SEED={seed}, {stores.Sum(store => store.Ends.Count)} signals, the longest end took "
            + $"{stores.SelectMany(store => store.Ends).Max().TotalMilliseconds:0} ms; runs: {string.Join(", ", outcomes)}");
        Assert.That(outcomes, Has.Some.StartsWith("cancelled|"), "no signal met a run");

        await LoadAsync(stores);
        var signalled = await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        await _test.UseAsync(await TestDatabase.CreateAsync());
        await LoadAsync(stores);
        Assert.That(signalled, Is.EqualTo(await _test.Database.ChecksumAsync(ChecksumScope.AcrossDatabases)), "the tables of a clean load");
    }

    private async Task SignalAsync(SignalledStore store, int signals)
    {
        for (var signal = 1; signal <= signals; signal++)
        {
            await store.SignalAsync(() => _test.Serve(("Stores__0__Name", store.Name), ("Stores__0__BaseUrl", store.Shop.Url)));
            await _test.Database.HoldsAsync();
            await _test.GivesAsync("SELECT count(DISTINCT quantity) > 1 FROM cart_lines JOIN stores USING (store_id) WHERE name = "
                + $"'{store.Name}'", ["false"], $"carts of two snapshots after {store.Last}");
            await _test.GivesAsync($"SELECT FROM etl_runs JOIN stores USING (store_id) WHERE name = '{store.Name}' AND outcome = "
                + "'running'", [], $"a run without an end after {store.Last}");
        }
    }

    /// <summary>An undisturbed run of each store.</summary>
    private async Task LoadAsync(SignalledStore[] stores)
    {
        foreach (var store in stores)
        {
            (_test.Settings["Stores__0__Name"], _test.Settings["Stores__0__BaseUrl"]) = (store.Name, store.Shop.Url);
            await _test.BeforehandAsync();
        }
    }
}
