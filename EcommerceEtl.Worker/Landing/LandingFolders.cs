namespace EcommerceEtl.Worker.Landing;

/// <summary>Where the files of one store lie.</summary>
internal sealed class LandingFolders
{
    public LandingFolders(string root, string store)
    {
        if (store.Length == 0 || store[0] == '.' || store.IndexOfAny(['/', '\\']) >= 0)
            throw new ArgumentException($"'{store}' cannot name a folder of the landing zone.", nameof(store));
        Store = Path.Combine(Path.GetFullPath(root), store);
    }

    public string Store { get; }

    /// <summary>Manifests, in folders of year and month.</summary>
    public string Runs => Path.Combine(Store, "runs");

    /// <summary>The list of the store's erased customers.</summary>
    public string Erased => Path.Combine(Store, "erased.json");

    /// <summary>Files that are being written; what a killed process leaves behind here is removed an hour later, by the next extract or by
    /// retention.</summary>
    public string Partial => Path.Combine(Store, "partial");

    /// <summary>What was read by a shop's changes and stands in no manifest yet.</summary>
    public string Progress => Path.Combine(Store, "progress");

    public string Chunks => Path.Combine(Store, "chunks");

    public string Chunk(string sha256) => Path.Combine(Chunks, sha256[..2], sha256 + ".ndjson.gz");

    public string Manifest(DateTime takenAt, long runId) => Path.Combine(
        Runs, takenAt.ToString("yyyy", CultureInfo.InvariantCulture), takenAt.ToString("MM", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{takenAt:yyyyMMdd'T'HHmmssfff'Z'}-{runId}.json"));

    /// <summary>The snapshot time that a manifest's name tells; the beginning of time where it is no such name.</summary>
    public static DateTime TakenAt(string manifest) => DateTime.TryParseExact(
        Path.GetFileName(manifest).Split('-')[0], "yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var takenAt)
        ? takenAt : DateTime.MinValue;

    /// <summary>All chunk files that there are.</summary>
    public IEnumerable<FileInfo> ChunkFiles() =>
        Directory.Exists(Chunks) ? new DirectoryInfo(Chunks).EnumerateFiles("*.ndjson.gz", SearchOption.AllDirectories) : [];

    /// <summary>Paths of the chunks that some snapshots name.</summary>
    public HashSet<string> ChunksOf(IEnumerable<Snapshot> snapshots) =>
        [
            .. snapshots.SelectMany(snapshot => snapshot.Entities).SelectMany(entity => entity.NeededChunks)
                .Select(chunk => Chunk(chunk.Sha256)),
        ];

    /// <summary>Deletes the files that were being written at a time and were never finished.</summary>
    public void DeletePartialBefore(DateTime limit)
    {
        if (!Directory.Exists(Partial))
            return;
        foreach (var leftover in new DirectoryInfo(Partial).EnumerateFiles("*.tmp").Where(file => file.LastWriteTimeUtc < limit))
            leftover.Delete();
    }

    public string NewPartial() => Path.Combine(Partial, Guid.NewGuid().ToString("N") + ".tmp");
}
