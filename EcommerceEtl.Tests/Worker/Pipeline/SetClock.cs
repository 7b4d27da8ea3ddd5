namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A clock whose time a test sets, while timers and time-outs stay real.</summary>
public sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
