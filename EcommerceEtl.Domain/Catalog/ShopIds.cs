using System.IO.Hashing;

namespace EcommerceEtl.Domain.Catalog;

/// <summary>A product of a shop.</summary>
/// <param name="Key">The warehouse key, see <see cref="ShopKey"/>.</param>
/// <param name="Text">The shop's own id where its ids are texts; null where they are numbers.</param>
public readonly record struct ProductId(long Key, string? Text = null)
{
    /// <summary>The id as the shop writes it.</summary>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A registered customer of a shop; guests have none.</summary>
/// <inheritdoc cref="ProductId"/>
public readonly record struct CustomerId(long Key, string? Text = null)
{
    /// <inheritdoc cref="ProductId.SourceText"/>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A cart of a shop, open or ordered.</summary>
/// <inheritdoc cref="ProductId"/>
public readonly record struct CartId(long Key, string? Text = null)
{
    /// <inheritdoc cref="ProductId.SourceText"/>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Turns a shop's own id into the 64-bit key of the warehouse, the same on every machine, with no sequence handed out: a number is
/// its own key, a text gets a key above all numbers.</summary>
public static class ShopKey
{
    /// <summary>2^62: keys below it are numbers of the shop, keys from it on are hashed texts.</summary>
    public const long TextBase = 1L << 62;

    /// <summary>Greatest numeric id a shop may use: 2^62 - 1.</summary>
    public const long MaxNumber = TextBase - 1;

    /// <summary>True if a numeric id of a shop can be its own key: 1 to 2^62 - 1.</summary>
    public static bool IsNumber(long number) => number is >= 1 and <= MaxNumber;

    /// <summary>True if a text is a numeric id just as a number is written: digits alone, with no zero before them.</summary>
    public static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && IsNumber(number) && text[0] != '0';

    /// <summary>2^62 + the lower 62 bits of the text's XxHash64 (seed 0, over its UTF-8), digits or not.</summary>
    public static long FromText(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return TextBase | (long)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)) & (ulong)MaxNumber);
    }
}
