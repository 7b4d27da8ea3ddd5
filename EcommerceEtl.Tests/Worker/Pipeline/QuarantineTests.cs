using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A bad record is set aside with its reason; everything else loads, and its last good version stays.</summary>
public sealed class QuarantineTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task An_unchanged_rejection_writes_nothing_until_a_day_has_passed()
    {
        ShopDouble.ById(_test.Shop.Products, 4)["price"] = "5,-";
        await _test.SucceedAsync();
        var before = await _test.Database.ChecksumAsync();

        await _test.SucceedAsync();
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));

        _test.Clock.Now += TimeSpan.FromDays(1);
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT last_seen_at - first_seen_at >= interval '1 day' FROM quarantine", ["true"]);
    }

    [Test]
    public async Task A_rejected_record_that_leaves_the_shop_is_resolved_and_its_row_removed()
    {
        await _test.SucceedAsync();
        var cart = ShopDouble.ById(_test.Shop.Carts, 6);
        cart["date"] = "the first of March";
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT reason, path, status FROM quarantine", ["bad_date|$.date|open"]);

        _test.Shop.Carts.Remove(cart);
        var gone = await _test.SucceedAsync();

        Assert.That(gone[Entity.Carts].Removed, Is.EqualTo(1));
        await _test.GivesAsync("SELECT status FROM quarantine", ["resolved"]);
    }

    [Test]
    public async Task A_snapshot_without_an_entity_resolves_nothing_and_removes_nothing_of_it()
    {
        _test.Shop.Users[3]!["id"] = "four";
        await _test.SucceedAsync();
        var landing = new LandingZone(_test.LandingPath, _test.Clock);
        var whole = (await landing.IndexAsync("fakestore", CancellationToken.None)).Snapshots.Single();
        var entities = whole.Entities.RemoveAll(landed => landed.Entity == Entity.Customers);
        await landing.SaveManifestAsync(
            whole with { RunId = 99, TakenAt = whole.TakenAt.AddMinutes(1), Entities = entities, Hash = Snapshot.HashOf(entities) },
            CancellationToken.None);

        var replay = await _test.SucceedAsync(request => request with { Replay = new ReplayOf(99, null, Force: false) });

        await _test.GivesAsync("SELECT entity, status FROM quarantine", ["customers|open"]);
        Assert.That((replay[Entity.Customers].Removed, replay[Entity.Customers].Live), Is.EqualTo((0L, 9L)));
    }

    [Test]
    public async Task A_discarded_record_stays_discarded_until_its_payload_changes()
    {
        var product = ShopDouble.ById(_test.Shop.Products, 4);
        var price = product["price"]!.DeepClone();
        product["price"] = "5,-";
        await _test.SucceedAsync();
        await DiscardAsync();

        await _test.SucceedAsync();
        Assert.That(await StatusAsync(), Is.EqualTo("discarded"), "still as bad");
        product["price"] = price;
        await _test.SucceedAsync();
        Assert.That(await StatusAsync(), Is.EqualTo("discarded"), "good again");
        product["price"] = "5,-";
        await _test.SucceedAsync();
        Assert.That(await StatusAsync(), Is.EqualTo("discarded"), "as bad as it was");
        _test.Shop.Products.Remove(product);
        await _test.SucceedAsync();
        Assert.That(await StatusAsync(), Is.EqualTo("discarded"), "gone");
        product["price"] = "4,-";
        _test.Shop.Products.Insert(3, product);
        await _test.SucceedAsync();
        Assert.That(await StatusAsync(), Is.EqualTo("open"), "bad in another way");
    }

    [Test]
    public async Task A_discarded_record_that_is_still_bad_is_renewed_daily_and_needs_no_load_in_between()
    {
        ShopDouble.ById(_test.Shop.Products, 4)["price"] = "5,-";
        await _test.SucceedAsync();
        await DiscardAsync();

        Assert.That(await _test.LoadsAsync(), Is.False);
        _test.Clock.Now += TimeSpan.FromDays(1);
        Assert.That(await _test.LoadsAsync(), Is.True);
        await _test.GivesAsync("SELECT last_seen_at - first_seen_at >= interval '1 day', status FROM quarantine", ["true|discarded"]);
        Assert.That(await _test.LoadsAsync(), Is.False);
    }

    [TestCase("products", "price")]
    [TestCase("carts", "date")]
    public async Task A_discarded_record_that_is_good_again_costs_no_load_ever_after(string entity, string field)
    {
        var record = ShopDouble.ById(entity == "carts" ? _test.Shop.Carts : _test.Shop.Products, 4);
        var good = record[field]!.DeepClone();
        record[field] = entity == "carts" ? "2026-03-20T00:00:00Z" : "5,-";
        await _test.SucceedAsync();
        await DiscardAsync();
        record[field] = good;
        await _test.SucceedAsync();
        _test.Clock.Now += TimeSpan.FromDays(1);
        await _test.SucceedAsync();
        var settled = await _test.Database.ChecksumAsync();

        for (var day = 0; day < 3; day++)
        {
            _test.Clock.Now += TimeSpan.FromDays(1);
            Assert.That(await _test.LoadsAsync(), Is.False);
        }
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(settled));
    }

    [Test]
    public async Task A_discarded_record_that_is_good_again_is_not_counted_in_an_unchanged_snapshot()
    {
        var product = ShopDouble.ById(_test.Shop.Products, 4);
        var price = product["price"]!.DeepClone();
        product["price"] = "5,-";
        await _test.SucceedAsync();
        await DiscardAsync();
        product["price"] = price;
        _test.Clock.Now += TimeSpan.FromDays(2);
        await _test.SucceedAsync();

        var unchanged = await _test.SucceedAsync();

        Assert.That(unchanged[Entity.Products].RejectedByReason, Is.Empty);
    }

    [Test]
    public async Task A_discarded_cart_from_the_future_loads_when_its_time_has_come()
    {
        _test.Shop.AddCart(8, "2026-03-04T00:00:00Z", (1, 1));
        await _test.SucceedAsync();
        await DiscardAsync();

        _test.Clock.Now += TimeSpan.FromDays(2);
        var later = await _test.SucceedAsync();

        Assert.That((later[Entity.Carts].Inserted, await StatusAsync()), Is.EqualTo((1L, "discarded")));
    }

    [Test]
    public async Task While_an_element_has_no_readable_id_nothing_of_its_entity_is_removed()
    {
        await _test.SucceedAsync();
        _test.Shop.Carts.RemoveAt(1);
        _test.Shop.Carts.Add(new JsonObject { ["id"] = "what?", ["date"] = "2020-01-01", ["products"] = new JsonArray() });

        var run = await _test.SucceedAsync();

        Assert.That((run[Entity.Carts].Rejected, run[Entity.Carts].Removed, run[Entity.Carts].Live), Is.EqualTo((1L, 0L, 7L)));
        Assert.That(run.Remarks, Does.Contain("No carts were removed, since an element had no readable id."));
        await _test.GivesAsync($"SELECT notes->'nothing_removed' FROM etl_runs WHERE run_id = {run.RunId}", ["[\"carts\"]"]);
        Assert.That((await _test.RowsAsync("SELECT record_key FROM quarantine"))[0], Does.StartWith("sha256:"));
    }

    [Test]
    public async Task That_nothing_may_be_removed_is_said_also_where_nothing_is_missing_and_where_nothing_is_loaded()
    {
        foreach (var list in new[] { _test.Shop.Products, _test.Shop.Users, _test.Shop.Carts })
            list.Add(new JsonObject { ["id"] = "what?" });

        for (var run = 1; run <= 2; run++)
        {
            var summary = await _test.SucceedAsync();
            Assert.That(summary.Remarks, Has.Length.EqualTo(4));
            await _test.GivesAsync($"SELECT notes->'nothing_removed' FROM etl_runs WHERE run_id = {summary.RunId}",
                ["[\"products\", \"customers\", \"carts\"]"]);
        }
    }

    [Test]
    [Fault("bad record: far-future date")]
    public async Task A_cart_from_the_future_is_rejected_until_its_time_has_come()
    {
        _test.Shop.AddCart(8, "2026-03-02T18:00:00Z", (1, 1));
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT record_key, reason FROM quarantine", ["8|future_date"]);

        // Sooner than a day, after which the row would be renewed by a load in any case.
        _test.Clock.Now += TimeSpan.FromHours(8);
        var later = await _test.SucceedAsync();

        Assert.That(later[Entity.Carts].Inserted, Is.EqualTo(1));
        await _test.GivesAsync("SELECT status FROM quarantine", ["resolved"]);
    }

    private Task<int> DiscardAsync() => _test.Database.ExecuteAsync("UPDATE quarantine SET status = 'discarded'");

    private async Task<string> StatusAsync() => (await _test.RowsAsync("SELECT status FROM quarantine")).Single();
}
