using System.CommandLine;
using System.Data;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;
using Npgsql;

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
            var wanted = new Wanted(
                call.Value(store), call.Value(currency), DayOption.Value(call.Value(from)), DayOption.Value(call.Value(to)));
            return await ReadAsync(call, wanted) is { } reports
                ? call.Print(new { Reports = reports.Select(ReportJson.Of) }, page => Print(page, reports)) : ExitCode.Usage;
        });
    }

    private sealed record Wanted(string? Store, string? Currency, DateOnly? From, DateOnly? To);

    /// <summary>The reports; null, with a message, if what was asked for is not there.</summary>
    private static async Task<IReadOnlyList<SalesReport>?> ReadAsync(CommandCall call, Wanted wanted)
    {
        await using var connection = await call.ConnectAsync("report");
        (await SchemaState.ReadAsync(connection, call.Token)).ThrowIfNotCurrent();
        // All queries see the same state of the data, whatever a run commits meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, call.Token);
        var stores = await ReportStore.ReadAsync(connection, call.Token);
        List<ReportStore> chosen =
            [.. stores.Where(s => (wanted.Store is null || s.Store == wanted.Store)
                && (wanted.Currency is null || s.Currency.Equals(wanted.Currency, StringComparison.OrdinalIgnoreCase)))];
        if (chosen.Count == 0 && stores.Count > 0)
        {
            var known = string.Join(", ", stores.Select(s => $"{s.Store} ({s.Currency})"));
            await Console.Error.WriteLineAsync($"No store of the warehouse is what --store and --currency ask for. It holds {known}.");
            return null;
        }
        List<SalesReport> reports = [];
        foreach (var group in chosen.GroupBy(s => s.Currency).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            if (await ReportAsync(connection, group.Key, [.. group], wanted.From, wanted.To, call.Token) is not { } report)
                return null;
            reports.Add(report);
        }
        return reports;
    }

    private static async Task<SalesReport?> ReportAsync(
        NpgsqlConnection connection, string currency, ReportStore[] stores, DateOnly? from, DateOnly? to,
        CancellationToken cancellationToken)
    {
        if (ReportRange.Of(from, to, stores.Max(store => store.LastDay)) is not { } range)
            return new SalesReport(currency, [.. stores], null, null);
        if (range.From > (stores.Max(store => store.LastDay) ?? DateOnly.MinValue) && DayOption.IsFuture(range.From, TimeProvider.System))
        {
            await Console.Error.WriteLineAsync(
                $"The days from {range.From:yyyy-MM-dd} on lie in the future: no cart is dated so late yet. Choose others with --from and "
                + "--to.");
            return null;
        }
        if (await new ReportQueries(connection, currency, [.. stores.Select(store => store.Store)])
            .ReadAsync(range, cancellationToken) is { } figures)
            return new SalesReport(currency, [.. stores], range, figures);
        await Console.Error.WriteLineAsync(
            $"The {currency} stores lie so far apart that no moment is on the same day in all of them. Choose one with --store.");
        return null;
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
