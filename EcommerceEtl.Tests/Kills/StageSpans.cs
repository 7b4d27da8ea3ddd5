using EcommerceEtl.Tests.Model;
using EcommerceEtl.Tests.Worker.Pipeline;

namespace EcommerceEtl.Tests.Kills;

/// <summary>How long the stages of a run last, so that what disturbs it can come at any moment of each.</summary>
internal static class StageSpans
{
    /// <summary>A COMMIT takes a millisecond or two; what follows it in a run disturbs nobody.</summary>
    private static readonly TimeSpan Commit = TimeSpan.FromMilliseconds(2);

    /// <summary>How long an undisturbed run takes from each of <see cref="KilledRun.Markers"/> to the next. It is a first load, so it does
    /// the most.</summary>
    public static async Task<TimeSpan[]> MeasureAsync(ModelSession session)
    {
        List<long> times = [];
        await using var scratch = await PipelineHarness.CreateAsync(session.Pipeline.Shop);
        await using (var worker = WorkerProcess.Start(WorkerProcess.SettingsOf(scratch), "run"))
        {
            foreach (var marker in KilledRun.Markers)
                times.Add((await worker.WaitForAsync(marker))?.At
                    ?? throw new AssertionException($"the worker never said '{marker}': {await worker.OutputAsync()}"));
            Assert.That(await worker.ExitAsync(), Is.Zero, await worker.OutputAsync());
        }
        TimeSpan[] spans = [.. times.Zip(times.Skip(1), TimeProvider.System.GetElapsedTime), Commit];
        await TestContext.Out.WriteLineAsync(string.Join(
            ", ", KilledRun.Markers.Zip(spans,
                (marker, span) => string.Create(CultureInfo.InvariantCulture, $"'{marker}' {span.TotalMilliseconds:0} ms"))));
        return spans;
    }
}
