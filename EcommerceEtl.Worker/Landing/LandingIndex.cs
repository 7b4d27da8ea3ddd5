namespace EcommerceEtl.Worker.Landing;

/// <summary>The manifests of one store.</summary>
/// <param name="Snapshots">Those that can be read, in order of snapshot time.</param>
/// <param name="Damaged">Those that cannot.</param>
public sealed record LandingIndex(ImmutableArray<Snapshot> Snapshots, ImmutableArray<DamagedManifest> Damaged);

/// <summary>A manifest that cannot be read.</summary>
/// <param name="TakenAt">Its snapshot time (UTC), by the file's name.</param>
/// <param name="Error"><c>landing_damaged</c>, naming the file.</param>
public sealed record DamagedManifest(DateTime TakenAt, EtlException Error);

/// <summary>What of a store lies in the landing zone.</summary>
/// <param name="Snapshots">Manifests.</param>
/// <param name="Bytes">Size of all files.</param>
public sealed record LandedSize(int Snapshots, long Bytes);
