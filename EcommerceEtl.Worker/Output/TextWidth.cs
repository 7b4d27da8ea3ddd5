using Spectre.Console.Rendering;

namespace EcommerceEtl.Worker.Output;

/// <summary>Texts by the room they take on a screen, where a letter of an East Asian script takes two cells.</summary>
internal static class TextWidth
{
    /// <summary>The cells that a text takes.</summary>
    public static int Of(string text) => new Segment(text).CellCount();

    /// <summary>The text, or its beginning with an ellipsis if it takes more than the width.</summary>
    public static string Cut(string text, int width) => Of(text) <= width ? text : $"{Beginning(text, width - 1)}…";

    /// <summary>The text in lines that take no more than a width. It is broken between words; a word that is wider than a line is broken
    /// where the line ends.</summary>
    /// <param name="text">The text; its line breaks count as spaces.</param>
    /// <param name="width">Cells of a line.</param>
    /// <param name="hanging">Spaces before each line but the first.</param>
    public static IEnumerable<string> Wrap(string text, int width, int hanging)
    {
        var line = new StringBuilder();
        var (used, begun) = (0, false);
        foreach (var word in text.ReplaceLineEndings(" ").Split(' '))
        {
            var rest = word;
            if (begun && used + 1 + Of(rest) <= width)
            {
                line.Append(' ').Append(rest);
                used += 1 + Of(rest);
                continue;
            }
            if (line.ToString().AsSpan().TrimStart().IsEmpty)
            {
                // The spaces before the first word are its indent, and no line of their own.
                used = !begun ? 0 : used + 1 < width ? used + 1 : hanging;
                line.Clear().Append(' ', used);
            }
            else
            {
                yield return line.ToString().TrimEnd();
                line.Clear().Append(' ', hanging);
                used = hanging;
            }
            begun = true;
            while (used + Of(rest) > width)
            {
                var part = Beginning(rest, width - used);
                yield return line.Append(part).ToString();
                rest = rest[part.Length..];
                line.Clear().Append(' ', hanging);
                used = hanging;
            }
            line.Append(rest);
            used += Of(rest);
        }
        yield return line.ToString().TrimEnd();
    }

    /// <summary>As many whole characters as take no more than a width, one at least.</summary>
    private static string Beginning(string text, int width)
    {
        var (length, cells) = (0, 0);
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (length > 0 && cells + Of(element) > width)
                break;
            length += element.Length;
            cells += Of(element);
        }
        return text[..length];
    }
}
