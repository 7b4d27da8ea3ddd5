using System.Buffers.Text;
using System.IO.Hashing;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>The reproducible draw of one cart line: XxHash3 (64 bit, seed 0) of the UTF-8 of rules seed, store name, cart id, product id
/// and the line's ordinal among the cart's lines of that product, joined by U+001F. Deleting a line moves the draw of no line of another
/// product.</summary>
public readonly record struct LineDraw(ulong Hash)
{
    private const byte Separator = 0x1f;

    /// <summary>Bits 0-19 decide whether the line was added to the cart.</summary>
    public bool Carted(uint threshold) => (Hash & 0xfffff) < threshold;

    /// <summary>Bits 20-39 decide whether an added line was bought.</summary>
    public bool Purchased(uint threshold) => (Hash >> 20 & 0xfffff) < threshold;

    /// <summary>Bits 40-51: the line was viewed 300 to 1,800 whole seconds before the cart's time.</summary>
    public TimeSpan ViewLead => TimeSpan.FromSeconds(300 + (long)((Hash >> 40 & 0xfff) % 1501));

    /// <summary>Bits 52-63: it was bought 60 to 600 whole seconds after the cart's time.</summary>
    public TimeSpan PurchaseDelay => TimeSpan.FromSeconds(60 + (long)((Hash >> 52) % 541));

    /// <summary>The draw of a line.</summary>
    /// <param name="prefix">UTF-8 of rules seed and store name as <see cref="Prefix"/> makes it.</param>
    /// <param name="cart">The cart's id as the shop writes it.</param>
    /// <param name="product">The product's id as the shop writes it; empty where the line has none.</param>
    /// <param name="ordinal">1 for the first line of that product in the cart, 2 for the second, and so on.</param>
    public static LineDraw Of(ReadOnlySpan<byte> prefix, string cart, string product, int ordinal)
    {
        var longest = prefix.Length + Encoding.UTF8.GetMaxByteCount(cart.Length + product.Length) + 13;
        var bytes = longest <= 512 ? stackalloc byte[longest] : new byte[longest];
        prefix.CopyTo(bytes);
        var length = prefix.Length;
        length += Encoding.UTF8.GetBytes(cart, bytes[length..]);
        bytes[length++] = Separator;
        length += Encoding.UTF8.GetBytes(product, bytes[length..]);
        bytes[length++] = Separator;
        Utf8Formatter.TryFormat(ordinal, bytes[length..], out var digits);
        return new LineDraw(XxHash3.HashToUInt64(bytes[..(length + digits)]));
    }

    /// <summary>UTF-8 of the parts that all lines of a store share, each followed by U+001F.</summary>
    public static byte[] Prefix(string seed, string store) => Encoding.UTF8.GetBytes($"{seed}\u001f{store}\u001f");
}
