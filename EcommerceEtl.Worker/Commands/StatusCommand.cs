using System.CommandLine;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Scheduling;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>status</c>: how fresh each store is, when it is due next, and its last runs, from the ledger.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var runs = NumberOption.Of("--runs", "How many of the last runs to show.", 0, 1000, standard: 10);
        return new Command("status", "Shows how fresh each store is, when it is due next, and the last runs.") { runs }.Runs(async call =>
        {
            await using var connection = await call.ConnectAsync("status");
            var run = await StoreFreshness.ReadAsync(connection, call.Token);
            var last = await LedgerRun.ReadLastAsync(connection, (int)call.Value(runs)!.Value, call.Token);
            // A store that was never run is not in the warehouse yet, but whoever has just added it expects to see it here.
            var configured = call.Settings.Stores;
            var stores = run.UnionBy(configured.Select(store => StoreFreshness.NeverRun(store.Name)), store => store.Store)
                .OrderBy(store => store.Store, StringComparer.Ordinal).ToList();
            var due = configured.ToDictionary(store => store.Name, store => new DueTimes(store).Next(call.Now)?.UtcDateTime);
            return call.Print(
                new { Stores = stores.Select(store => ForJson(store, due)), Runs = last },
                page => Print(page, stores, due, last, call.Now.UtcDateTime));
        });
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
        Held = store.Held.Select(held => new
        {
            Entity = SnakeCase.Of(held.Entity),
            held.Source,
            held.Landed,
            held.Warehouse,
            CompleteSince = held.CompleteSince == DateTime.MaxValue ? null : held.CompleteSince,
        }),
        Quarantined = store.Quarantined.ToDictionary(pair => SnakeCase.Of(pair.Key), pair => pair.Value),
    };

    private static void Print(
        Page page, IReadOnlyList<StoreFreshness> stores, Dictionary<string, DateTime?> due, IReadOnlyList<LedgerRun> runs, DateTime now)
    {
        Write(StatusTables.Stores(stores, due, now));
        if (StatusTables.Held(stores) is { Rows.IsEmpty: false } held)
        {
            page.Line();
            Write(held);
        }
        if (runs.Count == 0)
            return;
        var last = new TextTable(
            new("run"), new("started", ColumnForm.Word), new("store", ColumnForm.Text), new("trigger", ColumnForm.Word, 1),
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

        void Write(FigureTable figures)
        {
            var table = new TextTable(figures.Columns);
            foreach (var row in figures.Rows)
                table.Add(row);
            page.Write(table);
        }
    }
}
