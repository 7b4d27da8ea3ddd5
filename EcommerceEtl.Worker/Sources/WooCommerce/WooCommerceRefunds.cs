using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>What was paid back of orders. Orders name their refunds without saying when they were made; the refunds themselves stand in a
/// list of their own (since WooCommerce 9.0), or below each order. Some shops leave the names out of their orders.</summary>
internal sealed class WooCommerceRefunds(WooCommerceLists lists, int size)
{
    private const string Fields = "id,parent_id,date_created_gmt,amount,line_items,shipping_lines,fee_lines";

    /// <summary>So many refunds are looked at to see whether orders name theirs.</summary>
    private const int Sample = 10;

    private Task<RefundRoute>? _route;

    /// <summary>How the shop tells of refunds.</summary>
    public Task<RefundRoute> RouteAsync(CancellationToken cancellationToken) =>
        _route is { IsFaulted: false, IsCanceled: false } ? _route : _route = FindRouteAsync(cancellationToken);

    /// <summary>A part of the list of refunds; with no rows where the shop has no such list.</summary>
    public Task<RestPage> PageAsync(string query, long skip, int take, CancellationToken cancellationToken) =>
        lists.PageAsync("refunds", query, skip, take, cancellationToken);

    /// <summary>The refunds of some orders, by the order's id.</summary>
    public async Task<ILookup<long, JsonElement>> OfAsync(IReadOnlyCollection<JsonElement> orders, CancellationToken cancellationToken)
    {
        var route = await RouteAsync(cancellationToken);
        var refunded = orders.Select(order => (Id: NumberOf(order, "id"), Refunds: route.IdsOf(order)))
            .Where(order => order.Refunds.Length > 0).ToList();
        List<(long Order, JsonElement Refund)> found = [];
        if (route.HasList)
            foreach (var ids in refunded.SelectMany(order => order.Refunds).Chunk(size))
            {
                var page = await PageAsync(
                    $"include={string.Join(',', ids)}&orderby=id&order=asc&_fields={Fields}", 0, ids.Length, cancellationToken);
                found.AddRange(page.Items.Select(refund => (NumberOf(refund, "parent_id"), refund)));
            }
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

    private async Task<RefundRoute> FindRouteAsync(CancellationToken cancellationToken)
    {
        var latest = await PageAsync("orderby=date&order=desc&_fields=id,parent_id", 0, Math.Min(Sample, size), cancellationToken);
        if (latest.IsMissing || latest.Items.IsEmpty)
            return new RefundRoute(!latest.IsMissing, null);
        var parents = latest.Items.Select(refund => NumberOf(refund, "parent_id")).Distinct();
        var orders = await lists.PageAsync(
            "orders", $"status=any&include={string.Join(',', parents)}&_fields=id,refunds", 0, Math.Min(Sample, size),
            cancellationToken);
        var named = new RefundRoute(true, null);
        if (orders.Items.Any(order => named.IdsOf(order).Length > 0))
            return named;
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
            var page = await lists.PageAsync(list, $"orderby=id&order=asc&_fields={fields}", skip, size, cancellationToken);
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
