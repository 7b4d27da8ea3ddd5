using System.CommandLine;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>replay</c>: loads landed snapshots again; the shop is not asked.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var store = StoreChoice.Option();
        var run = new Option<long?>("--run") { Description = "Load the snapshot that this run landed; the newest complete accepted one of this shop by default." };
        var all = new Option<bool>("--all") { Description = "Load every kept snapshot in order of its time, each as a run of its own." };
        var force = new Option<bool>("--force") { Description = "Load a snapshot although a newer one was loaded, or although it is of another kind, host or currency." };
        var json = JsonOutput.Option();
        var command = new Command("replay", "Loads a landed snapshot again, without asking the shop.") { store, run, all, force, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(run) is not null)
                result.AddError("--all and --run exclude each other.");
        });
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, services =>
            RunSequence.ExecuteAsync(
                services, parsed.GetValue(store), parsed.GetValue(json),
                async (options, landing) =>
                {
                    var one = Request(options, new ReplayOf(parsed.GetValue(run), null, parsed.GetValue(force)));
                    if (!parsed.GetValue(all))
                        return [one];
                    var index = await landing.IndexAsync(options.Name, cancellationToken);
                    var identity = RunClaims.IdentityOf(options, services.GetRequiredService<SourceFactory>().Create(options));
                    var kept = ReplayChoice.All(identity, index, parsed.GetValue(force));
                    // With nothing kept the one replay says so and fails: a mistyped folder must not look like a recovery.
                    return kept.Count == 0 ? [one]
                        : [.. kept.Select(snapshot => Request(options, new ReplayOf(null, snapshot.TakenAt, parsed.GetValue(force))))];
                },
                cancellationToken)));
        return command;
    }

    private static RunRequest Request(StoreOptions store, ReplayOf replay) => new(store, RunTrigger.Replay) { Replay = replay };
}
