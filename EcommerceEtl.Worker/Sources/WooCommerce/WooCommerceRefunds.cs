using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>What was paid back of orders. Orders name their refunds without saying when they were made; the refunds themselves stand in a
/// list of their own (since WooCommerce 9.0), or below each order. Some shops leave the names out of their orders. For one run.</summary>
internal sealed class WooCommerceRefunds(WooCommerceLists lists, int size)
{
    private const string Fields = "id,parent_id,date_created_gmt,amount,line_items,shipping_lines,fee_lines";

    /// <summary>So many refunds are looked at to see whether orders name theirs.</summary>
    private const int Sample = 10;

    private readonly HashSet<long> _composed = [];
    private RefundRoute? _route;
    private (string Range, DateTime Until)? _expected;
    private (string Range, RestPage Page)? _made;

    /// <summary>How the shop tells of refunds. Where none of some orders names one, the shop is asked whether its orders do.</summary>
    public async Task<RefundRoute> RouteAsync(IEnumerable<JsonElement> orders, CancellationToken cancellationToken) =>
        _route ??= orders.Any(order => RefundRoute.Named.IdsOf(order).Length > 0)
            ? RefundRoute.Named : await FindRouteAsync(cancellationToken);

    /// <summary>Says that the refunds of a range are going to be asked for, so that the first page of them is taken where orders name some
    /// of them.</summary>
    /// <param name="range">Parameters for the range.</param>
    /// <param name="until">Its end. Of one with the same end the beginning is not looked at.</param>
    public void Expect(string range, DateTime until)
    {
        if (_expected?.Until == until)
            return;
        (_expected, _made) = ((range, until), null);
        _composed.Clear();
    }

    /// <summary>True if the refund was read with its order.</summary>
    public bool IsComposed(long refund) => _composed.Contains(refund);

    /// <summary>A part of the refunds that were made in a range of time; with no rows where the shop has no list of them.</summary>
    /// <param name="range">Parameters for the range.</param>
    public Task<RestPage> MadeAsync(string range, long skip, int take, CancellationToken cancellationToken) =>
        skip == 0 && take == size && _made is { } made && made.Range == range ? Task.FromResult(made.Page)
            : PageAsync($"{range}&orderby=date&order=asc&{WooCommerceLists.Exact}&_fields={Fields}", skip, take, cancellationToken);

    /// <summary>The refunds of some orders, by the order's id.</summary>
    public async Task<ILookup<long, JsonElement>> OfAsync(IReadOnlyCollection<JsonElement> orders, CancellationToken cancellationToken)
    {
        var route = await RouteAsync(orders, cancellationToken);
        var refunded = orders.Select(order => (Id: NumberOf(order, "id"), Refunds: route.IdsOf(order)))
            .Where(order => order.Refunds.Length > 0).ToList();
        var found = route.HasList
            ? await ListedAsync(refunded.SelectMany(order => order.Refunds).ToHashSet(), cancellationToken) : [];
        var listed = found.Select(one => NumberOf(one.Refund, "id")).ToHashSet();
        // Those of an order that the list does not show are asked for at the order itself.
        foreach (var (order, ids) in refunded.Where(order => !order.Refunds.All(listed.Contains)))
            await foreach (var refund in AllAsync(
                string.Create(CultureInfo.InvariantCulture, $"orders/{order}/refunds"), Fields, cancellationToken))
                found.Add((order, refund));
        return found.ToLookup(one => one.Order, one => one.Refund);
    }

    /// <summary>A whole number of an element; 0 where it states none.</summary>
    public static long NumberOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number) ? number : 0;

    private Task<RestPage> PageAsync(string query, long skip, int take, CancellationToken cancellationToken) =>
        lists.PageAsync("refunds", query, skip, take, cancellationToken);

    /// <summary>Those of some refunds that the list of all refunds shows.</summary>
    private async Task<List<(long Order, JsonElement Refund)>> ListedAsync(HashSet<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        if (_made is null && _expected is { } expected)
            _made = (expected.Range, await MadeAsync(expected.Range, 0, size, cancellationToken));
        var found = _made?.Page.Items.Where(refund => ids.Contains(NumberOf(refund, "id"))).ToList() ?? [];
        var made = found.Select(refund => NumberOf(refund, "id")).ToList();
        _composed.UnionWith(made);
        foreach (var some in ids.Except(made).ToList().Chunk(size))
        {
            var page = await PageAsync(
                $"include={string.Join(',', some)}&orderby=id&order=asc&{WooCommerceLists.Exact}&_fields={Fields}", 0, some.Length,
                cancellationToken);
            found.AddRange(page.Items);
            if (page.IsMissing)
                _route = _route! with { HasList = false };
        }
        return [.. found.Select(refund => (NumberOf(refund, "parent_id"), refund))];
    }

    private async Task<RefundRoute> FindRouteAsync(CancellationToken cancellationToken)
    {
        var latest = await PageAsync("orderby=date&order=desc&_fields=id,parent_id", 0, Math.Min(Sample, size), cancellationToken);
        if (latest.IsMissing || latest.Items.IsEmpty)
            return new RefundRoute(!latest.IsMissing, null);
        var parents = latest.Items.Select(refund => NumberOf(refund, "parent_id")).Distinct();
        var orders = await lists.PageAsync(
            "orders", $"status=any&include={string.Join(',', parents)}&_fields=id,refunds", 0, Math.Min(Sample, size),
            cancellationToken);
        if (orders.Items.Any(order => RefundRoute.Named.IdsOf(order).Length > 0))
            return RefundRoute.Named;
        List<(long Order, long Refund)> all = [];
        await foreach (var refund in AllAsync("refunds", "id,parent_id", cancellationToken))
            all.Add((NumberOf(refund, "parent_id"), NumberOf(refund, "id")));
        return new RefundRoute(true, all.ToLookup(one => one.Order, one => one.Refund));
    }

    private async IAsyncEnumerable<JsonElement> AllAsync(
        string list, string fields, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long skip = 0, total;
        do
        {
            var page = await lists.PageAsync(
                list, $"orderby=id&order=asc&{WooCommerceLists.Exact}&_fields={fields}", skip, size, cancellationToken);
            foreach (var refund in page.Items)
                yield return refund;
            (skip, total) = (skip + size, page.Total);
        }
        while (skip < total);
    }
}

/// <summary>How a shop tells of refunds.</summary>
/// <param name="HasList">False where they stand below their orders only.</param>
/// <param name="ByOrder">Ids of all refunds by the order's; null where the orders name them.</param>
internal sealed record RefundRoute(bool HasList, ILookup<long, long>? ByOrder)
{
    /// <summary>The usual way: orders name their refunds, and there is a list of them.</summary>
    public static RefundRoute Named { get; } = new(true, null);

    /// <summary>The ids of an order's refunds, sorted.</summary>
    public ImmutableArray<long> IdsOf(JsonElement order)
    {
        if (ByOrder is not null)
            return [.. ByOrder[WooCommerceRefunds.NumberOf(order, "id")].Order()];
        return order.ValueKind == JsonValueKind.Object && order.TryGetProperty("refunds", out var refunds)
            && refunds.ValueKind == JsonValueKind.Array
            ? [.. refunds.EnumerateArray().Select(refund => WooCommerceRefunds.NumberOf(refund, "id")).Where(id => id > 0).Order()] : [];
    }
}
