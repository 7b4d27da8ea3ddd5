namespace EcommerceEtl.Sandbox.Shop;

/// <summary>What a draw decides. Each topic has its own stream, so that adding one moves no other.</summary>
internal enum DrawTopic
{
    Popularity = 1,
    Rating,
    PriceChange,
    Withdrawal,
    ArrivalRate,
    ArrivalTime,
    CartCustomer,
    CartLines,
    CartProduct,
    CartQuantity,
    CartRemoval,
    EditTarget,
    EditKind,
    EditProduct,
    EditLine,
    Person,
}

/// <summary>Random values without state: each is a hash of what it is for. A random generator would make every value depend on all values
/// drawn before, and the shop could then not be asked for any moment by itself.</summary>
internal static class Draw
{
    /// <summary>64 well-mixed bits.</summary>
    public static ulong Bits(long seed, DrawTopic topic, long a, long b = 0) =>
        Mix(Mix(Mix(Mix((ulong)seed) ^ (ulong)topic) ^ (ulong)a) ^ (ulong)b);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public static double Unit(long seed, DrawTopic topic, long a, long b = 0) => (Bits(seed, topic, a, b) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1.</summary>
    public static int Below(int count, long seed, DrawTopic topic, long a, long b = 0) => (int)(Bits(seed, topic, a, b) % (ulong)count);

    // SplitMix64 (Steele, Lea, Flood 2014): the increment keeps 0 from being a fixed point.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
