using System.Collections.Frozen;

namespace EcommerceEtl.Data.Restatements;

/// <summary>What a run needs to know to tell which changes are restatements, and why they happen.</summary>
/// <param name="LastSettledDay">The latest day, in the store's zone, whose figures count as final
/// (<see cref="Domain.Funnel.SettledDays"/>).</param>
/// <param name="Everywhere">Causes that hold for every change of the run.</param>
/// <param name="RulesChanged">True if the rules are not those of the last success: they are then taken for the cause of every changed
/// cart.</param>
/// <param name="NewProducts">Keys of the products that the run is the first to see.</param>
public sealed record RestatementScope(DateOnly LastSettledDay, RestatementCause Everywhere, bool RulesChanged, FrozenSet<long> NewProducts);
