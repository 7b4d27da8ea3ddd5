using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Where a run is, for a terminal.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Entity">Of which entity; null between them.</param>
/// <param name="Done">Elements done so far.</param>
public sealed record RunProgress(RunStage Stage, Entity? Entity = null, long Done = 0);

/// <summary>The stages of a run, in order.</summary>
public enum RunStage
{
    Claim,
    Extract,
    Load,
    Commit,
}
