using System.Text.Json;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Tests.Erasure;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>customer export</c> and <c>customer erase</c>.</summary>
internal sealed class CustomerCommandTests : IAsyncDisposable
{
    private const string Id = "88123456";
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Export_prints_all_that_is_held_of_a_person_and_after_an_erasure_only_that_she_was_erased()
    {
        await PlantAsync();

        var export = await _test.DoneAsync("customer", "export", "fakestore", Id);

        using (var json = JsonDocument.Parse(export.Output))
        {
            var warehouse = json.RootElement.GetProperty("warehouse");
            Assert.That(warehouse.GetProperty("customer").GetProperty("city").GetString(), Is.EqualTo(ErasureBundle.City));
            var cart = warehouse.GetProperty("carts").EnumerateArray().Single();
            Assert.That(
                (cart.GetProperty("cart_id").GetInt64(), cart.GetProperty("placed_at").GetString(), cart.GetProperty("lines")
                    .EnumerateArray().Select(line => line.GetProperty("product_id").GetInt64())),
                Is.EqualTo((500L, "2026-02-03T10:00:00+00:00", new[] { 2L, 3L })));
            Assert.That(
                warehouse.GetProperty("quarantine").EnumerateArray()
                    .Select(row => $"{row.GetProperty("entity")} {row.GetProperty("record_key")} "
                    + $"{row.GetProperty("payload").GetString()!.Contains(Id, StringComparison.Ordinal)}"),
                Is.EqualTo(new[] { "carts 501 True" }));
            Assert.That(warehouse.GetProperty("erased_at").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(
                json.RootElement.GetProperty("landing").EnumerateArray()
                    .Select(landed => $"{landed.GetProperty("entity")} {landed.GetProperty("element").GetProperty("id")}").Order(),
                Is.EqualTo(new[] { "carts 500", "carts 501", $"customers {Id}" }));
            Assert.That(export.Output, Does.Not.Contain("zzyzx.example"), "of what the shop knows besides, nothing was ever kept");
        }

        await _test.DoneAsync("customer", "erase", "fakestore", Id);
        var after = await _test.DoneAsync("customer", "export", "fakestore", Id, "--json");
        using (var json = JsonDocument.Parse(after.Output))
        {
            var warehouse = json.RootElement.GetProperty("warehouse");
            Assert.That(warehouse.GetProperty("erased_at").GetString(), Does.StartWith("20"));
            Assert.That(
                (warehouse.GetProperty("carts").GetArrayLength(), warehouse.GetProperty("quarantine").GetArrayLength(),
                    json.RootElement.GetProperty("landing").GetArrayLength()),
                Is.EqualTo((0, 0, 0)));
        }
    }

    [Test]
    public async Task Erase_says_what_it_did_and_what_stays_and_repeats_neither_id_nor_city()
    {
        await PlantAsync();

        var erase = await _test.DoneAsync("customer", "erase", "fakestore", Id);

        Assert.That(erase.Output, Does.Contain("1 row of customers and 1 row of the quarantine deleted; 1 cart left without a customer"));
        Assert.That(erase.Output, Does.Contain("Amounts, orders and sessions stay")
            .And.Contain("Returning customers and cohorts no longer count").And.Contain("Backups"));
        Assert.That(erase.Everything, Does.Not.Contain(Id).And.Not.Contain(ErasureBundle.City));
        Assert.That(await FindAsync(), Is.Empty);

        var again = await _test.DoneAsync("customer", "erase", "fakestore", Id, "--json");
        using var json = JsonDocument.Parse(again.Output);
        Assert.That(
            new[] { "customers", "carts", "quarantined", "chunks" }.Select(name => json.RootElement.GetProperty(name).GetInt64()),
            Has.All.Zero);
        await _test.DoneAsync("run");
        Assert.That(await FindAsync(), Is.Empty);
        await _test.GivesAsync("SELECT notes ->> 'erased' IS NOT NULL FROM etl_runs ORDER BY run_id", ["false", "true"]);
    }

    [TestCase("nope", Id, "knows a store 'nope'")]
    [TestCase("No/../pe", Id, "STORE takes the name of a store")]
    [TestCase("fakestore", "0", "whole numbers from 1 on")]
    [TestCase("fakestore", "-88123456", "whole numbers from 1 on")]
    [TestCase("fakestore", "anna@x.example", "whole numbers from 1 on")]
    public async Task What_is_no_store_or_no_id_ends_with_2_and_changes_nothing(string store, string id, string said)
    {
        await PlantAsync();
        foreach (var verb in new[] { "erase", "export" })
        {
            var exit = await _test.RunAsync("customer", verb, store, "--", id);

            Assert.That((exit.Code, exit.Output), Is.EqualTo((2, "")), exit.Everything);
            Assert.That(exit.Error, Does.Contain(said).And.Not.Contain("anna"));
            exit.ShowsNoStackTrace();
        }
        await _test.GivesAsync("SELECT count(*) FROM erased_customers", ["0"]);
    }

    [Test]
    public async Task While_a_run_holds_the_lock_it_ends_with_3_and_changes_nothing()
    {
        await PlantAsync();
        await using var run = await StoreSession.OpenAsync(_test.Database.ConnectionString, TimeSpan.FromMinutes(1), default);
        Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);

        var exit = await _test.EndsAsync(3, "customer", "erase", "fakestore", Id);

        Assert.That(exit.Error, Does.Contain("A run of store 'fakestore' is under way")
            .And.Contain($"held by process {run.Connection.ProcessID} of the role "));
        await _test.GivesAsync($"SELECT count(*) FROM customers WHERE user_id = {Id}", ["1"]);
    }

    [Test]
    [Fault("landing zone read-only")]
    public async Task Where_the_landing_zone_cannot_be_written_nothing_is_erased_by_halves_and_it_says_why()
    {
        await PlantAsync();
        // In the place of the folder in which files are written stands a file: not even root can write there.
        var partial = Path.Combine(_test.LandingPath, "fakestore", "partial");
        Directory.Delete(partial, recursive: true);
        await File.WriteAllTextAsync(partial, "");

        var exit = await _test.EndsAsync(1, "customer", "erase", "fakestore", Id);

        Assert.That(exit.Error, Does.Contain("landing_unavailable"));
        await _test.GivesAsync("SELECT count(*) FROM erased_customers", ["0"]);
        File.Delete(partial);
        await _test.DoneAsync("customer", "erase", "fakestore", Id);
        Assert.That(await FindAsync(), Is.Empty);
    }

    [Test]
    [Fault("kill -9 in mid-erasure")]
    public async Task A_killed_erasure_is_finished_by_the_next_run_if_it_had_begun([Range(1, 4)] int kill)
    {
        await PlantAsync();
        var list = Path.Combine(_test.LandingPath, "fakestore", "erased.json");
        await using (var worker = _test.Start("customer", "erase", "fakestore", Id))
        {
            // From when its list is there it is at work; some killed ones will have ended all the same.
            using var watch = new FileSystemWatcher(Path.GetDirectoryName(list)!, "erased.json");
            var begun = new TaskCompletionSource();
            watch.Renamed += (_, _) => begun.TrySetResult();
            watch.Created += (_, _) => begun.TrySetResult();
            watch.EnableRaisingEvents = true;
            await Task.WhenAny(begun.Task, worker.ExitAsync());
            for (var spin = 0; spin < kill * 10_000_000; spin++)
                Thread.SpinWait(1);
        }

        await _test.BeforehandAsync();

        Assert.That(await FindAsync(), Is.Empty);
        await _test.GivesAsync("SELECT user_id FROM erased_customers", [Id]);
    }

    private async Task PlantAsync()
    {
        ErasureBundle.Plant(_test.Shop);
        await _test.BeforehandAsync();
    }

    private Task<string[]> FindAsync() => ErasureBundle.FindAsync(_test.Database, _test.LandingPath);
}
