using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Domain.Runs;

/// <summary>What is extracted from a shop. Written in lower case in tables, folders and labels. The order is the order of
/// loading.</summary>
public enum Entity
{
    Products,
    Customers,
    Carts,
}

/// <summary>The members of <see cref="Entity"/>.</summary>
public static class Entities
{
    /// <summary>All of them, in the order of loading.</summary>
    public static ImmutableArray<Entity> All { get; } = [.. Enum.GetValues<Entity>()];
}

/// <summary>What a run did with one entity. <c>Extracted = Duplicates + Inserted + Updated + Unchanged + Rejected + Skipped</c>
/// always holds.</summary>
public sealed record EntityCounts(Entity Entity)
{
    public long Extracted { get; init; }

    /// <summary>Elements that were skipped since another one has their id: of good ones the last counts, of bad ones the last is
    /// rejected.</summary>
    public long Duplicates { get; init; }

    public long Inserted { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    /// <summary>Rows taken away (a product: marked as removed) because a complete snapshot no longer has them.</summary>
    public long Removed { get; init; }

    public long Rejected { get; init; }

    /// <summary>Rejected elements by reason.</summary>
    public ImmutableDictionary<RejectionReason, long> RejectedByReason { get; init; } = ImmutableDictionary<RejectionReason, long>.Empty;

    /// <summary>Elements that are none of the store's figures, such as orders in another currency.</summary>
    public long Skipped { get; init; }

    /// <summary>Orders in another currency than the store's, by currency; the other skipped elements are in no currency's count.</summary>
    public ImmutableSortedDictionary<string, long> SkippedByCurrency { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Sales of which the shop states another total than their rows add up to, by more than rounding.</summary>
    public long Differing { get; init; }

    /// <summary>Elements that were taken as they are.</summary>
    public long Accepted => Extracted - Duplicates - Rejected - Skipped;

    /// <summary>Carts only: accepted lines whose product was never seen.</summary>
    public long Unpriced { get; init; }

    /// <summary>Rows after the run; for products those not removed.</summary>
    public long Live { get; init; }

    /// <summary>Bytes received from the shop, after decompression.</summary>
    public long Bytes { get; init; }

    /// <summary>Known fields that vanished (<c>-path</c>) or that some record states in no usable way (<c>!path</c>), and how many unknown
    /// ones appeared, with a hash of their names (<c>+2 unknown (1b29a0fe)</c>); of a run those that no earlier success of the store has
    /// noted.</summary>
    public ImmutableArray<string> Drift { get; init; } = [];

    /// <summary>True if nothing was removed although the snapshot might lack some rows: an element had no readable key, or only a window
    /// was read.</summary>
    public bool NothingRemoved { get; init; }
}
