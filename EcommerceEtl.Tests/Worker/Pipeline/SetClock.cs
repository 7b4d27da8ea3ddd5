namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A clock whose time a test sets, while timers and time-outs stay real, or run faster by a given factor.</summary>
public sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    /// <summary>How many times faster than real time patience runs out.</summary>
    public int Hurry { get; set; } = 1;

    /// <summary>Says of a wait that it never ends, however slow the machine of the test is.</summary>
    public Predicate<TimeSpan> IsEndless { get; set; } = _ => false;

    /// <summary>How much more time than really passed is measured as elapsed.</summary>
    public TimeSpan Ahead { get; set; }

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    public override long TimestampFrequency => base.TimestampFrequency / Hurry;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Shortened(dueTime), Shortened(period));

    private TimeSpan Shortened(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || IsEndless(time) ? Timeout.InfiniteTimeSpan : time / Hurry;
}
