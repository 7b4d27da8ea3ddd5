using System.Collections.Immutable;
using Spectre.Console;

namespace EcommerceEtl.Worker.Report;

/// <summary>A table of texts, as a report shows it.</summary>
/// <param name="Columns">Headings; those that begin with <c>&gt;</c> stand over right-aligned columns.</param>
/// <param name="Rows">Cells, as many a row as there are columns.</param>
internal sealed record ReportTable(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    /// <summary>Aligned lines, for a pipe.</summary>
    public void WritePlain(TextWriter output)
    {
        int[] widths = [.. Columns.Select((column, i) => Rows.Select(row => row[i].Length).Append(Heading(column).Length).Max())];
        WriteLine([.. Columns.Select(Heading)]);
        foreach (var row in Rows)
            WriteLine(row);

        void WriteLine(ImmutableArray<string> cells) => output.WriteLine("  " + string.Join(
            "  ", cells.Select((cell, i) => IsRight(Columns[i]) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>A table with borders, for a terminal.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in Columns)
        {
            var shown = new TableColumn(new Text(Heading(column))).NoWrap();
            table.AddColumn(IsRight(column) ? shown.RightAligned() : shown);
        }
        foreach (var row in Rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
    }

    private static bool IsRight(string column) => column.StartsWith('>');

    private static string Heading(string column) => column.TrimStart('>');
}
