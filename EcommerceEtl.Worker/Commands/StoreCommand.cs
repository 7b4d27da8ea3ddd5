using System.CommandLine;
using EcommerceEtl.Data;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>store</c>: what is held of each store, and what becomes of one that is no longer wanted.</summary>
internal static class StoreCommand
{
    public static Command Create() =>
        new("store", "The stores of the warehouse and of the landing zone, configured or not.") { List(), Retire(), Remove() };

    private static Command List()
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "Shows what is held of each store, whether it is still in the settings or not.") { json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, async services =>
        {
            var stores = await HeldStore.ReadAsync(services, cancellationToken);
            if (parsed.GetValue(json))
                JsonOutput.Write(new { Stores = stores.Select(store => store.ForJson()) });
            else if (stores.Count == 0)
                Page.Out.Line("No store has been run yet.");
            else
                stores.ToList().ForEach(store => store.Print());
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Retire()
    {
        var name = StoreName.Argument("NAME");
        var json = JsonOutput.Option();
        var command =
            new Command("retire", "Says that no runs of a store are expected any more: its data stay, and no alert is raised for it. A "
            + "run takes it back.") { name, json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, async services =>
        {
            var (settings, store) = (services.GetRequiredService<WorkerSettings>(), parsed.GetValue(name)!);
            await using var connection =
                await SessionConnection.OpenAsync(settings.Database.ConnectionString, "ecommerce-etl store", cancellationToken);
            await using var database = EtlDbContext.On(connection);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
            try
            {
                if (!await StoreRegister.RetireAsync(database, store, now, cancellationToken))
                    return await StoreName.UnknownAsync(store);
            }
            catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
            {
                throw known;
            }
            var isConfigured = settings.Stores.Any(configured => configured.Name == store);
            if (parsed.GetValue(json))
                JsonOutput.Write(new { Store = store, Configured = isConfigured, RetiredAt = now });
            else
                Page.Out.Line(isConfigured
                    ? $"{store} is retired, but it is still in the settings: its next run takes that back. Take it out of the settings."
                    : $"{store} is retired: its data stay, and no alert is raised for it. `store remove {store}` takes the data too.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Remove()
    {
        var name = StoreName.Argument("NAME");
        var yes = new Option<bool>("--yes") { Description = "Do it. Not needed for a store that never succeeded." };
        var json = JsonOutput.Option();
        var command = new Command("remove",
            "Shows what is held of a store, and with --yes deletes all of it for good: rows, ledger and landing zone.") { name, yes, json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, services =>
            RemoveAsync(services, parsed.GetValue(name)!, parsed.GetValue(yes), parsed.GetValue(json), cancellationToken)));
        return command;
    }

    private static async Task<int> RemoveAsync(
        IServiceProvider services, string name, bool yes, bool json, CancellationToken cancellationToken)
    {
        var settings = services.GetRequiredService<WorkerSettings>();
        BlockingSession? holder = null;
        await using var locked = await LockedStore.TryTakeAsync(
            settings, services.GetRequiredService<SourceFactory>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<LockedStore>>(),
            name, found => holder = found, cancellationToken);
        if (locked is null)
            return await StoreName.BusyAsync(name, holder);
        var held = (await HeldStore.ReadAsync(services, cancellationToken))
            .SingleOrDefault(store => store.Name == name && !store.IsOnlyConfigured);
        if (held is null)
            return await StoreName.UnknownAsync(name);
        if (json)
            JsonOutput.Write(held.ForJson());
        else
            held.Print();
        if (!yes && held.NeedsConsent)
        {
            await Console.Error.WriteLineAsync($"Nothing was removed. `store remove {name} --yes` deletes all of this for good.");
            return ExitCode.Usage;
        }
        try
        {
            if (locked.Row is not null)
                await StoreRemoval.RemoveAsync(locked.Session, locked.Row.StoreId, name, cancellationToken);
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            throw known;
        }
        services.GetRequiredService<LandingZone>().Remove(name);
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
