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
            var stores = StoreFreshness.WithNeverRun(run, call.Settings.Stores.Select(store => store.Name));
            var due = DueTimes.Next(call.Settings.Stores, call.Now);
            return call.Print(
                StatusJson.Of(stores, due, last),
                page => Print(page, stores, due, last, call.Now.UtcDateTime));
        });
    }

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
