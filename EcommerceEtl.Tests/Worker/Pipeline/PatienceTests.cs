using EcommerceEtl.Worker.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Pipeline;

public sealed class PatienceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task It_waits_between_attempts_until_the_time_is_over()
    {
        using var patience = new Patience(_clock, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2), CancellationToken.None);

        var first = patience.PauseAsync();
        Assert.That(first.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await first, patience.Token.IsCancellationRequested), Is.EqualTo((true, false)));

        var second = patience.PauseAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await second, patience.Token.IsCancellationRequested), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task Whoever_cancels_is_told_so_and_not_that_the_time_is_over()
    {
        using var stop = new CancellationTokenSource();
        using var patience = new Patience(_clock, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2), stop.Token);

        var wait = patience.PauseAsync();
        await stop.CancelAsync();

        await Assert.ThatAsync(() => wait, Throws.InstanceOf<OperationCanceledException>());
    }
}
