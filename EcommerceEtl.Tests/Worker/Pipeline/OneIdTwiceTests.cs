using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Of several elements with one id the last good one is loaded, wherever bad ones stand. The last bad one stands in the quarantine
/// as long as the shop sends it. Any other is a duplicate.</summary>
public sealed class OneIdTwiceTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>The list, a field without which there is no record, and a value that it cannot have.</summary>
    private static readonly object[][] _entities =
        [["products", "price", "5,-"], ["carts", "date", "soon"], ["carts", "date", "2026-03-09T00:00:00Z"]];

    /// <summary>Where good (g), better (b) and wrong (w) elements with one id stand among others (.); which of the good ones counts; how
    /// many are duplicates.</summary>
    private static readonly (string Pattern, string Counts, int Duplicates)[] _orders =
    [
        ("gw", "g", 0), ("wg", "g", 0), ("g...w", "g", 0), ("w...g", "g", 0), ("gwb", "b", 1), ("wgb", "b", 1), ("gbw", "b", 1),
        ("wgw", "g", 1), ("bw...wgw", "g", 3),
    ];

    [Test]
    [Fault("one id, one good and one bad element")]
    public async Task The_good_one_is_loaded_and_the_bad_one_set_aside_whatever_their_order(
        [ValueSource(nameof(_entities))] object[] entity, [Values] bool known)
    {
        var (list, field, wrong) = ((string)entity[0], (string)entity[1], (string)entity[2]);
        // Each order has an id of its own, and all stand in one list.
        var ids = _orders.Select((order, n) => (Id: 30L + n, order)).ToDictionary(one => one.Id, one => one.order);
        _test.Settings = _test.Settings with { Quality = _test.Settings.Quality with { MaxRejectShare = 0.9 } };
        if (known)
        {
            Stand(list, field, wrong, [.. ids.Keys.Select(id => (id, "o"))]);
            await _test.SucceedAsync();
        }
        Stand(list, field, wrong, [.. ids.Select(one => (one.Key, one.Value.Pattern))]);

        var run = (await _test.SucceedAsync())[list == "products" ? Entity.Products : Entity.Carts];

        var counted = _orders.Select(order => $"{order.Pattern}: {order.Counts}").ToArray();
        Assert.That((run.Rejected, run.Duplicates, run.Removed),
            Is.EqualTo(((long)_orders.Length, (long)_orders.Sum(order => order.Duplicates), 0L)));
        Assert.That(run.Extracted - run.Rejected - run.Duplicates, Is.EqualTo(run.Live));
        Assert.That(await CountedAsync(), Is.EqualTo(counted));
        Assert.That(await QuarantineAsync(), Is.EqualTo(ids.Keys.Select(id => $"{list}|{id}|$.{field}|open")));
        Assert.That(await _test.RowsAsync("SELECT payload FROM quarantine"), Has.All.Contain(wrong == "soon" ? "(left out)" : wrong));
        await HoldsAsync();

        // The same again: nothing is written, nothing is loaded.
        var before = await _test.Database.ChecksumAsync();
        await _test.SucceedAsync();
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));

        List(list).Where(element => Value(element!, field) == wrong).ToList().ForEach(element => List(list).Remove(element));
        await _test.SucceedAsync();
        Assert.That(await QuarantineAsync(), Is.EqualTo(ids.Keys.Select(id => $"{list}|{id}|$.{field}|resolved")),
            "the shop no longer sends it");
        Assert.That(await CountedAsync(), Is.EqualTo(counted));
        await HoldsAsync();

        async Task<string[]> CountedAsync() => [.. (await KindsAsync(list, ids.Keys)).Select(row => $"{ids[row.Id].Pattern}: {row.Kind}")];
    }

    [Test]
    public async Task What_the_good_one_changes_is_loaded_while_the_bad_one_stays_and_the_row_stays_when_only_the_bad_one_is_left(
        [ValueSource(nameof(_entities))] object[] entity)
    {
        var (list, field, wrong) = ((string)entity[0], (string)entity[1], (string)entity[2]);
        Stand(list, field, wrong, (3, "gw"));
        await _test.SucceedAsync();

        Replace(list, "g", "b");
        await _test.SucceedAsync();
        Assert.That(await CountedAsync(list), Is.EqualTo("b"));

        List(list).Remove(List(list).First(element => Value(element!, "id") == "3" && Value(element!, field) != wrong));
        var run = (await _test.SucceedAsync())[list == "products" ? Entity.Products : Entity.Carts];
        Assert.That((run.Rejected, run.Duplicates, run.Removed), Is.EqualTo((1L, 0L, 0L)));
        Assert.That(await CountedAsync(list), Is.EqualTo("b"), "its last good version");
        Assert.That(await QuarantineAsync(), Is.EqualTo(new[] { $"{list}|3|$.{field}|open" }));
        await HoldsAsync();
    }

    [Test]
    public async Task Of_two_bad_ones_the_last_stands_in_the_quarantine_and_the_row_stays([ValueSource(nameof(_entities))] object[] entity)
    {
        var (list, field, wrong) = ((string)entity[0], (string)entity[1], (string)entity[2]);
        await _test.SucceedAsync();
        Stand(list, field, wrong, (3, "ww"));
        ById(list, 3)[field] = null;

        var run = (await _test.SucceedAsync())[list == "products" ? Entity.Products : Entity.Carts];

        Assert.That((run.Rejected, run.Duplicates, run.Removed, run.Live), Is.EqualTo((1L, 1L, 0L, run.Extracted - 1)));
        await _test.GivesAsync("SELECT record_key, reason <> 'missing_field', status FROM quarantine", ["3|true|open"]);
        await HoldsAsync();
    }

    [Test]
    public async Task The_two_may_lie_in_different_batches([Values] bool badFirst)
    {
        var bad = ShopDouble.NewCart(3, "soon");
        _test.Shop.Carts = badFirst ? [bad, .. _test.Shop.Carts.Select(cart => cart!.DeepClone())] : _test.Shop.Carts;
        for (var id = 100; id < 5_200; id++)
            _test.Shop.AddCart(id, "2020-03-01T00:00:00Z", (1, 1));
        if (!badFirst)
            _test.Shop.Carts.Add(bad);
        await _test.SucceedAsync();
        ShopDouble.ById(_test.Shop.Carts, 4)["products"]![0]!["quantity"] = 9;

        var carts = (await _test.SucceedAsync())[Entity.Carts];

        Assert.That((carts.Unchanged, carts.Updated, carts.Removed, carts.Rejected, carts.Duplicates),
            Is.EqualTo((5_106L, 1L, 0L, 1L, 0L)));
        await HoldsAsync();
    }

    [Test]
    public async Task A_window_with_both_adds_the_good_one()
    {
        Stand("carts", "date", "2020-03-02T25:00:00Z", (3, "gw"));

        var run =
            await _test.SucceedAsync(request => request
            with
            { Window = new EcommerceEtl.Worker.Sources.Http.ExtractWindow(new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 5)) });

        Assert.That(run[Entity.Carts].Rejected, Is.EqualTo(1));
        Assert.That(await CountedAsync("carts"), Is.EqualTo("g"));
        await HoldsAsync();
    }

    /// <summary>Puts elements into a list in place of those with their ids; a point in a pattern stands for an element with an id of its
    /// own.</summary>
    private void Stand(string list, string field, string wrong, params (long Id, string Pattern)[] all)
    {
        var (one, free) = (ById(list, 3).DeepClone(), 1_000L);
        var others = List(list).Where(element => all.All(order => Value(element!, "id") != $"{order.Id}"))
            .Select(element => element!.DeepClone()).ToList();
        Fill(list,
        [
            .. others.Take(1),
            .. all.SelectMany(order => order.Pattern.Select(
                kind => kind == '.' ? Element(one, list, ++free, 'g', field, wrong) : Element(one, list, order.Id, kind, field, wrong))),
            .. others.Skip(1),
        ]);
    }

    private static JsonNode Element(JsonNode one, string list, long id, char kind, string field, string wrong)
    {
        var element = one.DeepClone();
        element["id"] = id;
        // What tells one version from the other, and bad ones from all: a product's title, the product of a cart's first line.
        if (list == "products")
            element["title"] = kind.ToString();
        else
            element["products"]![0]!["productId"] = kind switch { 'g' => 11, 'b' => 12, 'o' => 14, _ => 13 };
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
    private async Task<string> CountedAsync(string list) => (await KindsAsync(list, [3])).Single().Kind;

    private async Task<IEnumerable<(long Id, string Kind)>> KindsAsync(string list, IEnumerable<long> ids)
    {
        var rows = await _test.RowsAsync(list == "products"
            ? $"SELECT product_id, title FROM products WHERE product_id IN ({string.Join(',', ids)}) AND removed_at IS NULL ORDER BY 1"
            : $"""
            SELECT cart_id, CASE product_id WHEN 11 THEN 'g' WHEN 12 THEN 'b' ELSE '?' END
            FROM cart_lines WHERE cart_id IN ({string.Join(',', ids)}) AND line_no = 1 ORDER BY 1
            """);
        return rows.Select(row => row.Split('|')).Select(row => (long.Parse(row[0], CultureInfo.InvariantCulture), row[1]));
    }

    private Task<string[]> QuarantineAsync() => _test.RowsAsync("SELECT entity, record_key, path, status FROM quarantine ORDER BY 2");

    private Task HoldsAsync() => _test.Database.HoldsAsync();

    private JsonArray List(string list) => list == "products" ? _test.Shop.Products : _test.Shop.Carts;

    private JsonObject ById(string list, long id) => List(list).First(element => element!["id"]!.GetValue<long>() == id)!.AsObject();

    private void Fill(string list, JsonArray elements)
    {
        if (list == "products")
            _test.Shop.Products = elements;
        else
            _test.Shop.Carts = elements;
    }

    private static string? Value(JsonNode element, string field) => element[field]?.ToString();
}
