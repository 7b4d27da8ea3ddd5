using System.CommandLine;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>run</c>: one run now, of one store or of all.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var store = StoreChoice.Option();
        var acceptShrink = new Option<bool>("--accept-shrink")
        {
            Description = "Accept a snapshot that is empty or much smaller than the store was.",
        };
        var acceptStoreChange = new Option<bool>("--accept-store-change")
        {
            Description = "Accept another address or kind under the store's name, if it is the same shop that moved.",
        };
        var from = DayOption.Of("--from",
            "Backfill: ask only for carts dated from this day (UTC, yyyy-MM-dd) on; they are added and updated, none is removed.");
        var to = DayOption.Of("--to", "The day at whose beginning the backfill ends; that day itself is not included.");
        var dry = new Option<bool>("--dry-run") { Description = "Show what a run would change, and change nothing." };
        var command = new Command("run", "Extracts from the shop and loads the warehouse, once, now.")
        {
            store, acceptShrink, acceptStoreChange, from, to, dry,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(from) is not null && result.GetValue(acceptStoreChange))
                result.AddError("--accept-store-change takes a run over everything, without --from and --to.");
            else if (result.GetResult(from) is null != result.GetResult(to) is null)
                result.AddError("--from and --to belong together.");
            else if (DayOption.Value(result, from) >= DayOption.Value(result, to))
                result.AddError("--from must lie before --to, the day at whose beginning the backfill ends: it is not included.");
            else if (ReportDay.IsFuture(DayOption.Value(result, from), TimeProvider.System))
                result.AddError("--from lies in the future: no cart is dated so late yet.");
        });
        return command.Runs(call =>
        {
            var window = ReportDay.Parse(call.Value(from)) is { } first && ReportDay.Parse(call.Value(to)) is { } end
                ? new ExtractWindow(first, end) : null;
            RunRequest Request(StoreOptions options) => new(options, window is null ? RunTrigger.Manual : RunTrigger.Backfill)
            {
                Window = window,
                AcceptShrink = call.Value(acceptShrink),
                AcceptStoreChange = call.Value(acceptStoreChange),
            };
            return call.Value(dry)
                ? DryRuns.ExecuteAsync(call, call.Value(store), Request)
                : RunSequence.ExecuteAsync(
                    call, call.Value(store), (options, _) => Task.FromResult<IReadOnlyList<RunRequest>>([Request(options)]));
        });
    }
}
