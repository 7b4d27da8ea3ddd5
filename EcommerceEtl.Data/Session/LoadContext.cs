namespace EcommerceEtl.Data.Session;

/// <summary>What every part of one load shares.</summary>
/// <param name="Session">The session that holds the store's lock, in its write transaction.</param>
/// <param name="SnapshotTime">Time of the snapshot being loaded, UTC.</param>
/// <param name="Complete">True if the snapshot is complete, so that what it lacks may be removed.</param>
public sealed record LoadContext(StoreSession Session, short StoreId, long RunId, DateTime SnapshotTime, bool Complete);
