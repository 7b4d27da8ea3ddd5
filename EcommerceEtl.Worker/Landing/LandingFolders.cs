using System.Globalization;

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

    /// <summary>Files that are being written; what a killed process leaves behind here is removed an hour later.</summary>
    public string Partial => Path.Combine(Store, "partial");

    public string Chunks => Path.Combine(Store, "chunks");

    public string Chunk(string sha256) => Path.Combine(Chunks, sha256[..2], sha256 + ".ndjson.gz");

    public string Manifest(DateTime takenAt, long runId) => Path.Combine(
        Runs,
        takenAt.ToString("yyyy", CultureInfo.InvariantCulture),
        takenAt.ToString("MM", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{takenAt:yyyyMMdd'T'HHmmssfff'Z'}-{runId}.json"));

    public string NewPartial() => Path.Combine(Partial, Guid.NewGuid().ToString("N") + ".tmp");
}
