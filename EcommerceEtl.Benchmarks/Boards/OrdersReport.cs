using System.Text;
using EcommerceEtl.Benchmarks.Cases;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>Times of a panel with orders; medians in ms.</summary>
/// <param name="Choice">What was chosen: all, mid-month (all in a range across months), some categories or some cities.</param>
/// <param name="Title">The panel's title.</param>
/// <param name="Days">Over thirty days.</param>
/// <param name="Years">Over three years.</param>
internal sealed record OrderTimes(string Choice, string Title, double Days, double Years);

/// <summary>What a table takes on disk, in MB.</summary>
internal sealed record TableSize(string Table, long Rows, double Megabytes, double IndexMegabytes)
{
    public static async Task<IReadOnlyList<TableSize>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT c.relname, c.reltuples::bigint, pg_table_size(c.oid) / 1e6, pg_indexes_size(c.oid) / 1e6
            FROM pg_class c
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND pg_total_relation_size(c.oid) > 1000000
            ORDER BY pg_total_relation_size(c.oid) DESC
            """,
            connection);
        List<TableSize> sizes = [];
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            sizes.Add(new TableSize(row.GetString(0), row.GetInt64(1), (double)row.GetDecimal(2), (double)row.GetDecimal(3)));
        return sizes;
    }
}

/// <summary>The load of orders and the times of all panels against the goals.</summary>
/// <param name="Orders">Orders, with three rows of sales each.</param>
/// <param name="Repeat">How often each panel was measured.</param>
/// <param name="Load">From the first statement to after COMMIT.</param>
internal sealed record OrdersReport(
    int Orders, int Repeat, MachineFacts Machine, TimeSpan Load, IReadOnlyList<TableSize> Sizes, IReadOnlyList<OrderTimes> Panels)
{
    private const double MostForChosenYears = 1_000;

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(Machine.ToString());
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Orders:N0} orders of two lines with three rows of sales each, in three years: loaded in {Load.TotalSeconds:0.0} s");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"table",-20}{"rows",12}{"MB",9}{"indexes MB",12}");
        foreach (var size in Sizes)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{size.Table,-20}{size.Rows,12:N0}{size.Megabytes,9:0.0}{size.IndexMegabytes,12:0.0}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"medians of {Repeat}, warm, in ms, as grafana_reader: 30 days / 3 years");
        var choices = Panels.Select(panel => panel.Choice).Distinct().ToList();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"panel",-26}{string.Concat(choices.Select(choice => $"{choice,18}"))}");
        foreach (var panel in Panels.GroupBy(panel => panel.Title))
        {
            var times = panel.Select(of => string.Create(CultureInfo.InvariantCulture, $"{of.Days:0.0} / {of.Years:0}").PadLeft(18));
            text.AppendLine(CultureInfo.InvariantCulture, $"{panel.Key,-26}{string.Concat(times)}");
        }
        text.AppendLine();
        var goals = Panels.SelectMany(GoalsOf).ToList();
        foreach (var missed in goals.Where(goal => !goal.IsMet))
            text.AppendLine(missed.ToString());
        text.Append(CultureInfo.InvariantCulture, $"{goals.Count(goal => !goal.IsMet)} of {goals.Count} goals missed");
        return text.ToString();
    }

    private static IEnumerable<Goal> GoalsOf(OrderTimes panel) =>
    [
        new($"30 days, {panel.Choice}: {panel.Title}", panel.Days, BoardsReport.MostForDays, AtLeast: false, "ms"),
        new($"3 years, {panel.Choice}: {panel.Title}", panel.Years,
            panel.Choice is "all" or "mid-month" ? BoardsReport.MostForYears : MostForChosenYears, AtLeast: false, "ms"),
    ];
}
