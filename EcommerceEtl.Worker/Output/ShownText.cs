namespace EcommerceEtl.Worker.Output;

/// <summary>The one way from a text of any origin to one that may be printed: nothing in it acts, and where it is cut it says so.</summary>
internal static class ShownText
{
    /// <summary>Most characters of a line.</summary>
    public const int MaxLine = 4_000;

    private const string Cut = " ...";

    /// <summary>Most characters in place of one that is not shown as it is: a pair of surrogates, as two escapes.</summary>
    private const int LongestEscape = 12;

    /// <summary>The text as it is shown. What is shown already stays as it is.</summary>
    /// <param name="most">Most characters, as they are shown, before it is cut.</param>
    public static string Of(string text, int most = MaxLine)
    {
        // So much further that a character which does not fit is still seen to be there.
        var safe = SafeText.Escape(text, (int)Math.Min((long)most + LongestEscape, int.MaxValue));
        return safe.Length <= most ? safe : SafeText.Escape(text, most) + Cut;
    }
}
