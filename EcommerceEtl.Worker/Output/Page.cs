namespace EcommerceEtl.Worker.Output;

/// <summary>Where a command writes what people read. On a screen nothing is wider than it is. In a file or a pipe tables have 80 columns,
/// and each text stays a line of its own, so that <c>grep</c> finds the whole of it.</summary>
/// <param name="breaksTexts">True to break a text where the line ends.</param>
internal sealed class Page(TextWriter output, int width, bool breaksTexts)
{
    private const int Standard = 80;
    private const int Narrowest = 40;

    public static Page Out => Console.IsOutputRedirected ? new(Console.Out, Standard, breaksTexts: false)
        : new(Console.Out, ScreenWidth(), breaksTexts: true);

    /// <summary>Writes a text, broken between words where it is broken at all.</summary>
    /// <param name="hanging">Spaces before each further line.</param>
    public void Line(string text = "", int hanging = 2)
    {
        foreach (var line in TextWidth.Wrap(ShownText.Of(text), breaksTexts ? width : int.MaxValue, hanging))
            output.WriteLine(line);
    }

    public void Write(TextTable table)
    {
        foreach (var line in table.Lines(width, breaksTexts))
            output.WriteLine(line);
    }

    private static int ScreenWidth()
    {
        var told =
            int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns);
        var screen = told ? columns : Console.WindowWidth;
        return screen >= Narrowest ? screen : Standard;
    }
}

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
        // Read further than the limit, so that a character which does not fit is noticed.
        var safe = SafeText.Escape(text, (int)Math.Min((long)most + LongestEscape, int.MaxValue));
        return safe.Length <= most ? safe : SafeText.Escape(text, most) + Cut;
    }
}
