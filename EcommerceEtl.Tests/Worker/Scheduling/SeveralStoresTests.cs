namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>Stores side by side in one worker.</summary>
internal sealed class SeveralStoresTests
{
    [Test]
    public async Task A_store_whose_shop_hangs_and_then_fails_neither_touches_nor_delays_the_other()
    {
        await using var test = new WorkerBundle();
        await using var other = await ShopDouble.FakeStoreAsync();
        var letGo = new TaskCompletionSource();
        test.Shop.Instead = async context =>
        {
            await letGo.Task;
            context.Response.StatusCode = 404;
        };
        await using var worker = test.Serve(
            ("Stores__0__Cron", WorkerBundle.Yearly), ("Stores__1__Cron", WorkerBundle.EverySecond), ("Stores__1__Name", "second"),
            ("Stores__1__BaseUrl", other.Url), ("Stores__1__Currency", "EUR"), ("Stores__1__TimeZone", "Asia/Tokyo"));

        // The first one's run is under way all the while.
        await test.RowAsync("SELECT FROM etl_runs WHERE outcome = 'running' AND trigger = 'startup'", worker);
        await test.RowAsync($"{Runs("second")} AND trigger = 'schedule' AND outcome = 'succeeded' HAVING count(*) >= 3", worker);
        Assert.That(await test.RowsAsync($"{Runs("fakestore")} AND outcome = 'running' HAVING count(*) = 1"), Is.Not.Empty);
        await test.GivesAsync("SELECT pg_try_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text",
            ["false"], "it holds its own lock");

        letGo.SetResult();
        await test.RowAsync($"{Runs("fakestore")} AND outcome = 'failed' AND error_code = 'source_error'", worker);
        var failed = (await test.RowsAsync("SELECT max(run_id) FROM etl_runs"))[0];
        await test.RowAsync($"{Runs("second")} AND outcome = 'succeeded' AND run_id > {failed} HAVING count(*) >= 2", worker);

        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
        await test.GivesAsync($"{Runs("second")} AND outcome NOT IN ('succeeded', 'cancelled')", [], worker.Log);
        await test.GivesAsync("SELECT name, currency, time_zone, (SELECT count(*) FROM carts c WHERE c.store_id = s.store_id) FROM "
            + "stores s ORDER BY name", ["fakestore|USD|UTC|0", "second|EUR|Asia/Tokyo|7"]);
        Assert.That(Directory.GetFiles(Path.Combine(test.LandingPath, "second", "runs"), "*.json", SearchOption.AllDirectories),
            Is.Not.Empty);
        await test.Database.HoldsAsync();
    }

    private static string Runs(string store) => $"SELECT FROM etl_runs JOIN stores USING (store_id) WHERE name = '{store}'";
}
