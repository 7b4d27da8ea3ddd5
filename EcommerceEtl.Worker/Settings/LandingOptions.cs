namespace EcommerceEtl.Worker.Settings;

/// <summary>Section <c>Landing</c>: where snapshots are kept.</summary>
public sealed record LandingOptions
{
    /// <summary>Folder, relative to the working directory; <c>landing</c> by default.</summary>
    public string Path { get; init; } = "landing";

    /// <summary>Days that snapshots are kept, 1 to 3,650; 14 by default.</summary>
    public int RetentionDays { get; init; } = 14;
}
