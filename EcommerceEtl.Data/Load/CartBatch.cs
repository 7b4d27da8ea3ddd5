using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Data.Load;

/// <summary>A batch of a snapshot's carts on its way into the database.</summary>
/// <param name="Carts">Accepted carts, each key once in the whole snapshot.</param>
/// <param name="Rejected">Rejected elements met on the way.</param>
public sealed record CartBatch(List<ProjectedCart> Carts, List<RejectedElement> Rejected)
{
    /// <summary>Carts of a full batch: more gain nothing, fewer cost round trips (measured).</summary>
    public const int Size = 50_000;
}
