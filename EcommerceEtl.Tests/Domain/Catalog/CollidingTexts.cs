using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

/// <summary>Two text ids with the same key. XXH64 resists no attack: of 64 bytes its first lane takes the words at 0..7 and 32..39, each
/// step acc = rotl(acc + word x P2, 31) x P1. After another first word, the second word that brings the lane back to where it was is word +
/// (acc - acc') / P2 (mod 2^64). First words were tried until that was eight letters and digits, too: some 900,000, a second.</summary>
public static class CollidingTexts
{
    public const string First = "order01JC8Q4ZT5M7N2X9W6V3R1K0HBGProduct8ABCDEFGHJKMNPQRSTVWXYZ01";

    public const string Second = "ordAEDJAC8Q4ZT5M7N2X9W6V3R1K0HBGuM2hqNUbABCDEFGHJKMNPQRSTVWXYZ01";

    /// <summary>The XXH64 of both, by the reference implementation: <c>printf TEXT | xxhsum -H1</c>.</summary>
    public const ulong Hash = 0x79182ff4cb4e1413;

    /// <summary>The key of both.</summary>
    public static long Key => ShopKey.FromText(First);
}
