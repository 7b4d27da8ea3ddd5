using System.Collections.Immutable;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Landing;

/// <summary>The manifests of one store.</summary>
/// <param name="Snapshots">Those that can be read, in order of snapshot time.</param>
/// <param name="Damaged">
/// One <c>landing_damaged</c> for each that cannot. While there is any, no chunk may be deleted for being named by no manifest.
/// </param>
public sealed record LandingIndex(ImmutableArray<Snapshot> Snapshots, ImmutableArray<EtlException> Damaged);
