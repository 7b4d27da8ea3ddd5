using System.CommandLine;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Pipeline;

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
        var json = JsonOutput.Option();
        var command = new Command("run", "Extracts from the shop and loads the warehouse, once, now.") { store, acceptShrink, acceptStoreChange, json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, services =>
            RunSequence.ExecuteAsync(
                services, parsed.GetValue(store), parsed.GetValue(json),
                (options, _) => Task.FromResult<IReadOnlyList<RunRequest>>(
                [
                    new RunRequest(options, RunTrigger.Manual)
                    {
                        AcceptShrink = parsed.GetValue(acceptShrink),
                        AcceptStoreChange = parsed.GetValue(acceptStoreChange),
                    },
                ]),
                cancellationToken)));
        return command;
    }
}
