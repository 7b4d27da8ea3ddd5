using System.CommandLine;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary>The argument that names one store, which need not be in the settings.</summary>
internal static class StoreName
{
    public static Argument<string> Argument(string called)
    {
        var name = new Argument<string>(called) { Description = "Name of a store, as `store list` shows it." };
        name.Validators.Add(result =>
        {
            if (!Setting.Matches(result.GetValueOrDefault<string>(), StoreOptions.NamePattern))
                result.AddError($"{called} takes the name of a store: 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit.");
        });
        return name;
    }

    /// <summary>Says that nobody knows the store.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> UnknownAsync(string name)
    {
        await Console.Error.WriteLineAsync(
            $"Neither the warehouse nor the landing zone knows a store '{name}'; `store list` shows those that there are.");
        return ExitCode.Usage;
    }

    /// <summary>Takes the store's lock; null, with a message, if a run holds it.</summary>
    public static async Task<LockedStore?> LockAsync(CommandCall call, string name)
    {
        BlockingSession? holder = null;
        var store = await LockedStore.TryTakeAsync(
            call.Settings, call.Get<SourceFactory>(), call.Get<TimeProvider>(), call.Get<ILogger<LockedStore>>(), name,
            found => holder = found, call.Token);
        var held = holder is null ? "" : $" The store's lock is held by {holder}.";
        if (store is null)
            await Console.Error.WriteLineAsync(
                $"A run of store '{name}' is under way. Nothing was changed; try again when it has ended.{held}");
        return store;
    }
}

/// <summary>The option <c>--store</c>.</summary>
internal static class StoreChoice
{
    public static Option<string?> Option() => new("--store") { Description = "Name of one configured store; all of them by default." };

    /// <summary>The chosen stores, or none, with a message, if the name is unknown.</summary>
    public static IReadOnlyList<StoreOptions> Of(WorkerSettings settings, string? name)
    {
        if (name is null)
            return settings.Stores;
        var chosen = settings.Stores.Where(store => store.Name == name).ToList();
        if (chosen.Count == 0)
            Console.Error.WriteLine(
                $"--store '{name}': no such store; configured are {string.Join(", ", settings.Stores.Select(store => store.Name))}.");
        return chosen;
    }
}
