namespace EcommerceEtl.Domain.Quality;

/// <summary>The rule that fails a run in which too much was rejected.</summary>
public static class RejectShare
{
    /// <summary>Up to this many rejects a run is never failed for its share, unless all were rejected.</summary>
    public const long Tolerated = 10;

    /// <summary>True if an entity's rejects fail the run: more than 10 and above the allowed share, or all of them.</summary>
    /// <param name="accepted">Elements accepted.</param>
    /// <param name="rejected">Elements rejected.</param>
    /// <param name="maxShare">Allowed share of rejects, 0 to 1.</param>
    public static bool Exceeded(long accepted, long rejected, double maxShare) =>
        // Divided, not multiplied: 0.29 x 100 is below 29 in binary, yet 29 of 100 is not above 0.29.
        rejected > 0 && (accepted == 0 || rejected > Tolerated && (double)rejected / (accepted + rejected) > maxShare);
}
