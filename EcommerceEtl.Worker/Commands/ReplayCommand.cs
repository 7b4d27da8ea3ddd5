using System.CommandLine;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>replay</c>: loads landed snapshots again; the shop is not asked.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var store = StoreChoice.Option();
        var run = NumberOption.Of(
            "--run", "Load the snapshot that this run landed; the newest complete accepted one of this shop by default.", 1, long.MaxValue);
        var all = new Option<bool>("--all") { Description = "Load every kept snapshot in order of its time, each as a run of its own." };
        var force = new Option<bool>("--force")
        {
            Description = "Load a snapshot although a newer one was loaded, or although it is of another kind or address.",
        };
        var command = new Command("replay", "Loads a landed snapshot again, without asking the shop.") { store, run, all, force };
        command.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValue(all) && result.GetResult(run) is { Implicit: false })
                result.AddError("--all and --run exclude each other.");
        });
        return command.Runs(async call =>
        {
            var (number, forced) = (call.Value(run), call.Value(force));
            List<long> kept = [];
            var exit = await RunSequence.ExecuteAsync(
                call, call.Value(store), async (options, landing) =>
                {
                    var one = Request(options, new ReplayOf(number, null, forced));
                    if (number is null && !call.Value(all))
                        return [one];
                    var landed = await landing.IndexAsync(options.Name, call.Token);
                    if (number is not null)
                    {
                        var accepted = landed.Snapshots.Where(snapshot => snapshot.Verdict == SnapshotVerdict.Accepted);
                        List<long> runs = [.. accepted.Select(snapshot => snapshot.RunId)];
                        kept.AddRange(runs);
                        // A run belongs to one store; where a manifest cannot be read it may be this one's, and the replay says so.
                        return runs.Contains(number.Value) || !landed.Damaged.IsEmpty ? [one] : [];
                    }
                    var identity = RunClaims.IdentityOf(options, call.Get<SourceFactory>().Create(options));
                    var snapshots = ReplayChoice.All(identity, landed, forced);
                    // If no snapshot is kept, one replay is tried, which fails: a mistyped folder must not look like a successful recovery.
                    return snapshots.Count == 0 ? [one]
                        : [.. snapshots.Select(snapshot => Request(options, new ReplayOf(null, snapshot.TakenAt, forced)))];
                });
            return exit == ExitCode.Done && number is { } unknown && !kept.Contains(unknown) ? NoSuchRun(unknown, kept) : exit;
        });
    }

    private static int NoSuchRun(long number, List<long> kept)
    {
        const int shown = 10;
        var others = kept.Count == 0
            ? "nor of any other" : $"the latest that it holds are those of run {string.Join(", ", kept.Order().TakeLast(shown))}";
        Console.Error.WriteLine($"--run '{number}': the landing zone holds no accepted snapshot of that run; {others}.");
        return ExitCode.Usage;
    }

    private static RunRequest Request(StoreOptions store, ReplayOf replay) => new(store, RunTrigger.Replay) { Replay = replay };
}
