using System.Text;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>
/// One record of the shop is spoilt: it is set aside with its reason, its last good version stays and counts as present, all else loads,
/// and when it is good again it leaves the quarantine by itself.
/// </summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class BadRecordFaultTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();

    [TearDown]
    public void Restore() => _bench.Restore();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    // Product 2 costs 22.3; cart 1 has 4, 1 and 6 pieces of three products.
    [FaultCase("bad record: wrong type", "products", 2, "22.3", "\"22.3\"", "wrong_type", "$.price")]
    [FaultCase("bad record: missing field", "products", 2, "\"price\":22.3,", "", "missing_field", "$.price")]
    [FaultCase("bad record: price out of range", "products", 2, "22.3", "1e400", "out_of_range", "$.price")]
    [FaultCase("bad record: quantity out of range", "carts", 1, "\"quantity\":6", "\"quantity\":0", "out_of_range",
        "$.products[2].quantity")]
    [FaultCase("bad record: bad date", "carts", 1, "2020-03-02T", "2020-02-30T", "bad_date", "$.date")]
    [FaultCase("bad record: far-future date", "carts", 1, "2020-03-02T", "9999-12-31T", "future_date", "$.date")]
    [FaultCase("bad record: duplicate JSON keys", "products", 2, "\"price\":22.3,", "\"price\":22.3,\"price\":1,",
        "duplicate_key", "$.price")]
    public async Task It_is_set_aside_and_nothing_else_changes(
        string entity, int id, string text, string instead, string reason, string path) =>
        await IsSetAsideAsync(entity, id, element => Replaced(element, text, instead), reason, path);

    [FaultCase("one large record", Of = "in what is kept")]
    public async Task A_record_of_which_more_than_4_MiB_would_be_kept_is_set_aside_alone() =>
        await IsSetAsideAsync("products", 2, element => Replaced(element, "Mens Casual", new string('x', 5 << 20)), "too_long", "$");

    [FaultCase("one large record", Of = "in what is not kept")]
    public async Task A_picture_of_5_MiB_within_a_record_costs_nothing()
    {
        var tables = await BusinessAsync();
        var picture = "data:image/png;base64," + new string('A', 5 << 20);
        Spoil("products", 2, element => Replaced(element, "\"image\":\"", $"\"image\":\"{picture}"));

        await _bench.SucceedsAsync();

        Assert.That(await BusinessAsync(), Is.EqualTo(tables));
        await _bench.Pipeline.Database.GivesAsync("SELECT 1 FROM quarantine WHERE status = 'open'", []);
    }

    private async Task IsSetAsideAsync(string entity, int id, Func<string, string> spoil, string reason, string path)
    {
        var tables = await BusinessAsync();
        Spoil(entity, id, spoil);

        var slot = await _bench.ServesAsync();
        Assert.That(await BusinessAsync(), Is.EqualTo(tables), "the last good version stays");
        Assert.That(slot.Counted[$"etl.rows.rejected{{entity={entity},reason={reason}}}"], Is.EqualTo(1));
        Assert.That(slot.Counted.Keys.Where(name => name.StartsWith("etl.rows.loaded", StringComparison.Ordinal)),
            Has.All.Contain("operation=unchanged"));
        Assert.That(slot.Log.Single(line => line.Text.Contains("succeeded", StringComparison.Ordinal)).Text,
            Does.Contain(" 0 removed, 1 rejected "));
        await _bench.Pipeline.Database.GivesAsync("SELECT entity, record_key, reason, path FROM quarantine WHERE status = 'open'",
            [$"{entity}|{id}|{reason}|{path}"]);
        await _bench.Pipeline.Database.GivesAsync("SELECT rejected, unchanged + 1 = live, removed FROM etl_run_entities WHERE entity = "
            + $"'{entity}' ORDER BY run_id DESC LIMIT 1", ["1|true|0"], "it counts as present");

        // The same again writes nothing at all, and says the same.
        var again = await _bench.SucceedsAsync(await _bench.Pipeline.Database.ChecksumAsync());
        Assert.That(again.Log.Single(line => line.Text.Contains("succeeded", StringComparison.Ordinal)).Text, Does.Contain("1 rejected"));

        _bench.Shop.Instead = null;
        var healed = await _bench.ServesAsync();
        Assert.That(await BusinessAsync(), Is.EqualTo(tables));
        Assert.That(healed.Counted.Keys.Where(name => name.StartsWith("etl.rows.rejected", StringComparison.Ordinal)), Is.Empty);
        await _bench.Pipeline.Database.GivesAsync("SELECT 1 FROM quarantine WHERE status = 'open'", []);
    }

    /// <summary>One element of the shop's answer is no longer what it was, as bytes: not all of what can be wrong is JSON that a library
    /// would write.</summary>
    private void Spoil(string entity, int id, Func<string, string> spoil)
    {
        var (address, list) = entity switch
        {
            "products" => ("/products", _bench.Shop.Products),
            "customers" => ("/users", _bench.Shop.Users),
            _ => ("/carts", _bench.Shop.Carts),
        };
        var body = "[" + string.Join(',',
            list.Select(element => element!["id"]!.GetValue<int>() == id ? spoil(Text(element)) : Text(element))) + "]";
        _bench.Shop.Instead = async context =>
        {
            if (context.Request.Path == address)
            {
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
                return;
            }
            var instead = _bench.Shop.Instead;
            _bench.Shop.Instead = null;
            await _bench.Shop.AnswerAsync(context);
            _bench.Shop.Instead = instead;
        };
    }

    private static string Text(JsonNode element) => element.ToJsonString();

    private static string Replaced(string element, string text, string instead)
    {
        Assert.That(element, Does.Contain(text));
        return element.Replace(text, instead, StringComparison.Ordinal);
    }

    /// <summary>The checksum of what analysts read.</summary>
    private async Task<string[]> BusinessAsync() => [.. (await _bench.Pipeline.Database.ChecksumAsync()).Split('\n')
        .Where(line => !line.StartsWith("quarantine ", StringComparison.Ordinal)
        && !line.StartsWith("source_state ", StringComparison.Ordinal)
        && !line.StartsWith("loaded_chunks ", StringComparison.Ordinal))];
}
