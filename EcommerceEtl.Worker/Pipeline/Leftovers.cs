namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Memory that nothing uses any more, and that the runtime would keep for what comes.</summary>
internal static class Leftovers
{
    /// <summary>Gives it back to the system, in some milliseconds.</summary>
    public static void Release() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
