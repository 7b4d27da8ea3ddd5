using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Landing;

/// <summary>
/// Deletes what is old: manifests beyond the kept days, and chunks that no kept manifest names and no run has used for a day. Kept for ever are the newest
/// accepted manifest, the newest complete one, and each accepted one whose products differ from those of the one before: together they carry the price history.
/// </summary>
/// <param name="root">The landing zone's folder.</param>
/// <param name="landing">Reads the manifests.</param>
/// <param name="clock">Tells how old a file is.</param>
public sealed class LandingRetention(string root, LandingZone landing, TimeProvider clock)
{
    private static readonly TimeSpan YoungestChunk = TimeSpan.FromDays(1);

    /// <summary>Applies the rule to one store; the caller holds the store's lock.</summary>
    /// <returns>Numbers of deleted manifests and chunks.</returns>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task<(int Manifests, int Chunks)> ApplyAsync(string store, int days, CancellationToken cancellationToken)
    {
        var folders = new LandingFolders(root, store);
        var index = await landing.IndexAsync(store, cancellationToken);
        // A damaged manifest may name any chunk: until somebody has looked at it, no chunk is deleted.
        var mayDeleteChunks = index.Damaged.IsEmpty;
        var now = clock.GetUtcNow().UtcDateTime;
        var kept = Kept(index.Snapshots, now.AddDays(-days));
        try
        {
            var manifests = 0;
            foreach (var snapshot in index.Snapshots.Where(snapshot => !kept.Contains(snapshot)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Delete(folders.Manifest(snapshot.TakenAt, snapshot.RunId));
                manifests++;
            }
            return (manifests, mayDeleteChunks ? DeleteChunks(folders, kept, now, cancellationToken) : 0);
        }
        catch (Exception error) when (LandingErrors.IsFileSystem(error))
        {
            throw LandingErrors.CannotWrite(folders.Store, error);
        }
    }

    private static HashSet<Snapshot> Kept(IReadOnlyList<Snapshot> snapshots, DateTime limit)
    {
        var kept = snapshots.Where(snapshot => snapshot.TakenAt >= limit).ToHashSet();
        string? products = null;
        foreach (var accepted in snapshots.Where(snapshot => snapshot.Verdict == SnapshotVerdict.Accepted))
        {
            if (accepted.Find(Entity.Products)?.Hash is { } hash && hash != products)
            {
                products = hash;
                kept.Add(accepted);
            }
        }
        // Without one that is complete, there would be nothing to replay.
        kept.UnionWith(snapshots.Where(snapshot => snapshot.Verdict == SnapshotVerdict.Accepted).TakeLast(1));
        kept.UnionWith(snapshots.Where(snapshot => snapshot is { Verdict: SnapshotVerdict.Accepted, IsComplete: true }).TakeLast(1));
        return kept;
    }

    private static int DeleteChunks(LandingFolders folders, HashSet<Snapshot> kept, DateTime now, CancellationToken cancellationToken)
    {
        var named = kept.SelectMany(snapshot => snapshot.Entities).SelectMany(entity => entity.Chunks).Select(chunk => folders.Chunk(chunk.Sha256)).ToHashSet();
        var chunks = new DirectoryInfo(folders.Chunks);
        if (!chunks.Exists)
            return 0;
        var deleted = 0;
        foreach (var file in chunks.EnumerateFiles("*.ndjson.gz", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (named.Contains(file.FullName))
                continue;
            // What was listed may be a while ago: a run of another database may be using it again.
            file.Refresh();
            if (!file.Exists || now - file.LastWriteTimeUtc < YoungestChunk)
                continue;
            file.Delete();
            deleted++;
        }
        return deleted;
    }
}
