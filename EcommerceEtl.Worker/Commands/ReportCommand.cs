using System.CommandLine;
using System.Data;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;
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
        var json = JsonOutput.Option();
        var command = new Command(
            "report",
            "Prints key figures beside those of as many days before, the funnel, revenue by day and by category, and top products.")
        {
            store, currency, from, to, json,
        };
        command.Validators.Add(result =>
        {
            if (DayOption.Value(result, from) > DayOption.Value(result, to))
                result.AddError("--from is later than --to.");
        });
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, async services =>
        {
            var connectionString = services.GetRequiredService<WorkerSettings>().Database.ConnectionString;
            var wanted = (Store: parsed.GetValue(store), Currency: parsed.GetValue(currency), From: DayOption.Value(parsed.GetValue(from)),
                To: DayOption.Value(parsed.GetValue(to)));
            if (await ReadAsync(connectionString, wanted, cancellationToken) is not { } reports)
                return ExitCode.Usage;
            if (parsed.GetValue(json))
                JsonOutput.Write(new { Reports = reports.Select(ReportJson.Of) });
            else
                Print(reports);
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>The reports; null, with a message, if what was asked for is not there.</summary>
    private static async Task<IReadOnlyList<SalesReport>?> ReadAsync(
        string connectionString, (string? Store, string? Currency, DateOnly? From, DateOnly? To) wanted,
        CancellationToken cancellationToken)
    {
        await using var connection = await SessionConnection.OpenAsync(connectionString, "ecommerce-etl report", cancellationToken);
        try
        {
            (await SchemaState.ReadAsync(connection, cancellationToken)).ThrowIfNotCurrent();
            // One view of the data for all queries, whatever a run commits meanwhile.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var stores = await ReportStore.ReadAsync(connection, cancellationToken);
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
                if (await ReportAsync(connection, group.Key, [.. group], wanted.From, wanted.To, cancellationToken) is not { } report)
                    return null;
                reports.Add(report);
            }
            return reports;
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            throw known;
        }
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

    private static void Print(IReadOnlyList<SalesReport> reports)
    {
        var page = Page.Out;
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
