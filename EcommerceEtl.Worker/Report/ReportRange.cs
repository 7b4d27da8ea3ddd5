namespace EcommerceEtl.Worker.Report;

/// <summary>The days a report is about, both ends included, in each store's own time zone.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
internal sealed record ReportRange(DateOnly From, DateOnly To)
{
    /// <summary>Days of a report for which nobody chose any.</summary>
    public const int StandardDays = 30;

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>As many days just before.</summary>
    public ReportRange Previous => new(From.AddDays(-Days), From.AddDays(-1));

    /// <summary>The days asked for; what was left open follows from the last day that holds a cart. Null if nothing says which
    /// days.</summary>
    public static ReportRange? Of(DateOnly? from, DateOnly? to, DateOnly? lastDay)
    {
        var end = to ?? (from > lastDay || lastDay is null ? from : lastDay);
        return end is null ? null : new ReportRange(from ?? end.Value.AddDays(1 - StandardDays), end.Value);
    }
}
