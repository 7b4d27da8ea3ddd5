namespace EcommerceEtl.Worker.Landing;

/// <summary>What retention did to one store's folder.</summary>
/// <param name="Manifests">Manifests that were deleted.</param>
/// <param name="Reduced">Manifests of which only the products were kept.</param>
/// <param name="Chunks">Chunks that were deleted.</param>
public sealed record RetentionResult(int Manifests, int Reduced, int Chunks);

/// <summary>Deletes what is old, by the rules of <see cref="RetentionPlan"/>: manifests, or all but their products, and then the chunks
/// that no kept manifest names and no run has used for a day.</summary>
public sealed class LandingRetention(LandingZone landing, TimeProvider clock)
{
    private static readonly TimeSpan YoungestChunk = TimeSpan.FromDays(1);

    /// <summary>Applies the rules to one store; the caller holds the store's lock.</summary>
    /// <param name="store">Name of the store, whether it is configured or not.</param>
    /// <param name="days">How long snapshots are kept.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task<RetentionResult> ApplyAsync(string store, int days, CancellationToken cancellationToken)
    {
        var folders = new LandingFolders(landing.Root, store);
        var index = await landing.IndexAsync(store, cancellationToken);
        var now = clock.GetUtcNow().UtcDateTime;
        var plan = RetentionPlan.Of(index.Snapshots, now, days);
        foreach (var snapshot in plan.Reduced)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await landing.SaveManifestAsync(snapshot, cancellationToken);
        }
        var chunks = 0;
        LandingErrors.Writing(folders.Store, () =>
        {
            foreach (var snapshot in plan.Deleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Delete(folders.Manifest(snapshot.TakenAt, snapshot.RunId));
            }
            folders.DeletePartialBefore(now - LandingZone.LeftoverAge);
            // A damaged manifest may name any chunk: none is deleted while somebody may still repair it, but no longer than its chunks
            // would have been kept.
            if (index.Damaged.All(damaged => damaged.TakenAt < now.AddDays(-days)))
                chunks = DeleteChunks(folders, plan.Kept, now, cancellationToken);
        });
        return new RetentionResult(plan.Deleted.Length, plan.Reduced.Length, chunks);
    }

    private static int DeleteChunks(LandingFolders folders, IEnumerable<Snapshot> kept, DateTime now, CancellationToken cancellationToken)
    {
        var named = folders.ChunksOf(kept);
        named.UnionWith(ChangeProgress.ChunksOf(folders).Select(chunk => folders.Chunk(chunk.Sha256)));
        var deleted = 0;
        foreach (var file in folders.ChunkFiles())
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
