using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Worker.Commands;

/// <summary>What the process ends with. A <c>run</c> or <c>replay</c> that SIGINT or SIGTERM ended exits with 130 or 143 instead.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>A run or command failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Another run holds the store's lock.</summary>
    public const int Skipped = 3;

    /// <summary>The worst of some runs: failed before skipped before done.</summary>
    public static int Of(IReadOnlyCollection<RunSummary> runs) =>
        runs.Any(run => run.Outcome is not (RunOutcome.Succeeded or RunOutcome.Skipped)) ? Failed
        : runs.Any(run => run.Outcome == RunOutcome.Skipped) ? Skipped
        : Done;
}
