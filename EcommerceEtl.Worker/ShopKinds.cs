using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Worker;

/// <summary>The kinds of shops that can be connected.</summary>
public static class ShopKinds
{
    /// <summary>How the source of a kind is made, by the kind's name.</summary>
    public static ImmutableDictionary<string, SourceBuilder> All { get; } = ImmutableDictionary<string, SourceBuilder>.Empty
        .Add(FakeStoreSource.FakeStore.Name, (_, client) => new FakeStoreSource(client));

    public static IEnumerable<string> Names => All.Keys;
}
