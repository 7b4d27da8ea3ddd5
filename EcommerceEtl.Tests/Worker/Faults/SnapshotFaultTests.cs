using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>A whole and readable answer that is nevertheless not the shop: it removes nothing until an operator says that it is
/// right.</summary>
public sealed class SnapshotFaultTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Test]
    [Fault("empty list where rows were")]
    public async Task An_empty_list_is_refused_and_what_an_operator_accepts_stands_in_the_ledger()
    {
        _bench.Shop.Carts = [];

        await _bench.FailsAsync(ErrorCode.SuspiciousSnapshot, transient: false, "carts 7 -> 0", "run --store fakestore --accept-shrink");

        var accepted = await _bench.SucceedsAsync(adjust: request => request with { AcceptShrink = true });
        Assert.That(accepted.Log.Single(line => line.Text.Contains("succeeded", StringComparison.Ordinal)).Text, Does.Contain("7 removed"));
        await _bench.Pipeline.Database.GivesAsync("SELECT notes->'accepted_shrink' FROM etl_runs ORDER BY run_id DESC LIMIT 1",
            ["[\"carts 7 -> 0\"]"]);
        await _bench.Pipeline.Database.GivesAsync("SELECT count(*) FROM carts", ["0"]);
    }

    [Test]
    [Fault("page repeated")]
    public async Task A_page_that_is_repeated_in_the_place_of_the_others_is_counted_once_and_refused()
    {
        _bench.Shop.Carts = [.. Enumerable.Range(0, 7).Select(at => _bench.Shop.Carts[at % 3]!.DeepClone())];

        await _bench.FailsAsync(ErrorCode.SuspiciousSnapshot, transient: false, "carts 7 -> 3", "--accept-shrink");
    }

    [Test]
    [Fault("duplicate ids")]
    public async Task Of_several_elements_with_one_id_the_last_counts_and_the_others_are_counted()
    {
        var tables = await _bench.Pipeline.Database.ChecksumAsync(Warehouse.ChecksumScope.AcrossDatabases);
        var older = _bench.Shop.Carts[2]!.DeepClone();
        older["products"] = new JsonArray();
        _bench.Shop.Carts.Insert(0, older);

        var slot = await _bench.ServesAsync();

        Assert.That(await _bench.Pipeline.Database.ChecksumAsync(Warehouse.ChecksumScope.AcrossDatabases), Is.EqualTo(tables));
        await _bench.Pipeline.Database.GivesAsync(
            "SELECT extracted, duplicates, unchanged FROM etl_run_entities WHERE entity = 'carts' ORDER BY run_id DESC LIMIT 1", ["8|1|7"]);
        Assert.That(slot.Counted["etl.rows.extracted{entity=carts}"], Is.EqualTo(8));
    }

    [Test]
    [Fault("another shop under a known name")]
    public async Task A_store_whose_shop_changed_under_its_name_is_refused_until_an_operator_accepts_it()
    {
        // The same server by another name.
        var (known, other) = (_bench.Store.BaseUrl, _bench.Store.BaseUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        _bench.Store = _bench.Store with { BaseUrl = other };
        var asked = _bench.Shop.Requests;

        await _bench.FailsAsync(
            ErrorCode.StoreChanged, transient: false, $"address {known} -> {other}", "run --store fakestore --accept-store-change");

        Assert.That(_bench.Shop.Requests, Is.EqualTo(asked), "the other shop is not even asked");
        await _bench.SucceedsAsync(adjust: request => request with { AcceptStoreChange = true });
        await _bench.Pipeline.Database.GivesAsync("SELECT notes->>'accepted_store_change' FROM etl_runs ORDER BY run_id DESC LIMIT 1",
            ["true"]);
        await _bench.ServesAsync();
    }

    [Test]
    [Fault("too many bad records")]
    public async Task A_share_of_bad_records_above_the_allowed_one_fails_the_run_before_its_commit()
    {
        for (var id = 101; id <= 122; id++)
        {
            var cart = _bench.Shop.Carts[0]!.DeepClone();
            (cart["id"], cart["date"]) = (id, id % 2 == 0 ? "soon" : "2020-01-01");
            _bench.Shop.Carts.Add(cart);
        }

        await _bench.FailsAsync(
            ErrorCode.TooManyRejects, transient: false, "11 of 29 carts were rejected, first for bad_date at $.date",
            "Quality:MaxRejectShare");

        await _bench.Pipeline.Database.GivesAsync("SELECT count(*) FROM quarantine", ["0"]);
    }
}
