using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.FakeStore;
using EcommerceEtl.Worker.Sources.Vendure;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Worker;

/// <summary>The kinds of shops that can be connected.</summary>
public static class ShopKinds
{
    /// <summary>How the source of a kind is made, by the kind's name.</summary>
    public static ImmutableDictionary<string, SourceBuilder> All { get; } = ImmutableDictionary<string, SourceBuilder>.Empty
        .Add(FakeStoreSource.FakeStore.Name, (_, client) => new FakeStoreSource(client))
        .Add(VendureSource.Vendure.Name, (store, client) => new VendureSource(store, client))
        .Add(WooCommerceKind.Kind.Name, (store, client) => new WooCommerceSource(store, client));

    /// <summary>Requests a second to shops of kinds that bear less than others, unless the store's settings say otherwise.</summary>
    public static ImmutableDictionary<string, int> Paces { get; } = ImmutableDictionary<string, int>.Empty
        .Add(WooCommerceKind.Kind.Name, WooCommerceSource.Pace);

    /// <summary>Their names, sorted.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];
}
