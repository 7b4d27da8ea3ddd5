using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Worker.Sources;

/// <summary>The JSON type of a kind's ids. The other one is <c>wrong_type</c>.</summary>
public enum IdForm
{
    /// <summary>Whole JSON numbers, 1 to 2^62 - 1: each is its own key.</summary>
    Number,

    /// <summary>JSON strings, digits or not: the key is hashed from the text.</summary>
    Text,
}

/// <summary>What holds for every shop of one kind.</summary>
/// <param name="Name">Its name in the settings and in the table <c>stores</c>.</param>
/// <param name="Ids">The JSON type of its ids.</param>
/// <param name="Origins">Where each funnel step comes from.</param>
public sealed record SourceKind(string Name, IdForm Ids, StepOrigins Origins);

/// <summary>What an element means depends on this beside its own bytes.</summary>
/// <param name="SnapshotTime">The snapshot's own time (UTC): carts may be dated at most a day later.</param>
/// <param name="Zone">The store's time zone: a date without a time is a day there.</param>
public readonly record struct MappingContext(DateTime SnapshotTime, TimeZoneInfo Zone);
