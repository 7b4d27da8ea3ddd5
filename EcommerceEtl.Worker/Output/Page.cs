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
