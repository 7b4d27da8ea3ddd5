namespace EcommerceEtl.Worker.Sources;

/// <summary>What an element means depends on this beside its own bytes.</summary>
/// <param name="SnapshotTime">The snapshot's own time (UTC): carts may be dated at most a day later.</param>
/// <param name="Zone">The store's time zone: a date without a time is a day there.</param>
public readonly record struct MappingContext(DateTime SnapshotTime, TimeZoneInfo Zone);
