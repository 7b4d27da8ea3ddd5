using System.CommandLine;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;

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
            Description = "Accept another host, kind or currency under the store's name.",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Show what a run would change, and change nothing." };
        var json = JsonOutput.Option();
        var command = new Command("run", "Extracts from the shop and loads the warehouse, once, now.") { store, acceptShrink, acceptStoreChange, dry, json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, services =>
        {
            var (name, asJson) = (parsed.GetValue(store), parsed.GetValue(json));
            RunRequest Request(StoreOptions options) => new(options, RunTrigger.Manual)
            {
                AcceptShrink = parsed.GetValue(acceptShrink),
                AcceptStoreChange = parsed.GetValue(acceptStoreChange),
            };
            return parsed.GetValue(dry)
                ? DryRuns.ExecuteAsync(services, name, asJson, Request, cancellationToken)
                : RunSequence.ExecuteAsync(
                    services, name, asJson, (options, _) => Task.FromResult<IReadOnlyList<RunRequest>>([Request(options)]), cancellationToken);
        }));
        return command;
    }
}
