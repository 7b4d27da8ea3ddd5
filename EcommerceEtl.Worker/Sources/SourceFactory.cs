using System.Collections.Immutable;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Makes the source of one kind for a store, which asks its shop through the client.</summary>
public delegate IShopSource SourceBuilder(StoreOptions store, ShopClient client);

/// <summary>Makes the source of a configured store.</summary>
/// <param name="clients">Has the named client of <see cref="ShopHttp.AddShopHttp"/>.</param>
/// <param name="http">Time-outs, retries and bounds.</param>
/// <param name="clock">Clock for waits and for dates in <c>Retry-After</c>.</param>
/// <param name="logger">Told of every retry.</param>
/// <param name="kinds">The kinds by name; default <see cref="BuiltIn"/>.</param>
public sealed class SourceFactory(
    IHttpClientFactory clients, HttpOptions http, TimeProvider clock, ILogger<SourceFactory> logger,
    ImmutableDictionary<string, SourceBuilder>? kinds = null)
{
    /// <summary>The kinds of this product.</summary>
    public static ImmutableDictionary<string, SourceBuilder> BuiltIn { get; } = ImmutableDictionary<string, SourceBuilder>.Empty;

    public IShopSource Create(StoreOptions store) => throw new NotImplementedException($"{clients}{http}{clock}{logger}{kinds}{store}");
}
