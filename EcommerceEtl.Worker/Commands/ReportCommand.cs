using System.CommandLine;
using System.Data;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>report</c>: the boards' figures in a terminal.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var store = new Option<string?>("--store") { Description = "One store of the warehouse; all of them by default." };
        var currency =
            new Option<string?>("--currency") { Description = "Stores of one currency; by default one report for each currency." };
        var from = DayOption.Of("--from",
            $"First day, yyyy-MM-dd, in the store's time zone. By default {ReportRange.StandardDays} days are shown.");
        var to = DayOption.Of("--to", "Last day, itself included. By default the latest day that holds a cart.");
        var command = new Command(
            "report",
            "Prints key figures beside those of as many days before, the funnel, revenue by day and by category, and top products.")
        {
            store, currency, from, to,
        };
        command.Validators.Add(result =>
        {
            if (DayOption.Value(result, from) > DayOption.Value(result, to))
                result.AddError("--from is later than --to.");
        });
        return command.Runs(async call =>
        {
            var asked = new ReportRequest(
                call.Value(store), call.Value(currency), ReportDay.Parse(call.Value(from)), ReportDay.Parse(call.Value(to)));
            try
            {
                var reports = await ReadAsync(call, asked);
                return call.Print(new { Reports = reports.Select(ReportJson.Of) }, page => Print(page, reports));
            }
            catch (ReportRefusedException refused)
            {
                await Console.Error.WriteLineAsync(refused.ForCommand);
                return ExitCode.Usage;
            }
        });
    }

    private static async Task<IReadOnlyList<SalesReport>> ReadAsync(CommandCall call, ReportRequest asked)
    {
        await using var connection = await call.ConnectAsync("report");
        (await SchemaState.ReadAsync(connection, call.Token)).ThrowIfNotCurrent();
        // All queries see the same state of the data, whatever a run commits meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, call.Token);
        var reader = new ReportReader(connection, call.Get<TimeProvider>());
        List<SalesReport> reports = [];
        var stores = asked.Of(await ReportStore.ReadAsync(connection, call.Token));
        foreach (var group in stores.GroupBy(store => store.Currency).OrderBy(group => group.Key, StringComparer.Ordinal))
            reports.Add(await reader.ReadAsync(group.Key, [.. group], asked.From, asked.To, call.Token));
        return reports;
    }

    private static void Print(Page page, IReadOnlyList<SalesReport> reports)
    {
        if (reports.Count == 0)
            page.Line("The warehouse holds no store yet: `run` loads one.");
        for (var i = 0; i < reports.Count; i++)
        {
            if (i > 0)
                page.Line();
            new ReportText(page).Write(reports[i]);
        }
    }
}
