using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Web;

/// <summary>What an address asks for: <c>?from=2026-03-01&amp;to=2026-03-30&amp;store=shop&amp;currency=EUR</c>, each of which may be
/// missing or empty.</summary>
internal static class PageQuery
{
    /// <summary>Longest text that is taken for the name of a store or currency.</summary>
    private const int MaxName = 100;

    /// <summary>Reads the address; other names in it mean nothing.</summary>
    /// <param name="mistakes">A sentence for each value that cannot be used.</param>
    public static ReportRequest Read(IQueryCollection query, ICollection<string> mistakes)
    {
        var (from, to) = (Day("from"), Day("to"));
        if (from > to)
            mistakes.Add($"The first day, {ReportDay.Text(from.Value)}, is later than the last, {ReportDay.Text(to.Value)}.");
        return new ReportRequest(Text("store"), Text("currency")?.ToUpperInvariant(), from, to);

        DateOnly? Day(string name)
        {
            if (Text(name) is not { } text)
                return null;
            if (ReportDay.Parse(text) is { } day)
                return day;
            mistakes.Add($"{name} takes {ReportDay.AllowedText}.");
            return null;
        }

        string? Text(string name)
        {
            var values = query[name];
            if (values.Count > 1)
                mistakes.Add($"{name} is there more than once.");
            var text = values.FirstOrDefault();
            if (text?.Length > MaxName)
                mistakes.Add($"{name} takes at most {MaxName} characters.");
            return string.IsNullOrEmpty(text) ? null : text;
        }
    }

    /// <summary>The address of a choice, beginning with <c>?</c>, or empty where all is left open.</summary>
    public static string Write(ReportRequest asked) => QueryString.Create(
        new KeyValuePair<string, string?>[]
        {
            new("from", asked.From is { } from ? ReportDay.Text(from) : null), new("to", asked.To is { } to ? ReportDay.Text(to) : null),
            new("store", asked.Store), new("currency", asked.Currency),
        }.Where(pair => pair.Value is not null)).Value ?? "";
}
