namespace EcommerceEtl.Worker.Landing;

/// <summary>How far a reading by changes has come that stands in no manifest yet, so that a run goes on where the one before was killed,
/// failed or ran out of time.</summary>
/// <param name="Base">The snapshot that it began with (<see cref="BaseOf"/>): progress from any other one counts for nothing.</param>
/// <param name="Carts">What was merged so far.</param>
internal sealed record ChangeProgress(string Base, LandedEntity Carts)
{
    private const string FileName = "merged.json";

    /// <summary>Names what a reading begins with.</summary>
    /// <param name="snapshot">The newest accepted snapshot of the shop; null if there is none.</param>
    /// <param name="provenance">How carts are landed (<see cref="LandedEntity.Provenance"/>).</param>
    /// <param name="erased">Which list of erased customers is honoured.</param>
    public static string BaseOf(Snapshot? snapshot, string provenance, ErasedCustomers erased) => string.Create(
        CultureInfo.InvariantCulture, $"{snapshot?.TakenAt:O} {snapshot?.RunId} {provenance} {erased.Stamp}");

    /// <summary>What was saved; null if there is nothing, or nothing that can be used.</summary>
    public static ChangeProgress? Load(LandingFolders folders, string @base)
    {
        var path = Path.Combine(folders.Progress, FileName);
        try
        {
            return LandingErrors.Reading(path, () => File.Exists(path)
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJson.Default.ChangeProgress) is { } saved
                && saved.Base == @base && saved.Carts.Hash == LandedEntity.HashOf(saved.Carts.Chunks) ? saved : null);
        }
        catch (JsonException)
        {
            // Whatever it said is read from the shop again.
            return null;
        }
    }

    /// <summary>Forgets what was saved for a store: nothing is to be built upon it.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public static void Delete(LandingFolders folders) => LandingErrors.Writing(folders.Store, () =>
    {
        if (Directory.Exists(folders.Progress))
            File.Delete(Path.Combine(folders.Progress, FileName));
    });

    /// <summary>The chunks that the saved progress of a store names, whatever it began with.</summary>
    public static IEnumerable<LandedChunk> ChunksOf(LandingFolders folders)
    {
        var path = Path.Combine(folders.Progress, FileName);
        try
        {
            return File.Exists(path)
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJson.Default.ChangeProgress) is { } saved
                ? saved.Carts.NeededChunks : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Saves it in place of what was saved before.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public void Save(LandingFolders folders) => LandingErrors.Writing(folders.Store, () =>
    {
        DurableFile.CreateFolder(folders.Partial);
        DurableFile.Write(
            Path.Combine(folders.Progress, FileName), folders.NewPartial(),
            file => JsonSerializer.Serialize(file, this, ManifestJson.Default.ChangeProgress));
    });
}
