namespace EcommerceEtl.Worker.Landing;

/// <summary>Whether a snapshot may be loaded.</summary>
public enum SnapshotVerdict
{
    /// <summary>Landed, not judged yet: its run is under way or died.</summary>
    Pending,

    /// <summary>Complete and plausible: it may be loaded, also by a replay.</summary>
    Accepted,

    /// <summary>Suspicious: kept for inspection, never loaded by itself.</summary>
    Refused,
}
