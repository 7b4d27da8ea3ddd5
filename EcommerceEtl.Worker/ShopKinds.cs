using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.DummyJson;
using EcommerceEtl.Worker.Sources.FakeStore;
using EcommerceEtl.Worker.Sources.Medusa;
using EcommerceEtl.Worker.Sources.Vendure;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Worker;

/// <summary>The kinds of shops that can be connected.</summary>
public static class ShopKinds
{
    private const string Token = nameof(StoreOptions.Token);

    /// <summary>Settings of kinds that tell of their carts as they change.</summary>
    private static readonly string[] OfChanges = [nameof(StoreOptions.Since), nameof(StoreOptions.PageSize)];

    private static readonly ImmutableArray<ShopKind> Known =
    [
        new(DummyJsonSource.DummyJson.Name, (store, client) => new DummyJsonSource(store, client), [nameof(StoreOptions.PageSize)]),
        new(FakeStoreSource.FakeStore.Name, (_, client) => new FakeStoreSource(client), [Token]),
        new(MedusaKind.Kind.Name, (store, client) => new MedusaSource(store, client), [Token, .. OfChanges]),
        new(VendureSource.Vendure.Name, (store, client) => new VendureSource(store, client), [Token, .. OfChanges]),
        new(WooCommerceKind.Kind.Name, (store, client) => new WooCommerceSource(store, client),
            [.. WooCommerceSource.Settings, .. OfChanges], WooCommerceSource.Pace),
    ];

    /// <summary>How the source of a kind is made, by the kind's name.</summary>
    public static ImmutableDictionary<string, SourceBuilder> All { get; } =
        Known.ToImmutableDictionary(kind => kind.Name, kind => kind.Build);

    /// <summary>Their names, sorted.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Requests a second to shops of a kind that bears less than others, unless the store's settings say otherwise; null for
    /// other kinds.</summary>
    internal static int? PaceOf(string kind) => Known.FirstOrDefault(known => known.Name == kind)?.Pace;

    /// <summary>The kinds, sorted, that use a setting which not all of them use; empty for one that does not depend on the kind.</summary>
    /// <param name="setting">What follows <c>Stores:N:</c>.</param>
    internal static ImmutableArray<string> Using(string setting) =>
    [
        .. Known.Where(kind => kind.Settings.Contains(setting, StringComparer.Ordinal)).Select(kind => kind.Name)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>One kind.</summary>
    /// <param name="Settings">Those of the store's settings that not every kind uses and this one does.</param>
    /// <param name="Pace">See <see cref="PaceOf"/>.</param>
    private sealed record ShopKind(string Name, SourceBuilder Build, string[] Settings, int? Pace = null);
}
