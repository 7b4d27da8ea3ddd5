using System.CommandLine;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Scheduling;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>status</c>: how fresh each store is, when it is due next, and its last runs, from the ledger.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var runs = NumberOption.Of("--runs", "How many of the last runs to show.", 0, 1000, standard: 10);
        var json = JsonOutput.Option();
        var command = new Command("status", "Shows how fresh each store is, when it is due next, and the last runs.") { runs, json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, async services =>
        {
            var settings = services.GetRequiredService<WorkerSettings>();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var (run, last) = await ReadAsync(settings.Database.ConnectionString, (int)parsed.GetValue(runs)!.Value, cancellationToken);
            // A store that was never run is not in the warehouse yet; whoever has just added one looks for it.
            var stores = run.UnionBy(settings.Stores.Select(store => StoreFreshness.NeverRun(store.Name)), store => store.Store)
                .OrderBy(store => store.Store, StringComparer.Ordinal).ToList();
            var due = settings.Stores.ToDictionary(store => store.Name, store => new DueTimes(store).Next(now)?.UtcDateTime);
            if (parsed.GetValue(json))
                JsonOutput.Write(new { Stores = stores.Select(store => ForJson(store, due)), Runs = last });
            else
                Print(stores, due, last, now.UtcDateTime);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<(IReadOnlyList<StoreFreshness> Stores, IReadOnlyList<LedgerRun> Runs)> ReadAsync(
        string connectionString, int runs, CancellationToken cancellationToken)
    {
        await using var connection = await SessionConnection.OpenAsync(connectionString, "ecommerce-etl status", cancellationToken);
        try
        {
            return (await StoreFreshness.ReadAsync(connection, cancellationToken),
                await LedgerRun.ReadLastAsync(connection, runs, cancellationToken));
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            throw known;
        }
    }

    private static object ForJson(StoreFreshness store, Dictionary<string, DateTime?> due) => new
    {
        store.Store,
        store.LastSuccessAt,
        store.LastCompletionAt,
        LastOutcome = store.LastOutcome is { } outcome ? SnakeCase.Of(outcome) : null,
        NextRunAt = due.GetValueOrDefault(store.Store),
        store.NewestCartAt,
        store.Unpriced,
        Quarantined = store.Quarantined.ToDictionary(pair => SnakeCase.Of(pair.Key), pair => pair.Value),
    };

    private static void Print(IReadOnlyList<StoreFreshness> stores, Dictionary<string, DateTime?> due, IReadOnlyList<LedgerRun> runs,
        DateTime now)
    {
        var page = Page.Out;
        var fresh = new TextTable(
            new("store", ColumnForm.Text), new("last success", ColumnForm.Word), new("last end", ColumnForm.Word, 1),
            new("next run", ColumnForm.Word, 2),
            new("unpriced", ColumnForm.Number, 4), new("rejected", ColumnForm.Number, 3));
        foreach (var store in stores)
        {
            fresh.Add([
                store.Store, store.LastSuccessAt is { } at ? $"{Age(now - at)} ago" : "never", store.LastOutcome is { } outcome
                    ? SnakeCase.Of(outcome) : "none",
                due.GetValueOrDefault(store.Store) is { } next ? next.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
                    : "not scheduled",
                Count(store.Unpriced), Count(store.Quarantined.Values.Sum())]);
        }
        page.Write(fresh);
        if (runs.Count == 0)
            return;
        var last = new TextTable(
            new("run", ColumnForm.Number), new("started", ColumnForm.Word), new("store", ColumnForm.Text),
            new("trigger", ColumnForm.Word, 1),
            new("outcome", ColumnForm.Word));
        foreach (var run in runs)
        {
            last.Add(
                [run.RunId.ToString(CultureInfo.InvariantCulture), run.StartedAt.ToString("u", CultureInfo.InvariantCulture), run.Store,
                    run.Trigger, run.Outcome],
                run.ErrorCode is null ? run.Error : $"{run.ErrorCode}: {run.Error}");
        }
        page.Line();
        page.Write(last);
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Age(TimeSpan age) => age.TotalMinutes < 2 ? $"{age.TotalSeconds:0} s"
        : age.TotalHours < 2 ? $"{age.TotalMinutes:0} min"
        : age.TotalDays < 2 ? $"{age.TotalHours:0} h"
        : $"{age.TotalDays:0} days";
}
