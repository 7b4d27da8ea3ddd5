using EcommerceEtl.Tests.Model;

namespace EcommerceEtl.Tests.Kills;

/// <summary>How long the stages of a run last, so that what disturbs it can come at any moment of each.</summary>
internal static class StageSpans
{
    /// <summary>A COMMIT takes a millisecond or two; what follows it in a run disturbs nobody.</summary>
    private static readonly TimeSpan Commit = TimeSpan.FromMilliseconds(2);

    /// <summary>Of so many runs the middle one counts, stage by stage: on a busy machine the lines of one may come at once.</summary>
    private const int Measured = 3;

    /// <summary>How long an undisturbed run takes from each of <see cref="KilledRun.Markers"/> to the next. It is a first load, so it does
    /// the most.</summary>
    public static async Task<TimeSpan[]> MeasureAsync(ModelSession session)
    {
        List<TimeSpan[]> runs = [];
        for (var run = 0; run < Measured; run++)
            runs.Add(await MeasureOnceAsync(session));
        TimeSpan[] spans = [.. runs[0].Select((_, stage) => runs.Select(run => run[stage]).Order().ElementAt(Measured / 2))];
        await TestContext.Out.WriteLineAsync(string.Join(
            ", ", KilledRun.Markers.Zip(spans,
                (marker, span) => string.Create(CultureInfo.InvariantCulture, $"'{marker}' {span.TotalMilliseconds:0} ms"))));
        return spans;
    }

    private static async Task<TimeSpan[]> MeasureOnceAsync(ModelSession session)
    {
        List<long> times = [];
        await using var scratch = new PipelineBundle(session.Pipeline.Shop);
        await using var worker = ChildProcess.Start(WorkerProgram.Call("run"), scratch.Variables());
        foreach (var marker in KilledRun.Markers)
        {
            await worker.LineAsync(marker);
            times.Add(TimeProvider.System.GetTimestamp());
        }
        Assert.That((await worker.ExitAsync()).Code, Is.Zero, worker.Log);
        return [.. times.Zip(times.Skip(1), TimeProvider.System.GetElapsedTime), Commit];
    }
}
