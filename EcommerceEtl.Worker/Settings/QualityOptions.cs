namespace EcommerceEtl.Worker.Settings;

/// <summary>Section <c>Quality</c>: when a snapshot is not to be trusted.</summary>
public sealed record QualityOptions
{
    /// <summary>Largest share of an entity's elements that may be rejected, 0 to 1; 0.2 by default.</summary>
    public double MaxRejectShare { get; init; } = 0.2;

    /// <summary>
    /// How far, 0 to 1, an entity may fall below its highest live count of the last 7 days, and how large a share of its known ids may be
    /// gone; 0.5 by default.
    /// </summary>
    public double MaxShrink { get; init; } = 0.5;
}
