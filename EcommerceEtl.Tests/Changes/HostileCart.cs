namespace EcommerceEtl.Tests.Changes;

/// <summary>What may happen to a cart of a <see cref="HostileShop"/>: what is seen soonest first.</summary>
internal enum Happening
{
    /// <summary>A cart is made, also with a date of long ago.</summary>
    Created,

    /// <summary>Its time of change moves, of many at once too.</summary>
    Edited,

    /// <summary>It comes back, or goes to another month, and its time of change moves.</summary>
    Moved,

    /// <summary>Another list than that of the carts names it.</summary>
    Refunded,

    /// <summary>It is gone. It may have been made or edited in the last hour.</summary>
    Deleted,

    /// <summary>It comes back as it was: only the count shows it, unless another cart is gone.</summary>
    Restored,

    /// <summary>It is made or edited, and shows later.</summary>
    Late,

    /// <summary>The shop's list shows it, and its time of change does not move.</summary>
    Silent,

    /// <summary>Nothing shows it but the whole cart.</summary>
    Hidden,
}

/// <summary>A cart of a <see cref="HostileShop"/>.</summary>
internal sealed record HostileCart
{
    public required int Id { get; init; }

    public required DateTime Created { get; set; }

    public required DateTime Changed { get; set; }

    /// <summary>It shows from here on.</summary>
    public required DateTime VisibleFrom { get; init; }

    /// <summary>What the shop still shows of it; null once that is the cart itself.</summary>
    public HostileCart? Shown { get; set; }

    public DateTime ShownUntil { get; set; }

    /// <summary>Editions that the list shows.</summary>
    public int Listed { get; set; }

    /// <summary>Editions that no list shows.</summary>
    public int Hidden { get; set; }

    public int Refunds { get; set; }

    public bool IsDeleted { get; set; }

    public bool WasDeleted { get; set; }

    /// <summary>The slowest to be seen of all that happened to it; null if nothing did, and for one that is not tracked.</summary>
    public Happening? Slowest { get; private set; }

    /// <summary>True if it was as the reader held it when tracking began.</summary>
    public bool IsTracked { get; private init; } = true;

    public void Note(Happening happening) =>
        Slowest = IsTracked && !(Slowest > happening) ? happening : Slowest;

    public HostileCart Tracked(bool isTracked) => this with { IsTracked = isTracked, Slowest = null };

    public HostileCart Copy() => this with { Shown = null };
}
