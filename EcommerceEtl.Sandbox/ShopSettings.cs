namespace EcommerceEtl.Sandbox;

/// <summary>Everything the sample shop is a function of, beside the time. Two shops with equal settings answer with the same bytes at the
/// same second, on any machine and after any number of restarts.</summary>
/// <param name="Seed">Chooses names, prices, orders and edits; any number.</param>
/// <param name="Size">Carts placed in the 90 days before the opening, 1 to <see cref="MaxSize"/>.</param>
/// <param name="Epoch">The opening, UTC. From here on carts go on arriving, one every three minutes at least.</param>
public sealed record ShopSettings(long Seed, int Size, DateTimeOffset Epoch)
{
    public const long DefaultSeed = 1;
    public const int DefaultSize = 20_000;
    public const int MaxSize = 1_000_000;
}
