using System.Collections.Frozen;

namespace EcommerceEtl.Data.Restatements;

/// <summary>What a run needs to know to tell which changes are restatements, and why they happen.</summary>
/// <param name="LastFinalDay">The latest day, in the store's zone, whose figures count as final
/// (<see cref="Domain.Funnel.FinalDays"/>).</param>
/// <param name="Everywhere">Causes that hold for every change of the run.</param>
/// <param name="RulesChanged">True if the rules are not those of the last success: they are then taken for the cause of every changed
/// cart.</param>
/// <param name="NewProducts">Keys of the products that the run is the first to see.</param>
public sealed record RestatementScope(DateOnly LastFinalDay, RestatementCause Everywhere, bool RulesChanged, FrozenSet<long> NewProducts)
{
    /// <summary>The first day whose figures could be taken as final: history before it was still being filled.</summary>
    public DateOnly FirstDay { get; init; } = DateOnly.MinValue;
}

/// <summary>Why the figures of a final day changed; several may be true at once.</summary>
[Flags]
public enum RestatementCause
{
    None = 0,

    /// <summary>The store's kind or address is another than before, and somebody accepted that.</summary>
    StoreChanged = 1,

    /// <summary>A landed snapshot was loaded again.</summary>
    Replayed = 2,

    /// <summary>Rates, seed, time zone or version of the projection differ from those of the last success.</summary>
    RulesChanged = 4,

    /// <summary>A product that lines were waiting for is listed for the first time: they have a price now.</summary>
    ProductsKnown = 8,

    /// <summary>The shop changed a cart.</summary>
    CartsEdited = 16,

    /// <summary>A cart of that day was not there before.</summary>
    CartsLate = 32,

    /// <summary>The shop no longer has a cart.</summary>
    CartsRemoved = 64,
}

/// <summary>The plain words for a cause, as <c>restatements.cause</c> has them.</summary>
public static class RestatementCauses
{
    private static readonly (RestatementCause Cause, string Text)[] Texts =
    [
        (RestatementCause.StoreChanged, "store changed"),
        (RestatementCause.Replayed, "snapshot replayed"),
        (RestatementCause.RulesChanged, "rules changed"),
        (RestatementCause.ProductsKnown, "products became known"),
        (RestatementCause.CartsEdited, "carts edited"),
        (RestatementCause.CartsLate, "carts arrived late"),
        (RestatementCause.CartsRemoved, "carts removed"),
    ];

    /// <summary>All that is set, joined by <c>, </c>.</summary>
    public static string Text(this RestatementCause causes) =>
        string.Join(", ", Texts.Where(text => causes.HasFlag(text.Cause)).Select(text => text.Text));
}
