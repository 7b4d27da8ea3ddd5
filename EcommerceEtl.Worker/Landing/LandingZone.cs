using System.Runtime.CompilerServices;
namespace EcommerceEtl.Worker.Landing;

/// <summary>The folder in which raw snapshots are kept: chunks of elements named by their content, and a manifest for each snapshot.
/// Several stores, and several databases, may share it.</summary>
/// <param name="root">The folder; relative to the working directory.</param>
/// <param name="clock">Times of manifests, and the age of leftovers.</param>
public sealed class LandingZone(string root, TimeProvider clock)
{
    /// <summary>The folder.</summary>
    internal string Root => root;

    /// <summary>Free space of the disk that a landing zone lies on, bytes; null where it cannot be told.</summary>
    /// <param name="root">The folder, which need not exist yet.</param>
    internal static long? FreeBytes(string root)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(root)).AvailableFreeSpace;
        }
        catch (Exception error) when (LandingErrors.IsFileSystem(error))
        {
            return null;
        }
    }

    /// <summary>Times of what is landed.</summary>
    internal TimeProvider Clock => clock;

    /// <summary>How rarely chunks end; tests with few elements have many chunks by it.</summary>
    internal int ChunkBits { get; init; } = ChunkEnd.Bits;

    /// <summary>A partial file this old belongs to a process that was killed: writing one takes seconds.</summary>
    internal static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Begins a snapshot, and removes the partial files of killed ones.</summary>
    /// <param name="previous">An earlier snapshot of the same shop whose chunks may serve again; null for none.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>: the folder cannot be made or written.</exception>
    internal SnapshotWriter Begin(SnapshotIdentity identity, Snapshot? previous = null)
    {
        var folders = new LandingFolders(root, identity.Store);
        LandingErrors.Writing(folders.Store, () =>
        {
            DurableFile.CreateFolder(folders.Partial);
            DurableFile.CloseToOthers(folders.Store);
            folders.DeletePartialBefore(clock.GetUtcNow().UtcDateTime - LeftoverAge);
        });
        return new SnapshotWriter(identity with { TakenAt = ValueLimits.ToMillisecond(identity.TakenAt) }, new ChunkFiles(folders, clock),
            clock, previous, ChunkBits);
    }

    /// <summary>Saves a manifest, in place of the one the same snapshot may have already: first when it is complete, again with its
    /// verdict and outcome.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>; the older manifest is then untouched.</exception>
    public Task SaveManifestAsync(Snapshot snapshot, CancellationToken ct) =>
        SaveAsync(snapshot.Store, folders => folders.Manifest(snapshot.TakenAt, snapshot.RunId), ManifestFile.Write(snapshot), ct);

    /// <summary>Forgets what was read by changes since the newest accepted snapshot: the next run reads it again.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    internal void ForgetProgress(string store) => ChangeProgress.Delete(new LandingFolders(root, store));

    /// <summary>All manifests of a store, whatever their verdict: the snapshots of those that can be read, and a fault for each damaged
    /// one.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task<LandingIndex> IndexAsync(string store, CancellationToken ct)
    {
        var snapshots = new List<Snapshot>();
        var damaged = ImmutableArray.CreateBuilder<DamagedManifest>();
        foreach (var path in Manifests(store))
        {
            var (snapshot, fault) = await ReadManifestAsync(path, ct);
            if (snapshot is not null)
                snapshots.Add(snapshot);
            else if (fault is not null)
                damaged.Add(new DamagedManifest(LandingFolders.TakenAt(path), fault));
        }
        return new LandingIndex([.. snapshots.OrderBy(snapshot => snapshot.TakenAt).ThenBy(snapshot => snapshot.RunId)],
            damaged.ToImmutable());
    }

    /// <summary>The list of a store's erased customers; an empty one where nobody was ever erased.</summary>
    /// <exception cref="EtlException"><c>landing_damaged</c>: it cannot be read, so that nobody knows who must not be loaded;
    /// <c>landing_unavailable</c>.</exception>
    public async Task<ErasedList> ReadErasedAsync(string store, CancellationToken ct)
    {
        var path = new LandingFolders(root, store).Erased;
        try
        {
            return File.Exists(path) ? ErasedList.Read(await File.ReadAllBytesAsync(path, ct)) : ErasedList.Empty;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw LandingErrors.DamagedErasedList(path, $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
        catch (Exception error) when (LandingErrors.IsFileSystem(error))
        {
            throw LandingErrors.CannotRead(path, error);
        }
    }

    /// <summary>Saves the list of a store's erased customers in place of the one before.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>; the older list is then untouched.</exception>
    public Task SaveErasedAsync(string store, ErasedList erased, CancellationToken ct) =>
        SaveAsync(store, folders => folders.Erased, erased.Write(), ct);

    /// <summary>Names of all stores that have a folder here, configured or not, sorted.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public IReadOnlyList<string> Stores() => LandingErrors.Reading<string[]>(root, () => Directory.Exists(root)
        ? [.. new DirectoryInfo(root).EnumerateDirectories().Select(folder => folder.Name).Where(IsStore).Order(StringComparer.Ordinal)]
        : []);

    /// <summary>How many snapshots of a store lie here, and how many bytes all of its files have.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public LandedSize SizeOf(string store)
    {
        var folder = new DirectoryInfo(new LandingFolders(root, store).Store);
        return LandingErrors.Reading(folder.FullName, () => new LandedSize(
            Manifests(store).Length, folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0));
    }

    /// <summary>Deletes all that lies here of a store, the list of its erased customers included; the caller holds the store's
    /// lock.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public void Remove(string store)
    {
        var folder = new LandingFolders(root, store).Store;
        LandingErrors.Writing(folder, () =>
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            ScratchLanding.DeleteStore(root, store);
        });
    }

    /// <summary>The newest accepted snapshot of all that a shop had, or null; read from the newest manifest backwards. Damaged manifests
    /// are passed over, and those of a backfill.</summary>
    /// <param name="kind">Its kind: another shop under the same name does not count.</param>
    /// <param name="address">Its address; null for any.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public async Task<Snapshot?> NewestAcceptedAsync(string store, string kind, ShopAddress? address, CancellationToken ct)
    {
        foreach (var path in Manifests(store).OrderByDescending(Path.GetFileName, StringComparer.Ordinal))
            if ((await ReadManifestAsync(path, ct)).Snapshot is { Verdict: SnapshotVerdict.Accepted } snapshot
                && snapshot is { IsWindow: false, IsProductsOnly: false } && snapshot.Kind == kind
                && (address is not { } shop || snapshot.Shop.IsSameShop(shop)))
                return snapshot;
        return null;
    }

    /// <summary>The landed elements of an entity, chunk by chunk: JSON, one element a line, each line ended. A chunk's bytes are valid
    /// until the next one is asked for.</summary>
    /// <exception cref="EtlException"><c>landing_damaged</c>, naming the file; or <c>landing_unavailable</c>.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(Snapshot snapshot, Entity entity, CancellationToken ct) =>
        ReadChunksAsync(snapshot.Store, snapshot.Find(entity)?.Chunks ?? [], ct);

    /// <summary>The landed elements of some chunks of a store.</summary>
    /// <inheritdoc cref="ReadChunksAsync(Snapshot, Entity, CancellationToken)"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(
        string store, ImmutableArray<LandedChunk> chunks, [EnumeratorCancellation] CancellationToken ct)
    {
        var files = new ChunkFiles(new LandingFolders(root, store), clock);
        var buffer = ChunkFiles.BufferFor(chunks);
        foreach (var chunk in chunks)
        {
            ct.ThrowIfCancellationRequested();
            yield return await Task.Run(() => files.Read(chunk, buffer), ct);
        }
    }

    /// <summary>The folder may be the root of a file system, with other folders in it. What nobody can be called like is no
    /// store.</summary>
    private bool IsStore(string folder) => folder[0] != '.' && Directory.Exists(new LandingFolders(root, folder).Runs);

    private Task SaveAsync(string store, Func<LandingFolders, string> path, byte[] json, CancellationToken ct)
    {
        var folders = new LandingFolders(root, store);
        return Task.Run(
            () => LandingErrors.Writing(folders.Store, () =>
            {
                DurableFile.CreateFolder(folders.Partial);
                DurableFile.Write(path(folders), folders.NewPartial(), file => file.Write(json));
            }),
            ct);
    }

    private string[] Manifests(string store)
    {
        var runs = new LandingFolders(root, store).Runs;
        return LandingErrors.Reading(
            runs, () => Directory.Exists(runs) ? Directory.GetFiles(runs, "*.json", SearchOption.AllDirectories) : []);
    }

    private static async Task<(Snapshot? Snapshot, EtlException? Fault)> ReadManifestAsync(string path, CancellationToken ct)
    {
        try
        {
            return (ManifestFile.Read(await File.ReadAllBytesAsync(path, ct)), null);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return (null, LandingErrors.DamagedManifest(path, $"cannot be read: {error.Message.TrimEnd('.')}", error));
        }
        catch (FileNotFoundException)
        {
            // Retention took it away meanwhile.
            return (null, null);
        }
        catch (Exception error) when (LandingErrors.IsFileSystem(error))
        {
            throw LandingErrors.CannotRead(path, error);
        }
    }
}

/// <summary>The manifests of one store.</summary>
/// <param name="Snapshots">Those that can be read, in order of snapshot time.</param>
/// <param name="Damaged">Those that cannot.</param>
public sealed record LandingIndex(ImmutableArray<Snapshot> Snapshots, ImmutableArray<DamagedManifest> Damaged);

/// <summary>A manifest that cannot be read.</summary>
/// <param name="TakenAt">Its snapshot time (UTC), by the file's name.</param>
/// <param name="Error"><c>landing_damaged</c>, naming the file.</param>
public sealed record DamagedManifest(DateTime TakenAt, EtlException Error);

/// <summary>What of a store lies in the landing zone.</summary>
/// <param name="Bytes">Size of all files.</param>
public sealed record LandedSize(int Snapshots, long Bytes);
