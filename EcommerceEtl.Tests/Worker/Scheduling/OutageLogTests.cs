using System.Collections.Concurrent;
using EcommerceEtl.Worker.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What the schedule logs while the database is away.</summary>
public sealed class OutageLogTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("down while the worker lives")]
    public async Task An_outage_is_said_once_however_often_the_database_is_asked_for_and_once_when_it_is_back()
    {
        await using var proxy = new DatabaseProxy(_test.Database.ConnectionString);
        _test.ConnectBy(proxy.ConnectionString);
        ConcurrentQueue<string> said = [];
        await using var services = _test.ScheduleServices(new SaidLines(said.Enqueue));
        var slots = services.GetRequiredService<SlotRunner>();
        await FireAsync(slots, 0);
        said.Clear();
        _test.Clock.Hurry = 500;

        proxy.Refuse = int.MaxValue;
        foreach (var minute in (int[])[15, 30, 30, 45])
            await FireAsync(slots, minute);
        var asked = int.MaxValue - proxy.Refuse;
        proxy.Deny = int.MaxValue;
        proxy.Refuse = 0;
        await slots.RefreshGaugesAsync(CancellationToken.None);
        await FireAsync(slots, 45);
        proxy.Deny = 0;
        await slots.RefreshGaugesAsync(CancellationToken.None);

        Assert.That(asked, Is.GreaterThan(20));
        Assert.That(said, Has.Count.EqualTo(3), string.Join('\n', said));
        Assert.That(said.Take(2), Has.All.StartsWith("Waiting for the database: "),
            "away, and then refusing, which needs somebody to look");
        Assert.That(said.Last(), Is.EqualTo("The database is back."));
        await _test.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded"]);
    }

    /// <summary>A slot is due, and is seen through with all its attempts.</summary>
    private Task FireAsync(SlotRunner slots, int minute)
    {
        var slot = new DateTime(2026, 3, 1, 12, minute, 0, DateTimeKind.Utc);
        _test.Clock.Now = slot.AddSeconds(1);
        return slots.RunAsync(_test.Store, slot, RunTrigger.Schedule, CancellationToken.None);
    }
}
