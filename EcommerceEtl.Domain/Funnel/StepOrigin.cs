namespace EcommerceEtl.Domain.Funnel;

/// <summary>Where the times of a funnel step come from. A figure that rests on simulated steps must say so.</summary>
public enum StepOrigin
{
    /// <summary>The source states the step with a time.</summary>
    Observed,

    /// <summary>The step is implied by what the source states: a line in a cart was looked at.</summary>
    Derived,

    /// <summary>The step is drawn at a configured rate, reproducibly, because the source has no record of it.</summary>
    Simulated,
}

/// <summary>The origins of the three funnel steps, a property of the kind of shop.</summary>
public sealed record StepOrigins(StepOrigin View, StepOrigin Cart, StepOrigin Purchase);
