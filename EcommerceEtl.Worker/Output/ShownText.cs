using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Output;

/// <summary>The one way from a text of any origin to one that may be printed: nothing in it acts, and where it is cut it says so.</summary>
internal static class ShownText
{
    /// <summary>Most characters of a line.</summary>
    public const int MaxLine = 4_000;

    private const string Cut = " ...";

    /// <summary>The text as it is shown. What is shown already stays as it is.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">Most characters, as they are shown, before it is cut.</param>
    public static string Of(string text, int most = MaxLine)
    {
        var safe = SafeText.Escape(text, most + 1);
        return safe.Length <= most ? safe : SafeText.Escape(text, most) + Cut;
    }
}
