using System.Text.Json.Nodes;
using EcommerceEtl.Data.Invariants;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Tests.Worker.Faults;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>
/// Of several elements with one id the last good one is loaded, wherever bad ones stand. The last bad one stands in the quarantine as long
/// as the shop sends it. Any other is a duplicate.
/// </summary>
public sealed class OneIdTwiceTests : PipelineTestCase
{
    /// <summary>The list, a field without which there is no record, and a value that it cannot have.</summary>
    private static readonly object[][] _entities =
        [["products", "price", "5,-"], ["carts", "date", "soon"], ["carts", "date", "2026-03-09T00:00:00Z"]];

    /// <summary>Where good (g), better (b) and wrong (w) elements with the id 3 stand among the others; which of the good ones counts; how
    /// many are duplicates.</summary>
    private static readonly object[][] _orders =
    [
        ["gw", "g", 0], ["wg", "g", 0], ["g...w", "g", 0], ["w...g", "g", 0], ["gwb", "b", 1], ["wgb", "b", 1], ["gbw", "b", 1],
        ["wgw", "g", 1], ["bw...wgw", "g", 3],
    ];

    [Test]
    [Fault("one id, one good and one bad element")]
    public async Task The_good_one_is_loaded_and_the_bad_one_set_aside_whatever_their_order(
        [ValueSource(nameof(_entities))] object[] entity, [ValueSource(nameof(_orders))] object[] order, [Values] bool known)
    {
        var (list, field, wrong) = ((string)entity[0], (string)entity[1], (string)entity[2]);
        if (known)
            await Pipeline.SucceedAsync();
        Stand((string)order[0], list, field, wrong);

        var run = (await Pipeline.SucceedAsync()).Entities.Single(counts => SnakeCase.Of(counts.Entity) == list);

        Assert.That((run.Rejected, run.Duplicates, run.Removed), Is.EqualTo((1L, (long)(int)order[2], 0L)));
        Assert.That(run.Extracted - run.Rejected - run.Duplicates, Is.EqualTo(run.Live));
        Assert.That(await CountedAsync(list), Is.EqualTo(order[1]));
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"{list}|3|$.{field}|open" }));
        Assert.That((await RowsAsync("SELECT payload FROM quarantine"))[0], Does.Contain(wrong == "soon" ? "(left out)" : wrong));
        await HoldsAsync();

        // The same again: nothing is written, nothing is loaded.
        var before = await Pipeline.Database.ChecksumAsync();
        await Pipeline.SucceedAsync();
        Assert.That(await Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));

        List(list).Where(element => Value(element!, field) == wrong).ToList().ForEach(element => List(list).Remove(element));
        await Pipeline.SucceedAsync();
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"{list}|3|$.{field}|resolved" }), "the shop no longer sends it");
        Assert.That(await CountedAsync(list), Is.EqualTo(order[1]));
        await HoldsAsync();
    }

    [Test]
    public async Task What_the_good_one_changes_is_loaded_while_the_bad_one_stays_and_the_row_stays_when_only_the_bad_one_is_left(
        [ValueSource(nameof(_entities))] object[] entity)
    {
        var (list, field, wrong) = ((string)entity[0], (string)entity[1], (string)entity[2]);
        Stand("gw", list, field, wrong);
        await Pipeline.SucceedAsync();

        Replace(list, "g", "b");
        await Pipeline.SucceedAsync();
        Assert.That(await CountedAsync(list), Is.EqualTo("b"));

        List(list).Remove(List(list).First(element => Value(element!, "id") == "3" && Value(element!, field) != wrong));
        var run = (await Pipeline.SucceedAsync()).Entities.Single(counts => SnakeCase.Of(counts.Entity) == list);
        Assert.That((run.Rejected, run.Duplicates, run.Removed), Is.EqualTo((1L, 0L, 0L)));
        Assert.That(await CountedAsync(list), Is.EqualTo("b"), "its last good version");
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"{list}|3|$.{field}|open" }));
        await HoldsAsync();
    }

    [Test]
    public async Task Of_two_bad_ones_the_last_stands_in_the_quarantine_and_the_row_stays([ValueSource(nameof(_entities))] object[] entity)
    {
        var (list, field, wrong) = ((string)entity[0], (string)entity[1], (string)entity[2]);
        await Pipeline.SucceedAsync();
        Stand("ww", list, field, wrong);
        ById(list, 3)[field] = null;

        var run = (await Pipeline.SucceedAsync()).Entities.Single(counts => SnakeCase.Of(counts.Entity) == list);

        Assert.That((run.Rejected, run.Duplicates, run.Removed, run.Live), Is.EqualTo((1L, 1L, 0L, run.Extracted - 1)));
        Assert.That(await RowsAsync("SELECT record_key, reason <> 'missing_field', status FROM quarantine"),
            Is.EqualTo(new[] { "3|true|open" }));
        await HoldsAsync();
    }

    [Test]
    public async Task The_two_may_lie_in_different_batches([Values] bool badFirst)
    {
        var bad = NewCart(3, "soon");
        Shop.Carts = badFirst ? [bad, .. Shop.Carts.Select(cart => cart!.DeepClone())] : Shop.Carts;
        for (var id = 100; id < 5_200; id++)
            Shop.Carts.Add(NewCart(id, "2020-03-01T00:00:00Z", (1, 1)));
        if (!badFirst)
            Shop.Carts.Add(bad);
        await Pipeline.SucceedAsync();
        ShopDouble.ById(Shop.Carts, 4)["products"]![0]!["quantity"] = 9;

        var run = await Pipeline.SucceedAsync();

        Assert.That(
            (run.Entities[2].Unchanged, run.Entities[2].Updated, run.Entities[2].Removed, run.Entities[2].Rejected, run.Entities[2]
                .Duplicates),
            Is.EqualTo((5_106L, 1L, 0L, 1L, 0L)));
        await HoldsAsync();
    }

    [Test]
    public async Task A_window_with_both_adds_the_good_one()
    {
        Stand("gw", "carts", "date", "2020-03-02T25:00:00Z");

        var run =
            await Pipeline.SucceedAsync(request => request
            with
            { Window = new EcommerceEtl.Worker.Sources.ExtractWindow(new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 5)) });

        Assert.That(run.Entities[2].Rejected, Is.EqualTo(1));
        Assert.That(await CountedAsync("carts"), Is.EqualTo("g"));
        await HoldsAsync();
    }

    /// <summary>Puts elements with the id 3 into a list in place of the one that is there; a point in the pattern stands for another
    /// element.</summary>
    private void Stand(string pattern, string list, string field, string wrong)
    {
        var one = ById(list, 3);
        var others = new Queue<JsonNode>(List(list).Where(element => element != one).Select(element => element!.DeepClone()));
        List<JsonNode> all = [];
        foreach (var kind in pattern)
            all.Add(kind == '.' ? others.Dequeue() : Element(one, list, kind, field, wrong));
        Fill(list, [.. others.Take(1), .. all, .. others.Skip(1)]);
    }

    private static JsonNode Element(JsonObject one, string list, char kind, string field, string wrong)
    {
        var element = one.DeepClone();
        // What tells one version from the other, and bad ones from all: a product's title, the product of a cart's first line.
        if (list == "products")
            element["title"] = kind.ToString();
        else
            element["products"]![0]!["productId"] = kind switch { 'g' => 11, 'b' => 12, _ => 13 };
        if (kind == 'w')
            element[field] = wrong;
        return element;
    }

    private void Replace(string list, string from, string to)
    {
        foreach (var element in List(list).Where(element => Value(element!, "id") == "3"))
        {
            if (list == "products" && Value(element!, "title") == from)
                element!["title"] = to;
            else if (list == "carts" && element!["products"]![0]!["productId"]!.GetValue<int>() == 11)
                element["products"]![0]!["productId"] = 12;
        }
    }

    /// <summary>The kind of the element that is in the warehouse under the id 3.</summary>
    private async Task<string> CountedAsync(string list) => list == "products"
        ? (await RowsAsync("SELECT title FROM products WHERE product_id = 3 AND removed_at IS NULL"))[0]
        : (await RowsAsync("SELECT CASE product_id WHEN 11 THEN 'g' WHEN 12 THEN 'b' ELSE '?' END FROM cart_lines WHERE cart_id = 3 AND "
            + "line_no = 1"))[0];

    private Task<string[]> QuarantineAsync() => RowsAsync("SELECT entity, record_key, path, status FROM quarantine");

    private async Task HoldsAsync()
    {
        await using var connection = await Pipeline.Database.OpenAsync();
        Assert.That(await WarehouseInvariants.CheckAsync(connection), Is.Empty);
    }

    private JsonArray List(string list) => list == "products" ? Shop.Products : Shop.Carts;

    private JsonObject ById(string list, long id) => List(list).First(element => element!["id"]!.GetValue<long>() == id)!.AsObject();

    private void Fill(string list, JsonArray elements)
    {
        if (list == "products")
            Shop.Products = elements;
        else
            Shop.Carts = elements;
    }

    private static string? Value(JsonNode element, string field) => element[field]?.ToString();
}
