using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Reading;

/// <summary>The id of an element.</summary>
/// <param name="Text">The id itself where the kind's ids are texts, else null.</param>
public readonly record struct ElementId(long Key, string? Text)
{
    /// <summary>The id as the shop writes it.</summary>
    public string SourceText => Text ?? Key.ToString(CultureInfo.InvariantCulture);

    /// <summary>The id for a message; what may be personal in a text is masked.</summary>
    public override string ToString() => Text is null ? SourceText : PersonalText.Mask(SafeText.Escape(Text));
}

/// <summary>Masks what may be personal in a text id that an error message repeats.</summary>
internal static partial class PersonalText
{
    /// <summary>The text with <c>***</c> for each word that holds an @ or more than four digits in a row.</summary>
    public static string Mask(string text) => Personal().Replace(text, "***");

    [GeneratedRegex(@"[^\s/]*(?:@|%40|[0-9]{5})[^\s/]*", RegexOptions.IgnoreCase)]
    private static partial Regex Personal();
}
