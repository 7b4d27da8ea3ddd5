using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.FakeStore;
using EcommerceEtl.Worker.Sources.Vendure;

namespace EcommerceEtl.Worker;

/// <summary>The kinds of shops that can be connected.</summary>
public static class ShopKinds
{
    /// <summary>How the source of a kind is made, by the kind's name.</summary>
    public static ImmutableDictionary<string, SourceBuilder> All { get; } = ImmutableDictionary<string, SourceBuilder>.Empty
        .Add(FakeStoreSource.FakeStore.Name, (_, client) => new FakeStoreSource(client))
        .Add(VendureSource.Vendure.Name, (store, client) => new VendureSource(store, client));

    /// <summary>Their names, sorted.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];
}
