namespace EcommerceEtl.Worker.Landing;

/// <summary>Where chunks end by what they hold. An element ends its chunk if its key says so, wherever it stands, so that an element that
/// is new, changed or gone changes the chunk that it is in and at most the next one. With ends by number alone it would change all that
/// follow.</summary>
internal static class ChunkEnd
{
    /// <summary>Leading bits of a key's hash that are 0 at an end: of 4,096 keys one has them.</summary>
    public const int Bits = 12;

    /// <summary>True if a chunk ends with the element of a key, which is so for one key in 2^bits. Whether keys count up or are hashes,
    /// they are mixed first (the finalizer of SplitMix64, https://prng.di.unimi.it/splitmix64.c).</summary>
    public static bool IsAt(long key, int bits)
    {
        var hash = unchecked((ulong)key + 0x9E3779B97F4A7C15);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return (hash ^ (hash >> 31)) >> (64 - bits) == 0;
    }
}
