namespace EcommerceEtl.Worker.Landing;

/// <summary>Files that an erasure changed.</summary>
/// <param name="Manifests">Manifests that were written anew.</param>
/// <param name="Chunks">Chunks that were written anew, or left out, since they held somebody.</param>
public sealed record ErasedFiles(int Manifests, int Chunks)
{
    public static ErasedFiles None { get; } = new(0, 0);
}

/// <summary>The fields of an entity of shops of a kind.</summary>
public delegate EntityFields FieldsOfKind(string kind, Entity entity);

/// <summary>Takes erased customers out of all that was landed of a store. Manifests that hold them name rewritten chunks afterwards, and
/// the files that held them are deleted at once. It may be broken off at any moment and begun again: each manifest says which list of
/// erased customers it honours.</summary>
/// <param name="fields">Where a kind's elements name a customer.</param>
public sealed class LandingErasure(LandingZone landing, FieldsOfKind fields, TimeProvider clock)
{
    /// <summary>True if some snapshot may hold somebody who was erased: one that a backup brought back, or another database's.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task<bool> IsNeededAsync(string store, ErasedCustomers erased, CancellationToken cancellationToken) =>
        (await landing.IndexAsync(store, cancellationToken)).Snapshots.Any(snapshot => snapshot.Lacks(erased));

    /// <summary>Rewrites one store's files; the caller holds the store's lock.</summary>
    /// <param name="erased">Everybody who was ever erased there.</param>
    /// <param name="thorough">True to look at the manifests too that say that they honour this list.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task<ErasedFiles> ApplyAsync(string store, ErasedCustomers erased, bool thorough, CancellationToken cancellationToken)
    {
        var folders = new LandingFolders(landing.Root, store);
        var index = await landing.IndexAsync(store, cancellationToken);
        var rewriting = new ChunkErasure(new ChunkFiles(folders, clock), fields, erased);
        List<Snapshot> named = [];
        var manifests = 0;
        foreach (var snapshot in index.Snapshots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (thorough ? !snapshot.HoldsPeople : !snapshot.Lacks(erased))
            {
                named.Add(snapshot);
                continue;
            }
            // No cursor or ETag of before is kept: the shop is to be asked for everything once more.
            var rewritten = await Task.Run(() => rewriting.Rewrite(snapshot), cancellationToken);
            await landing.SaveManifestAsync(rewritten, cancellationToken);
            named.Add(rewritten);
            manifests++;
        }
        Delete(folders, store, named, cancellationToken);
        return new ErasedFiles(manifests, rewriting.Changed);
    }

    /// <summary>Deletes what no manifest names, whatever its age: it may hold somebody, and nobody can tell of which entity it is. That may
    /// fail a run of another database that is under way on this landing zone; its next one is well. What a damaged manifest names goes too,
    /// since it cannot be rewritten.</summary>
    private void Delete(LandingFolders folders, string store, IEnumerable<Snapshot> named, CancellationToken cancellationToken)
    {
        var kept = folders.ChunksOf(named);
        LandingErrors.Writing(folders.Store, () =>
        {
            foreach (var file in folders.ChunkFiles().Where(file => !kept.Contains(file.FullName)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Delete();
            }
            // What was read since the last snapshot is read again.
            if (Directory.Exists(folders.Progress))
                Directory.Delete(folders.Progress, recursive: true);
            folders.DeletePartialBefore(DateTime.MaxValue);
            ScratchLanding.DeleteStore(landing.Root, store);
        });
    }
}
