using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What the quarantine keeps of what a shop sent, how much of it, and how long.</summary>
public sealed class QuarantineBoundTests : IAsyncDisposable
{
    private const string Row = "SELECT status, payload <> '', payload_hash FROM quarantine";
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task A_record_that_is_good_again_or_gone_leaves_nothing_of_what_the_shop_sent([Values] bool gone, [Values] bool discarded)
    {
        var product = ShopDouble.ById(_test.Shop.Products, 4);
        var price = product["price"]!.DeepClone();
        product["price"] = "5,-";
        await _test.SucceedAsync();
        var sent = (await _test.RowsAsync("SELECT payload FROM quarantine")).Single();
        Assert.That(sent, Does.Contain("5,-"));
        if (discarded)
            await _test.Database.ExecuteAsync("UPDATE quarantine SET status = 'discarded'");

        if (gone)
            _test.Shop.Products.Remove(product);
        else
            product["price"] = price;
        await _test.SucceedAsync();

        await _test.GivesAsync(Row, [$"{(discarded ? "discarded" : "resolved")}|false|{HashOf(sent)}"]);

        product["price"] = "5,-";
        if (gone)
            _test.Shop.Products.Insert(3, product);
        await _test.SucceedAsync();

        await _test.GivesAsync(Row, [$"{(discarded ? "discarded" : "open")}|true|{HashOf(sent)}"], "the same payload, known by its hash");
    }

    [Test]
    public async Task Of_a_large_payload_64_KiB_are_kept_and_a_change_beyond_them_is_seen()
    {
        // Each letter has two bytes, and the cut falls within one of them or not, as the letters before it have it.
        var (bad, long_) = (ShopDouble.ById(_test.Shop.Products, 4), new string('é', 60_000));
        foreach (var id in new[] { 4, 5 })
        {
            var product = ShopDouble.ById(_test.Shop.Products, id);
            (product["title"], product["price"]) = (new string('x', id) + long_, "5,-");
        }
        await _test.SucceedAsync();
        await _test.Database.ExecuteAsync("UPDATE quarantine SET status = 'discarded'");

        Assert.That(
            (await _test.RowsAsync("SELECT octet_length(payload) FROM quarantine")).Select(int.Parse), Has.Exactly(2)
                .InRange(64 * 1024 - 1, 64 * 1024).And.Some.EqualTo(64 * 1024));
        await _test.GivesAsync("SELECT DISTINCT payload LIKE '{\"id\":%xxxxéé%é' FROM quarantine", ["true"]);
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT DISTINCT status FROM quarantine", ["discarded"]);

        bad["title"] = new string('x', 4) + long_ + "!";
        await _test.SucceedAsync();

        await _test.GivesAsync("SELECT record_key, status FROM quarantine ORDER BY 1", ["4|open", "5|discarded"]);
    }

    [Test]
    public async Task Beyond_10_000_open_rows_rejected_records_are_counted_and_not_kept()
    {
        _test.Settings = _test.Settings with { Quality = _test.Settings.Quality with { MaxRejectShare = 0.999 } };
        _test.Shop.Products = new JsonArray([.. Enumerable.Range(1, 10_600).Select(id => (JsonNode)Product(id, id <= 100 ? 5 : "5,-"))]);

        var first = await _test.SucceedAsync();

        Assert.That((first[Entity.Products].Rejected, await OpenAsync()), Is.EqualTo((10_500L, QuarantineLoad.MaxOpen)));
        await _test.GivesAsync("SELECT rejected FROM etl_run_entities WHERE entity = 'products'", ["10500"]);

        // Nobody could tell from the rows what is rejected: the same snapshot is loaded again, and counted in full.
        var loads = false;
        var again = await _test.RunAsync(progress: at => loads |= at.Stage == RunStage.Load);
        Assert.That((again.Outcome, loads, again[Entity.Products].RejectedByReason[RejectionReason.WrongType]),
            Is.EqualTo((RunOutcome.Succeeded, true, 10_500L)));
        Assert.That(await OpenAsync(), Is.EqualTo(QuarantineLoad.MaxOpen));

        // Three that are kept become good and make room for three of the five hundred.
        var kept = (await _test.RowsAsync("SELECT record_key FROM quarantine ORDER BY record_key LIMIT 3")).Select(int.Parse).ToHashSet();
        foreach (var product in _test.Shop.Products.Where(product => kept.Contains(product!["id"]!.GetValue<int>())))
            product!["price"] = 5;
        await _test.SucceedAsync();
        Assert.That(await OpenAsync(), Is.EqualTo(QuarantineLoad.MaxOpen));
        await _test.GivesAsync("SELECT count(*) FROM quarantine WHERE status = 'resolved'", ["3"]);
    }

    private async Task<int> OpenAsync() =>
        int.Parse((await _test.RowsAsync("SELECT count(*) FROM quarantine WHERE status = 'open'")).Single(), CultureInfo.InvariantCulture);

    private static string HashOf(string payload) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));

    private static JsonObject Product(int id, JsonNode price) =>
        new() { ["id"] = id, ["title"] = $"Product {id}", ["price"] = price, ["category"] = "home" };
}
