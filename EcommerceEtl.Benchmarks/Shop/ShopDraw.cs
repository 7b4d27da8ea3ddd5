namespace EcommerceEtl.Benchmarks.Shop;

/// <summary>A stream of reproducible chance for one thing of the shop: SplitMix64 (Steele, Lea, Flood 2014). Each cart has a stream of its
/// own, so that an edited cart moves no other.</summary>
internal struct ShopDraw(long seed, long thing)
{
    private ulong _state = Mix(Mix((ulong)seed) ^ (ulong)thing);

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
