using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary>A store, and where something of it is held.</summary>
/// <param name="Warehouse">What the warehouse holds of it; null if nothing.</param>
internal sealed record HeldStore(string Name, bool IsConfigured, StoreHolding? Warehouse, LandedSize Landed)
{
    public bool IsOnlyConfigured => Warehouse is null && Landed.Bytes == 0;

    /// <summary>True if the store ever succeeded, so that removing it deletes data that somebody may still need.</summary>
    public bool NeedsConsent => Warehouse is null ? Landed.Snapshots > 0 : Warehouse.LastSuccessAt is not null;

    private string State => Warehouse?.RetiredAt is { } at ? $"retired since {Time(at)}"
        : Warehouse is null ? IsConfigured ? "in the settings, never run here" : "in the landing zone only"
        : IsConfigured ? "in use" : "not in the settings";

    /// <summary>All stores of settings, warehouse and landing zone, by name.</summary>
    public static async Task<IReadOnlyList<HeldStore>> ReadAsync(CommandCall call)
    {
        var landing = call.Get<LandingZone>();
        await using var connection = await call.ConnectAsync("store");
        var warehouse = (await StoreHolding.ReadAsync(connection, call.Token)).ToDictionary(store => store.Name);
        var configured = call.Settings.Stores.Select(store => store.Name).ToHashSet();
        return [.. warehouse.Keys.Union(configured).Union(landing.Stores()).Order(StringComparer.Ordinal)
            .Select(name => new HeldStore(name, configured.Contains(name), warehouse.GetValueOrDefault(name), landing.SizeOf(name)))];
    }

    public object ForJson() => new
    {
        Store = Name,
        Configured = IsConfigured,
        Warehouse?.RetiredAt,
        Warehouse?.Kind,
        Warehouse?.Address,
        Warehouse?.Currency,
        Warehouse?.LastSuccessAt,
        Warehouse?.Products,
        Warehouse?.Customers,
        Warehouse?.Carts,
        Warehouse?.Quarantined,
        Warehouse?.Erased,
        Warehouse?.Runs,
        Landed.Snapshots,
        LandedBytes = Landed.Bytes,
    };

    public void Print(Page page)
    {
        page.Line(Warehouse is { } known ? $"{Name}: {State}; {known.Kind} at {known.Address}, "
            + StoreRegister.CurrencyText(known.Currency) : $"{Name}: {State}");
        if (Warehouse is { } rows)
        {
            page.Line(string.Create(CultureInfo.InvariantCulture,
                $"  {Counted.Of(rows.Products, "product")}, {Counted.Of(rows.Customers, "customer")}, {Counted.Of(rows.Carts, "cart")}, "
                    + $"{rows.Quarantined:N0} in quarantine, {rows.Erased:N0} erased"));
            page.Line($"  {Counted.Of(rows.Runs, "run")}, last success {(rows.LastSuccessAt is { } at ? Time(at) : "never")}");
        }
        page.Line(string.Create(CultureInfo.InvariantCulture,
            $"  landing zone: {Counted.Of(Landed.Snapshots, "snapshot")}, {Landed.Bytes / 1e6:#,0.0} MB"));
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
