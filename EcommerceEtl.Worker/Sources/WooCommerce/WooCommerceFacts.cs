using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>Asks a shop what it is and how much it has.</summary>
/// <param name="moreSales">Statuses of plugins that are sales too.</param>
internal sealed class WooCommerceFacts(
    WooCommerceLists lists, WooCommerceRefunds refunds, StoreOptions store, ImmutableArray<string> moreSales)
{
    private const string Created = "date_created_gmt";

    public async Task<ShopFacts> ReadAsync(CancellationToken cancellationToken)
    {
        var route = await refunds.RouteAsync([], cancellationToken);
        var sales = string.Join(',', WooCommerceOrders.Sales.Concat(moreSales));
        var all = await OneAsync("orders", "status=any&orderby=date&order=desc&_fields=id,currency");
        var first = await OneAsync("orders", $"status={sales}&orderby=date&order=asc&_fields=id,{Created}");
        var last = await OneAsync("orders", $"status={sales}&orderby=date&order=desc&_fields=id,{Created}");
        var says = new StringBuilder(string.IsNullOrEmpty(store.Key) ? "answers without a Key" : "knows the Key, which may read");
        var currency = await SayCurrencyAsync(says, all, cancellationToken);
        var zone = await SayZoneAsync(says, cancellationToken);
        if (!route.HasList)
            says.Append(". It has no list of refunds (WooCommerce before 9.0): ")
                .Append("a refund that does not change its order shows within a night");
        else if (route.ByOrder is not null)
            says.Append(". Its orders do not name their refunds, so the list of all refunds is read in each run");
        await SayStatusesAsync(says, cancellationToken);
        return new ShopFacts(
            says.ToString(),
            ImmutableSortedDictionary<Entity, long>.Empty
                .Add(Entity.Carts, all.Total)
                .Add(Entity.Customers, (await OneAsync("customers", "role=all&_fields=id")).Total)
                .Add(Entity.Products, (await OneAsync("products", "status=any&_fields=id")).Total),
            first.Total, TimeOf(first), TimeOf(last))
        {
            Currency = currency,
            TimeZone = zone,
        };

        Task<RestPage> OneAsync(string list, string query) => lists.PageAsync(list, query, 0, 1, cancellationToken);

        static DateTime? TimeOf(RestPage page) =>
            page.Items.Select(order => WooCommerceChanges.TimeOf(order, Created)).FirstOrDefault();
    }

    /// <summary>Only keys of administrators may read the shop's settings; without them its latest order tells the currency.</summary>
    private async Task<string?> SayCurrencyAsync(StringBuilder says, RestPage latest, CancellationToken cancellationToken)
    {
        var setting = await lists.FindAsync("settings/general/woocommerce_currency?_fields=value", ofWordPress: false, cancellationToken);
        var currency = TextOf(setting, "value") ?? TextOf(latest.Items.Select(order => (JsonElement?)order).FirstOrDefault(), "currency");
        if (currency is null)
            return null;
        says.Append(CultureInfo.InvariantCulture, $". It sells in {currency}");
        if (store.Currency.Length > 0 && !currency.Equals(store.Currency, StringComparison.OrdinalIgnoreCase))
            says.Append(CultureInfo.InvariantCulture, $", and orders in another currency than {store.Currency} are skipped: ")
                .Append("if that is the shop's own currency, set Stores:N:Currency");
        return currency;
    }

    private async Task<string?> SayZoneAsync(StringBuilder says, CancellationToken cancellationToken)
    {
        var stated = await lists.FindAsync("?_fields=timezone_string,gmt_offset", ofWordPress: true, cancellationToken);
        if ((TextOf(stated, "timezone_string") ?? ZoneOf(stated)) is not { } zone)
        {
            if (stated is not null && store.TimeZone.Length == 0)
                says.Append(". It does not say in which time zone it is, so days are those of UTC: set Stores:N:TimeZone");
            return null;
        }
        says.Append(CultureInfo.InvariantCulture, $". Its time zone is {zone}");
        if (store.TimeZone.Length > 0 && zone != store.TimeZone)
            says.Append(CultureInfo.InvariantCulture, $", the store's is {store.TimeZone}: ")
                .Append("days then differ from those of the shop's report");
        return zone;
    }

    /// <summary>The zone of a shop that states a fixed difference to UTC in place of one; null where it is not one of whole
    /// hours.</summary>
    private static string? ZoneOf(JsonElement? stated) =>
        stated is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty("gmt_offset", out var offset)
            && decimal.TryParse(offset.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var hours)
            && hours is >= -12 and <= 14 && hours == decimal.Truncate(hours)
            // These zones count from Greenwich, not to it.
            ? hours == 0 ? "UTC"
                : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(hours > 0 ? "-" : "+")}{Math.Abs(hours):0}")
            : null;

    /// <summary>Says which statuses are unknown, once: what they mean only the shop's owner can tell.</summary>
    private async Task SayStatusesAsync(StringBuilder says, CancellationToken cancellationToken)
    {
        if (await lists.FindAsync("reports/orders/totals", ofWordPress: false, cancellationToken) is not
            { ValueKind: JsonValueKind.Array } totals)
            return;
        var unknown = totals.EnumerateArray()
            .Select(status => (Name: TextOf(status, "slug"), Orders: WooCommerceRefunds.NumberOf(status, "total")))
            .Where(status => status is { Name: not null, Orders: > 0 } && !WooCommerceOrders.Sales.Contains(status.Name)
                && !WooCommerceOrders.Open.Contains(status.Name) && !moreSales.Contains(status.Name)
                && status.Name is not "checkout-draft")
            .Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Name} ({status.Orders})")).ToList();
        if (unknown.Count > 0)
            says.Append(CultureInfo.InvariantCulture, $". Orders with statuses of plugins are no sales: {string.Join(", ", unknown)}. ")
                .Append("Name those that are in Stores:N:SaleStatuses");
    }

    /// <summary>A short text that may be shown; null where there is none.</summary>
    private static string? TextOf(JsonElement? item, string name) =>
        item is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 64 } text
            ? SafeText.Escape(text) : null;
}
