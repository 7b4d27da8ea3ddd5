using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Web;

/// <summary>All that the page shows, as texts.</summary>
/// <param name="Heading">Whose figures they are.</param>
/// <param name="Days">Which days they are of; empty where there are none.</param>
/// <param name="Choice">The form.</param>
/// <param name="Notes">What has to be known to read the figures rightly, sentences.</param>
/// <param name="KeyFigures">None if there are no days.</param>
public sealed record PageView(
    string Heading, string Days, ChoiceView Choice, ImmutableArray<string> Notes, ImmutableArray<KeyFigureView> KeyFigures,
    ImmutableArray<SectionView> Sections, PipelineView Pipeline)
{
    /// <param name="configured">The stores of this worker's settings.</param>
    internal static PageView Of(ReportRequest asked, PageFigures found, IReadOnlyCollection<StoreOptions> configured)
    {
        var pipeline = PipelineView.Of(found.Pipeline, configured, found.Stores);
        var choice = ChoiceView.Of(asked, found);
        if (found.Report is not { } report)
            return new PageView(
                "No store yet", "", choice, ["The warehouse holds no store yet: the first run loads one."], [], [], pipeline);
        var heading = report.Stores.Length == 1 ? report.Stores[0].Store : $"All stores in {report.Currency}";
        if (report is not { Range: { } range, Figures: { } figures })
            return new PageView(heading, "", choice, ["There are no carts yet."], [], [], pipeline);
        var zones = string.Join(", ", report.Stores.Select(store => store.TimeZone).Distinct(StringComparer.Ordinal));
        return new PageView(
            heading, $"{range}, {Counted.Of(range.Days, "day")} in {zones}, beside {range.Previous}", choice,
            [
                .. Unfinished(range, report.Stores, found.Pipeline.At), .. ReportNotes.Gaps(report.Stores, figures),
                .. ReportNotes.Origins(report.Stores),
            ],
            [.. KeyFigure.Of(report, figures).Select(figure => KeyFigureView.Of(figure, report))],
            SectionView.Of(asked, range, report.StatesOrders, figures), pipeline);
    }

    /// <summary>Says so of a range that holds today, in the time zone of one of the stores.</summary>
    private static IEnumerable<string> Unfinished(ReportRange range, IEnumerable<ReportStore> stores, DateTimeOffset now)
    {
        var today = stores.Select(store => DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone)).DateTime))
            .Where(day => range.From <= day && day <= range.To).Distinct().Order().Select(ReportDay.Text).ToList();
        if (today.Count > 0)
            yield return $"Today, {string.Join(" and ", today)}, is not over yet: its figures are those so far, and they are compared with "
                + "a whole day." + (today[^1] == ReportDay.Text(range.To) ? "" : " The days after it are still to come.");
    }
}

/// <summary>Whether a change is what the shop's owner wishes for.</summary>
public enum Mood
{
    /// <summary>It is neither, or rests on simulated steps.</summary>
    None,

    Better,

    Worse,
}

/// <summary>A key figure.</summary>
/// <param name="Unit">What stands behind the value; empty for nothing.</param>
/// <param name="Change">The change against the previous period with its sign, in per cent or in percentage points; null if there is
/// none.</param>
/// <param name="Before">The figure of the previous period.</param>
public sealed record KeyFigureView(string Name, string Value, string Unit, string? Change, string Before, Mood Mood, bool IsSimulated)
{
    internal static KeyFigureView Of(KeyFigure figure, SalesReport report)
    {
        var isSimulated = report.Stores.Any(store => store.IsSimulated);
        // A change that is written as 0.0 has neither sign nor colour.
        var mood = isSimulated || figure.ChangeText is not ['+' or '-', ..] ? Mood.None
            : figure.Change > 0 == figure.LessIsBetter ? Mood.Worse : Mood.Better;
        return new KeyFigureView(
            figure.Name, figure.Text(figure.Now), figure.Form == FigureForm.Amount ? report.Currency : "", figure.ChangeText,
            figure.Text(figure.Before), mood, isSimulated);
    }
}
