namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>Fields that appear or vanish at the shop are noted, each once: in the ledger and in one line of the log.</summary>
public sealed class DriftTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Test]
    [Fault("extra field")]
    public async Task A_new_field_is_noted_by_the_first_run_that_meets_it_and_by_no_other()
    {
        var tables = await TablesAsync();
        foreach (var product in _bench.Shop.Products)
            product!["colour"] = "red";

        var first = await _bench.ServesAsync();
        var noted = Noted(first).Single();
        Assert.That(noted, Does.Match(@"^Store fakestore: run 2: fields of products changed at the shop: \+1 unknown \([0-9a-f]{8}\)$"));
        var hash = noted[^9..^1];

        // Unchanged; then loaded, since something else changed; then in another entity.
        Assert.That(Noted(await _bench.SucceedsAsync()), Is.Empty);
        _bench.Shop.Carts.RemoveAt(0);
        Assert.That(Noted(await _bench.SucceedsAsync()), Is.Empty);
        _bench.Shop.Carts[3]!["colour"] = "red";
        Assert.That(
            Noted(await _bench.SucceedsAsync()),
            Is.EqualTo(new[] { $"Store fakestore: run 5: fields of carts changed at the shop: +1 unknown ({hash})" }));

        await _bench.Pipeline.Database.GivesAsync("SELECT run_id, entity, drift FROM run_log WHERE drift <> '' ORDER BY run_id",
            [$"2|products|+1 unknown ({hash})", $"5|carts|+1 unknown ({hash})"]);
        Assert.That((await TablesAsync())[^1], Is.EqualTo(tables[^1]), "the products themselves are what they were");
    }

    [Test]
    [Fault("vanished field")]
    public async Task A_field_that_is_not_needed_is_noted_when_it_vanishes()
    {
        foreach (var product in _bench.Shop.Products)
            product!.AsObject().Remove("rating");

        Assert.That(Noted(await _bench.ServesAsync()),
            Is.EqualTo(new[] { "Store fakestore: run 2: fields of products changed at the shop: -rating" }));
        Assert.That(Noted(await _bench.SucceedsAsync()), Is.Empty);
        await _bench.Pipeline.Database.GivesAsync("SELECT run_id, drift FROM run_log WHERE drift <> ''", ["2|-rating"]);
    }

    [Test]
    [Fault("vanished field")]
    public async Task A_field_without_which_no_record_can_be_used_fails_the_run_when_it_vanishes_everywhere()
    {
        foreach (var product in _bench.Shop.Products)
            product!.AsObject().Remove("price");

        await _bench.FailsAsync(ErrorCode.TooManyRejects, transient: false,
            "20 of 20 products were rejected, first for missing_field at $.price");
    }

    [Test]
    [Fault("extra field")]
    public async Task What_a_failed_run_met_is_news_to_the_next()
    {
        foreach (var user in _bench.Shop.Users)
            user!["vip"] = true;
        var carts = _bench.Shop.Carts;
        _bench.Shop.Carts = [];
        await _bench.FailsAsync(ErrorCode.SuspiciousSnapshot, transient: false, "carts 7 -> 0");
        _bench.Shop.Carts = carts;

        Assert.That(
            Noted(await _bench.SucceedsAsync()),
            Has.Length.EqualTo(1).And.All.StartsWith("Store fakestore: run 4: fields of customers changed at the shop: +1 unknown ("));
    }

    private static string[] Noted(ObservedRun run) =>
        [.. run.Log.Where(line => line.Text.Contains("changed at the shop", StringComparison.Ordinal)).Select(line => line.Text)];

    /// <summary>Row count and checksum of each table, products last.</summary>
    private async Task<string[]> TablesAsync() =>
        [.. (await _bench.Pipeline.Database.ChecksumAsync()).Split('\n')
            .OrderBy(line => line.StartsWith("products ", StringComparison.Ordinal))];
}
