using System.Text;
using EcommerceEtl.Benchmarks.Cases;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>Times of a panel and, where the first version had it, of that one's SQL; medians in ms.</summary>
/// <param name="Board">The board's file.</param>
/// <param name="Title">The panel's title.</param>
/// <param name="Days">Over thirty days.</param>
/// <param name="Years">Over three years.</param>
/// <param name="OriginalDays">The first version's, over thirty days.</param>
/// <param name="OriginalYears">The first version's, over three years.</param>
internal sealed record PanelTimes(string Board, string Title, double Days, double Years, double? OriginalDays, double? OriginalYears);

/// <summary>The times of all panels against the goals.</summary>
/// <param name="Events">Events of the warehouse, about.</param>
/// <param name="Repeat">How often each was measured.</param>
/// <param name="Machine">What was measured on.</param>
/// <param name="Load">How many processes wanted a core before the first measurement, as the system counts them; empty where it does not
/// say.</param>
/// <param name="Panels">The panels in the boards' order.</param>
internal sealed record BoardsReport(long Events, int Repeat, MachineFacts Machine, string Load, IReadOnlyList<PanelTimes> Panels)
{
    internal const double MostForDays = 50;
    internal const double MostForYears = 500;
    private const double TimesFaster = 4;

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(Machine.ToString());
        // Other work on the machine makes all of it slower: what was measured meanwhile says little.
        if (Load.Length > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"load average before: {Load}");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"about {Events:N0} events in three years; medians of {Repeat}, warm, in ms, as grafana_reader");
        text.AppendLine("first: the first version's SQL");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"panel",-34}{"30 days",11}{"first",9}{"x",10}{"3 years",11}{"first",9}{"x",10}");
        foreach (var panel in Panels)
        {
            text.Append(CultureInfo.InvariantCulture, $"{$"{panel.Board}: {panel.Title}",-34}");
            Range(text, panel.Days, panel.OriginalDays);
            Range(text, panel.Years, panel.OriginalYears);
            text.AppendLine();
        }
        text.AppendLine();
        text.Append(Goal.Table([.. Panels.SelectMany(GoalsOf)]));
        return text.ToString();
    }

    private static void Range(StringBuilder text, double time, double? original)
    {
        text.Append(CultureInfo.InvariantCulture, $"{time,11:0.0}");
        if (original is { } first)
            text.Append(CultureInfo.InvariantCulture, $"{first,9:0.0}{first / time,10:0.0}");
        else
            text.Append(CultureInfo.InvariantCulture, $"{"-",9}{"-",10}");
    }

    private static IEnumerable<Goal> GoalsOf(PanelTimes panel) =>
    [
        new($"30 days: {panel.Title}", panel.Days, MostForDays, AtLeast: false, "ms"),
        new($"3 years: {panel.Title}", panel.Years, MostForYears, AtLeast: false, "ms"),
        .. panel.OriginalDays is { } days
            ? [new($"30 days: {panel.Title}, x first", days / panel.Days, TimesFaster, AtLeast: true, "x")] : Array.Empty<Goal>(),
        .. panel.OriginalYears is { } years
            ? [new($"3 years: {panel.Title}, x first", years / panel.Years, TimesFaster, AtLeast: true, "x")] : Array.Empty<Goal>(),
    ];
}
