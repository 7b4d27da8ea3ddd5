using System.CommandLine;

namespace EcommerceEtl.Worker.Commands;

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
