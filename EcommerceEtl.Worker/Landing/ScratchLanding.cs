namespace EcommerceEtl.Worker.Landing;

/// <summary>A landing zone for what is only looked at: a folder of its own within the real one, where there is room, that no run looks into
/// and that is gone afterwards. Snapshots in it have no predecessor, so a shop is asked for everything.</summary>
internal sealed class ScratchLanding : IDisposable
{
    /// <summary>No store's name begins like this.</summary>
    private const string Prefix = ".scratch-";

    private readonly string _folder;

    public ScratchLanding(string root, TimeProvider clock)
    {
        DeleteLeftovers(root, clock);
        _folder = Path.Combine(root, $"{Prefix}{Guid.NewGuid():N}");
        Zone = new LandingZone(_folder, clock);
    }

    public LandingZone Zone { get; }

    /// <summary>Deletes what killed processes left behind a day ago or earlier.</summary>
    public static void DeleteLeftovers(string root, TimeProvider clock)
    {
        var limit = clock.GetUtcNow().UtcDateTime.AddDays(-1);
        foreach (var leftover in All(root).Where(folder => folder.LastWriteTimeUtc < limit))
            leftover.Delete(recursive: true);
    }

    /// <summary>Deletes what lies here of one store, whatever its age.</summary>
    public static void DeleteStore(string root, string store)
    {
        foreach (var folder in All(root).SelectMany(scratch => scratch.EnumerateDirectories(store)))
            folder.Delete(recursive: true);
    }

    private static IEnumerable<DirectoryInfo> All(string root) =>
        Directory.Exists(root) ? new DirectoryInfo(root).EnumerateDirectories(Prefix + "*") : [];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
