namespace EcommerceEtl.Worker.Output;

/// <summary>How a column is written.</summary>
public enum ColumnForm
{
    /// <summary>A number, at the right, never cut.</summary>
    Number,

    /// <summary>A word, time or code, at the left, never cut.</summary>
    Word,

    /// <summary>A text of any length: it is broken into lines where there is no room for it.</summary>
    Text,

    /// <summary>A text of any length, of which the beginning is enough: it is cut, with an ellipsis, where there is no room for
    /// it.</summary>
    Title,
}

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading, which is never cut.</param>
/// <param name="Rank">0 if the table is no use without it; where there is no room for all, the column of the highest rank goes
/// first.</param>
public sealed record TextColumn(string Heading, ColumnForm Form = ColumnForm.Number, int Rank = 0);

/// <summary>A table of aligned lines that fits a width: first go columns in which there is nothing, then texts get less room, then columns
/// go by their rank. A line beneath names what went, unless there was nothing in it.</summary>
internal sealed class TextTable(params ImmutableArray<TextColumn> columns)
{
    private const string Indent = "  ";
    private const string Gap = "  ";

    /// <summary>Below this a text gets no narrower while there is a column that can go.</summary>
    private const int ReadableText = 16;

    private const int NarrowestText = 8;

    private const int MaxCell = 200;
    private const int MaxNote = 2_000;

    /// <summary>Cells of a title, however much room there is.</summary>
    private const int MaxTitle = 40;

    private readonly List<(ImmutableArray<string> Cells, string? Note)> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="note">What else is to be said of the row, on lines of its own beneath it.</param>
    public TextTable Add(ImmutableArray<string> cells, string? note = null)
    {
        // Before it is measured: what a terminal would obey takes more room when it is shown.
        _rows.Add(([.. cells.Select((cell, i) => Shown(columns[i], cell))], note is null ? null : ShownText.Of(note, MaxNote)));
        return this;
    }

    /// <summary>The table's lines.</summary>
    /// <param name="width">Columns of the screen or of a table in a file; no line is wider.</param>
    /// <param name="breaksNotes">False to leave each note on one line, however long it is.</param>
    public IEnumerable<string> Lines(int width, bool breaksNotes = true)
    {
        int[] natural =
            [.. columns.Select((column, i) => _rows.Select(row => TextWidth.Of(row.Cells[i])).Append(column.Heading.Length).Max())];
        List<int> shown = [.. Enumerable.Range(0, columns.Length)];
        Drop(shown, natural, width, i => _rows.TrueForAll(row => row.Cells[i] is "" or "0" or "-"));
        var lost = Drop(shown, natural, width, _ => true);
        var widths = Widths(shown, natural, width);
        yield return Line(shown.Select(i => (columns[i], columns[i].Heading, widths[i])));
        foreach (var (cells, note) in _rows)
        {
            var blocks = shown.ToDictionary(i => i, i => Cell(columns[i], cells[i], widths[i]));
            for (var line = 0; line < blocks.Values.Max(block => block.Count); line++)
                yield return Line(shown.Select(i => (columns[i], line < blocks[i].Count ? blocks[i][line] : "", widths[i])));
            foreach (var line in note is null ? [] : TextWidth.Wrap($"    {note}", breaksNotes ? width : int.MaxValue, 4))
                yield return line;
        }
        if (lost.Count > 0)
            foreach (var line in TextWidth.Wrap($"  (no room for {string.Join(", ", lost)}; --json has them)", width, 2))
                yield return line;
    }

    /// <summary>Takes columns out, the highest rank first, until the others fit with texts that can be read.</summary>
    /// <returns>The headings of those that went.</returns>
    private List<string> Drop(List<int> shown, int[] natural, int width, Func<int, bool> may)
    {
        List<string> lost = [];
        while (shown.Sum(i => Least(i, natural, ReadableText) + Gap.Length) > width)
        {
            if (shown.Where(i => columns[i].Rank > 0 && may(i)).Cast<int?>().MaxBy(i => columns[i!.Value].Rank) is not { } gone)
                break;
            shown.Remove(gone);
            if (columns[gone].Heading.Length > 0)
                lost.Add(columns[gone].Heading);
        }
        return lost;
    }

    /// <summary>Takes room from the widest text until all fit.</summary>
    private int[] Widths(List<int> shown, int[] natural, int width)
    {
        int[] widths = [.. natural];
        while (shown.Sum(i => widths[i] + Gap.Length) > width)
        {
            var broad = shown.Where(i => widths[i] > Least(i, natural, NarrowestText));
            if (broad.Cast<int?>().MaxBy(i => widths[i!.Value]) is not { } narrower)
                break;
            widths[narrower]--;
        }
        return widths;
    }

    private int Least(int column, int[] natural, int text) =>
        columns[column].Form is ColumnForm.Text or ColumnForm.Title
            ? Math.Min(natural[column], Math.Max(text, columns[column].Heading.Length)) : natural[column];

    private static string Shown(TextColumn column, string cell)
    {
        var shown = ShownText.Of(cell, MaxCell);
        return column.Form == ColumnForm.Title ? TextWidth.Cut(shown, MaxTitle) : shown;
    }

    private static List<string> Cell(TextColumn column, string text, int width) => column.Form switch
    {
        ColumnForm.Text => [.. TextWidth.Wrap(text, width, 0)],
        ColumnForm.Title => [TextWidth.Cut(text, width)],
        _ => [text],
    };

    private static string Line(IEnumerable<(TextColumn Column, string Text, int Width)> cells) =>
        (Indent + string.Join(Gap, cells.Select(cell =>
    {
        var padding = new string(' ', Math.Max(0, cell.Width - TextWidth.Of(cell.Text)));
        return cell.Column.Form == ColumnForm.Number ? padding + cell.Text : cell.Text + padding;
    }))).TrimEnd();
}
