using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>An erasure that is broken off at any moment is finished by the next one, or by the next run.</summary>
internal sealed class BrokenErasureTests : IAsyncDisposable
{
    private readonly ErasureBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private sealed class BrokenOffException : Exception;

    [Test]
    [Fault("kill -9 in mid-erasure")]
    public Task An_erasure_that_ends_at_any_step_is_finished_by_whatever_comes_next([Values] bool again) =>
        EachFromTheSameAsync(runs: 2, Enum.GetValues<ErasureStep>(), async step =>
        {
            await Assert.ThrowsAsync<BrokenOffException>(() => _test.EraseAsync(at => BreakOff(at == step)));

            Assert.That(await _test.FindAsync(), step == ErasureStep.Done ? Is.Empty : Is.Not.Empty);
            // With the list nothing has begun.
            if (step != ErasureStep.List || again)
                await FinishAsync(again);
        });

    [Test]
    [Fault("kill -9 in mid-erasure")]
    public Task An_erasure_that_ends_between_two_files_is_finished_by_whatever_comes_next([Values] bool again) =>
        EachFromTheSameAsync(runs: 4, [1, 2, 3, 4, 5], async chunk =>
        {
            await using var services = _test.Pipeline.Services();
            var (sources, read) = (services.GetRequiredService<SourceFactory>(), 0);

            await Assert.ThrowsAsync<BrokenOffException>(() => _test.EraseAsync(fields: (kind, entity) =>
            {
                // Asked for once a chunk.
                BreakOff(++read == chunk);
                return sources.FieldsOf(kind, entity);
            }));

            Assert.That(await _test.FindAsync(), Is.Not.Empty);
            await FinishAsync(again);
        });

    /// <summary>Breaks off at each of some moments, every time with the database and the landing zone as some runs left them.</summary>
    private async Task EachFromTheSameAsync<T>(int runs, IReadOnlyCollection<T> moments, Func<T, Task> breakOff)
    {
        _test.Plant();
        for (var run = 0; run < runs; run++)
            await _test.AnotherRunAsync();
        await using var database = await _test.Pipeline.Database.CopyAsync();
        var landing = _test.TakeBackup();
        foreach (var moment in moments)
        {
            // Of what fails, the last one named is the case.
            await TestContext.Out.WriteLineAsync($"broken off at {moment}");
            landing.Restore(over: false);
            await _test.Pipeline.ReplaceDatabaseAsync(await database.CopyAsync());
            await breakOff(moment);
        }
    }

    private async Task FinishAsync(bool again)
    {
        if (again)
            await _test.EraseAsync();
        else
            await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync(again ? "erased again" : "after the next run");
        await _test.HoldsAsync();
        var quiet = await _test.Pipeline.Database.ChecksumAsync();
        await _test.Pipeline.SucceedAsync();
        await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("and after those that follow");
        Assert.That(again || await _test.Pipeline.Database.ChecksumAsync() == quiet, Is.True, "nothing was left to do");
    }

    private static void BreakOff(bool now)
    {
        if (now)
            throw new BrokenOffException();
    }
}
