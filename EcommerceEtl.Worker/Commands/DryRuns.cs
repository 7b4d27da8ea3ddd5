using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Does the dry runs of <c>run --dry-run</c> and prints what runs would have changed.</summary>
internal static class DryRuns
{
    /// <summary>How many days are shown; <c>--json</c> has all of them.</summary>
    private const int ShownDays = 31;

    /// <summary>One dry run a store.</summary>
    /// <returns>The exit code: that of the worst run, had they been real.</returns>
    public static async Task<int> ExecuteAsync(CommandCall call, string? storeName, Func<StoreOptions, RunRequest> request)
    {
        var stores = StoreChoice.Of(call.Settings, storeName);
        if (stores.Count == 0)
            return ExitCode.Usage;
        var run = call.Get<DryRun>();
        List<DryRunSummary> done = [];
        foreach (var store in stores)
        {
            done.Add(await ProgressDisplay.ShowAsync(store.Name, progress => run.ExecuteAsync(request(store), progress, call.Token)));
            if (!call.Json)
                Print(done[^1]);
            if (call.Token.IsCancellationRequested)
                break;
        }
        if (call.Json)
            JsonOutput.Write(new { DryRuns = done.Select(ForJson) });
        call.Token.ThrowIfCancellationRequested();
        return ExitCode.Of([.. done.Select(one => one.Run)]);
    }

    private static void Print(DryRunSummary summary)
    {
        var run = summary.Run;
        var outcome = run.Outcome switch
        {
            RunOutcome.Succeeded => "a run would succeed",
            RunOutcome.Skipped => "not tried: another run holds the store's lock",
            RunOutcome.Cancelled => "cancelled",
            _ => $"a run would fail ({SnakeCase.Of(run.Error!.Code)})",
        };
        RunOutput.Print(run, $"{run.Store}: {outcome}. Nothing was changed.");
        if (run.Outcome != RunOutcome.Succeeded)
            return;
        var page = Page.Out;
        if (summary.Days.IsEmpty)
        {
            page.Line("  No day's figures would change.");
            return;
        }
        var table = new TextTable(
            new("day", ColumnForm.Word), new("carts now", Rank: 2), new("carts then", Rank: 1), new("revenue now"), new("revenue then"));
        foreach (var day in summary.Days.Take(ShownDays))
            table.Add([Text(day.Day, "yyyy-MM-dd"), Text(day.Before.Carts, "N0"), Text(day.After.Carts, "N0"),
                Text(day.Before.Revenue, "N2"), Text(day.After.Revenue, "N2")]);
        page.Write(table);
        if (summary.Days.Length > ShownDays)
            page.Line($"  and {Counted.Of(summary.Days.Length - ShownDays, "earlier day")}; --json has all of them");
    }

    private static string Text(IFormattable value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static object ForJson(DryRunSummary summary) => new
    {
        Run = RunOutput.ForJson(summary.Run),
        Days = summary.Days.Select(day => new
        {
            day.Day,
            CartsBefore = day.Before.Carts,
            CartsAfter = day.After.Carts,
            RevenueBefore = day.Before.Revenue,
            RevenueAfter = day.After.Revenue,
        }),
    };
}
