using System.Globalization;

namespace EcommerceEtl.Worker.Output;

/// <summary>Where a command writes what people read: lines and tables that are no wider than the screen, or than 80 columns where there is none.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="width">Columns.</param>
internal sealed class Page(TextWriter output, int width)
{
    private const int Standard = 80;
    private const int Narrowest = 40;

    /// <summary>Standard output.</summary>
    public static Page Out => new(Console.Out, Console.IsOutputRedirected ? Standard : ScreenWidth());

    /// <summary>Writes a text, broken between words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hanging">Spaces before each further line.</param>
    public void Line(string text = "", int hanging = 2)
    {
        foreach (var line in TextWidth.Wrap(text, width, hanging))
            output.WriteLine(line);
    }

    public void Write(TextTable table)
    {
        foreach (var line in table.Lines(width))
            output.WriteLine(line);
    }

    private static int ScreenWidth()
    {
        var told = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns);
        var screen = told ? columns : Console.WindowWidth;
        return screen >= Narrowest ? screen : Standard;
    }
}
