using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Reading;

/// <summary>Masks what may be personal in a text id that an error message repeats.</summary>
internal static partial class PersonalText
{
    /// <summary>The text with <c>***</c> for each word that holds an @ or more than four digits in a row.</summary>
    public static string Mask(string text) => Personal().Replace(text, "***");

    [GeneratedRegex(@"[^\s/]*(?:@|%40|[0-9]{5})[^\s/]*", RegexOptions.IgnoreCase)]
    private static partial Regex Personal();
}
