namespace EcommerceEtl.Domain.Runs;

/// <summary>How a run stands in the ledger.</summary>
public enum RunOutcome
{
    /// <summary>Under way, or its worker is dead and nobody has noticed yet.</summary>
    Running,

    /// <summary>Its rows and this outcome were committed together.</summary>
    Succeeded,

    /// <summary>It changed nothing; the error says why.</summary>
    Failed,

    /// <summary>It was told to stop and changed nothing.</summary>
    Cancelled,

    /// <summary>Another run held the store's lock for the whole wait.</summary>
    Skipped,

    /// <summary>Its worker died; found by the next holder of the store's lock. It changed nothing.</summary>
    Abandoned,
}

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

    /// <summary>A run before it, which left a part of the shop's history to be read.</summary>
    Fill,
}
