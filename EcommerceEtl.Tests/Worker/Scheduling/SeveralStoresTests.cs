namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>Stores side by side in one worker.</summary>
internal sealed class SeveralStoresTests : ServeTestCase
{
    [Test]
    public async Task A_store_whose_shop_hangs_and_then_fails_neither_touches_nor_delays_the_other()
    {
        await using var other = await ShopDouble.FakeStoreAsync();
        var letGo = new TaskCompletionSource();
        Shop.Instead = async context =>
        {
            await letGo.Task;
            context.Response.StatusCode = 404;
        };
        await using var worker = Worker(
            ("Stores__0__Cron", Yearly), ("Stores__1__Name", "second"), ("Stores__1__BaseUrl", other.Url), ("Stores__1__Currency", "EUR"),
            ("Stores__1__TimeZone", "Asia/Tokyo"), ("Stores__1__Cron", EverySecond));

        // The first one's run is under way all the while.
        await RowAsync("SELECT FROM etl_runs WHERE outcome = 'running' AND trigger = 'startup'", worker);
        await RowAsync($"{Runs("second")} AND trigger = 'schedule' AND outcome = 'succeeded' HAVING count(*) >= 3", worker);
        Assert.That(await Database.RowsAsync($"{Runs("fakestore")} AND outcome = 'running' HAVING count(*) = 1"), Is.Not.Empty);
        await Database.GivesAsync("SELECT pg_try_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text",
            ["false"], "it holds its own lock");

        letGo.SetResult();
        await RowAsync($"{Runs("fakestore")} AND outcome = 'failed' AND error_code = 'source_error'", worker);
        var failed = (await Database.RowsAsync("SELECT max(run_id) FROM etl_runs"))[0];
        await RowAsync($"{Runs("second")} AND outcome = 'succeeded' AND run_id > {failed} HAVING count(*) >= 2", worker);

        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
        await Database.GivesAsync($"{Runs("second")} AND outcome NOT IN ('succeeded', 'cancelled')", [], worker.Log);
        await Database.GivesAsync("SELECT name, currency, time_zone, (SELECT count(*) FROM carts c WHERE c.store_id = s.store_id) FROM "
            + "stores s ORDER BY name", ["fakestore|USD|UTC|0", "second|EUR|Asia/Tokyo|7"]);
        Assert.That(Directory.GetFiles(Path.Combine(Settings["Landing__Path"]!, "second", "runs"), "*.json", SearchOption.AllDirectories),
            Is.Not.Empty);
        await Database.HoldsAsync();
    }

    private static string Runs(string store) => $"SELECT FROM etl_runs JOIN stores USING (store_id) WHERE name = '{store}'";
}
