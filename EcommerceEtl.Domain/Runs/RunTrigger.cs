namespace EcommerceEtl.Domain.Runs;

/// <summary>What asked for a run.</summary>
public enum RunTrigger
{
    /// <summary>The store's cron.</summary>
    Schedule,

    /// <summary>The catch-up when the worker starts.</summary>
    Startup,

    /// <summary>The command <c>run</c>.</summary>
    Manual,

    /// <summary>The command <c>replay</c>: a landed snapshot is loaded again, the shop is not asked.</summary>
    Replay,

    /// <summary>The command <c>run --from --to</c>.</summary>
    Backfill,
}
