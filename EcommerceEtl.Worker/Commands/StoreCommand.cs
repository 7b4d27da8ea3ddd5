using System.CommandLine;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>store</c>: lists what is held of each store, and retires or removes a store.</summary>
internal static class StoreCommand
{
    public static Command Create() =>
        new("store", "The stores of the warehouse and of the landing zone, configured or not.") { List(), Retire(), Remove() };

    private static Command List() => new Command(
        "list", "Shows what is held of each store, whether it is still in the settings or not.").Runs(async call =>
        {
            var stores = await HeldStore.ReadAsync(call);
            return call.Print(new { Stores = stores.Select(store => store.ForJson()) }, page =>
            {
                if (stores.Count == 0)
                    page.Line("No store has been run yet.");
                foreach (var store in stores)
                    store.Print(page);
            });
        });

    private static Command Retire()
    {
        var name = StoreName.Argument("NAME");
        return new Command("retire", "Says that no runs of a store are expected any more: its data stay, and no alert is raised for it. A "
            + "run takes it back.") { name }.Runs(async call =>
        {
            var (store, now) = (call.Value(name), call.Now.UtcDateTime);
            await using var connection = await call.ConnectAsync("store");
            if (!await StoreRegister.RetireAsync(connection, store, now, call.Token))
                return await StoreName.UnknownAsync(store);
            var isConfigured = call.Settings.Stores.Any(configured => configured.Name == store);
            return call.Print(new { Store = store, Configured = isConfigured, RetiredAt = now }, page => page.Line(isConfigured
                ? $"{store} is retired, but it is still in the settings: its next run takes that back. Take it out of the settings."
                : $"{store} is retired: its data stay, and no alert is raised for it. `store remove {store}` takes the data too."));
        });
    }

    private static Command Remove()
    {
        var name = StoreName.Argument("NAME");
        var yes = new Option<bool>("--yes") { Description = "Do it. Not needed for a store that never succeeded." };
        return new Command("remove",
            "Shows what is held of a store, and with --yes deletes all of it for good: rows, ledger and landing zone.") { name, yes }
            .Runs(call => RemoveAsync(call, call.Value(name), call.Value(yes)));
    }

    private static async Task<int> RemoveAsync(CommandCall call, string name, bool yes)
    {
        await using var locked = await StoreName.LockAsync(call, name);
        if (locked is null)
            return ExitCode.Skipped;
        var held = (await HeldStore.ReadAsync(call)).SingleOrDefault(store => store.Name == name && !store.IsOnlyConfigured);
        if (held is null)
            return await StoreName.UnknownAsync(name);
        call.Print(held.ForJson(), held.Print);
        if (!yes && held.NeedsConsent)
        {
            await Console.Error.WriteLineAsync($"Nothing was removed. `store remove {name} --yes` deletes all of this for good.");
            return ExitCode.Usage;
        }
        if (locked.Row is not null)
            await StoreRemoval.RemoveAsync(locked.Session, locked.Row.StoreId, name, call.Token);
        call.Get<LandingZone>().Remove(name);
        await Console.Error.WriteLineAsync($"{name} is removed.");
        if (held.Warehouse is { Erased: > 0 } warehouse)
            await Console.Error.WriteLineAsync(
                $"With it went the list of its {Counted.Of(warehouse.Erased, "erased customer")}: a store that is added under this name "
                    + "brings in again whom its shop still has.");
        if (held.IsConfigured)
            await Console.Error.WriteLineAsync(
                "It is still in the settings: the next run enters it anew. Take it out of the settings to end it.");
        return ExitCode.Done;
    }
}
