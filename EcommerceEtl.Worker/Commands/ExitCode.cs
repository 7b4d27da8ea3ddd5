using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Worker.Commands;

/// <summary>What the process ends with.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>A run or command failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Another run holds the store's lock.</summary>
    public const int Skipped = 3;

    /// <summary>SIGINT ended it before all was done.</summary>
    public const int Interrupted = 128 + 2;

    /// <summary>SIGTERM ended it before all was done.</summary>
    public const int Terminated = 128 + 15;

    /// <summary>The worst of some runs: failed before skipped before done.</summary>
    public static int Of(IReadOnlyCollection<RunSummary> runs) =>
        runs.Any(run => run.Outcome is not (RunOutcome.Succeeded or RunOutcome.Skipped)) ? Failed
        : runs.Any(run => run.Outcome == RunOutcome.Skipped) ? Skipped : Done;
}
