using System.Collections.Concurrent;
using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Telemetry;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>Sees one slot of one store through: runs it, and after a transient failure asks for the same slot again after 5 s, 30 s and 2
/// min, through the same claim, until it has succeeded or the next slot is due. A shop that asked to be left alone for longer is left alone
/// for longer.</summary>
public sealed partial class SlotRunner(
    WorkerSettings settings, EtlRun run, SourceFactory sources, EtlMetrics metrics, DatabaseReach reach, TimeProvider clock,
    ILogger<SlotRunner> log)
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)];

    /// <summary>No timer runs for much longer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(60);

    /// <summary>The latest slot of each store that was asked for, by any worker at the start and by this one since.</summary>
    private readonly ConcurrentDictionary<string, DateTime> _asked = new();

    private readonly Lock _restoring = new();
    private long _readings, _restored;
    private int _gaugesOld;

    /// <summary>Runs a slot with its retries; returns when it has succeeded or no further attempt is made.</summary>
    public async Task RunAsync(StoreOptions store, DateTime slot, RunTrigger trigger, CancellationToken cancellationToken)
    {
        var due = new DueTimes(store);
        CountMissed(store, due, slot);
        NoteSchedule();
        foreach (var planned in Waits.Append(Timeout.InfiniteTimeSpan))
        {
            var summary = await OnceAsync(store, slot, trigger, cancellationToken);
            await RefreshGaugesAsync(cancellationToken);
            if (summary is { IsFilling: true })
                await FillAsync(store, due, slot, cancellationToken);
            if (summary?.Error is not { Transient: true } || planned == Timeout.InfiniteTimeSpan
                || cancellationToken.IsCancellationRequested)
                return;
            var (now, asked) = (clock.GetUtcNow(), sources.AskedToWait(store));
            var wait = asked > planned ? asked : planned;
            if (wait > LongestWait || due.Next(new DateTimeOffset(slot, TimeSpan.Zero)) is { } next && wait >= next - now)
            {
                if (asked > planned)
                    LogLeftAlone(store.Name, slot, asked);
                return;
            }
            if (!summary.HadNoSession)
                LogRetry(store.Name, slot, wait);
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <summary>Goes on with the history that a run has left to be read, each part of it in a run of its own, until all of it is held, a
    /// run does not succeed, or the next slot is due.</summary>
    private async Task FillAsync(StoreOptions store, DueTimes due, DateTime slot, CancellationToken cancellationToken)
    {
        RunSummary? filled;
        do
        {
            if (due.Next(new DateTimeOffset(slot, TimeSpan.Zero)) <= clock.GetUtcNow())
                return;
            filled = await OnceAsync(store, null, RunTrigger.Fill, cancellationToken);
            await RefreshGaugesAsync(cancellationToken);
        }
        while (filled is { IsFilling: true });
    }

    /// <summary>Takes over what the ledger says of all stores, and when each is due.</summary>
    public async Task RefreshGaugesAsync(CancellationToken cancellationToken)
    {
        NoteSchedule();
        var reading = Interlocked.Increment(ref _readings);
        try
        {
            await using var connection =
                await SessionConnection.OpenAsync(settings.Database.ConnectionString, "ecommerce-etl gauges", cancellationToken);
            var stores = await StoreFreshness.ReadAsync(connection, cancellationToken);
            Restore(reading, stores, await OrdersLeftOut.ReadAsync(connection, cancellationToken));
            reach.Found();
            Interlocked.Exchange(ref _gaugesOld, 0);
            foreach (var store in stores)
                if (store.LatestSlot is { } slot)
                    _asked.TryAdd(store.Store, slot);
        }
        // No session with the database could be opened.
        catch (EtlException error)
        {
            reach.Lost(error);
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            // It is said once, until they can be read again.
            if (Interlocked.Exchange(ref _gaugesOld, 1) == 0)
                LogGaugesOld(known.Message);
        }
    }

    /// <summary>Of two concurrent readings, the result of the one that began later is kept.</summary>
    private void Restore(long reading, IReadOnlyList<StoreFreshness> stores, IEnumerable<OrdersLeftOut> orders)
    {
        lock (_restoring)
        {
            if (reading < _restored)
                return;
            _restored = reading;
            metrics.Gauges.Restore(stores, orders);
        }
    }

    /// <summary>The next fire follows the slot that was asked for last: where the schedule stands still, it stays in the past.</summary>
    private void NoteSchedule()
    {
        foreach (var store in settings.Stores)
        {
            var (due, now) = (new DueTimes(store), clock.GetUtcNow());
            var after = _asked.TryGetValue(store.Name, out var slot) ? new DateTimeOffset(slot, TimeSpan.Zero) : now;
            metrics.Gauges.Scheduled(store.Name, due.LatestDue(now), due.Next(after));
        }
    }

    /// <summary>Due times between the slot before and this one got no run of their own, whether this worker slept, was late or was not
    /// there.</summary>
    private void CountMissed(StoreOptions store, DueTimes due, DateTime slot)
    {
        var before = _asked.GetOrAdd(store.Name, slot);
        if (before >= slot)
            return;
        metrics.Misfired(store.Name, due.Between(before, slot));
        _asked[store.Name] = slot;
    }

    private async Task<RunSummary?> OnceAsync(StoreOptions store, DateTime? slot, RunTrigger trigger, CancellationToken cancellationToken)
    {
        metrics.Gauges.Running(store.Name, true);
        try
        {
            var summary = await run.ExecuteSlotAsync(
                new RunRequest(store, trigger) { Slot = slot, LockPatience = LockPatience, LogsNothingWithoutDatabase = true }, null,
                cancellationToken);
            if (summary is { HadNoSession: true, Error: { } away })
                reach.Lost(away);
            if (summary is not null)
                metrics.Ended(summary);
            else
                LogDoneByPeer(store.Name, slot);
            return summary;
        }
        finally
        {
            metrics.Gauges.Running(store.Name, false);
        }
    }

    [LoggerMessage(LogEvents.SlotAskedAgain, LogLevel.Information, "Store {Store}: slot {Slot:u} is asked for again in {Wait}.")]
    private partial void LogRetry(string store, DateTime slot, TimeSpan wait);

    [LoggerMessage(LogEvents.ShopLeftAlone, LogLevel.Information,
        "Store {Store}: slot {Slot:u} is not asked for again, since the shop asked to be left alone for {Asked} (Retry-After).")]
    private partial void LogLeftAlone(string store, DateTime slot, TimeSpan asked);

    [LoggerMessage(LogEvents.SlotDoneByPeer, LogLevel.Debug, "Store {Store}: slot {Slot:u} has succeeded already.")]
    private partial void LogDoneByPeer(string store, DateTime? slot);

    [LoggerMessage(LogEvents.GaugesOld, LogLevel.Warning,
        "The gauges could not be read from the ledger ({Reason}); they keep their last values.")]
    private partial void LogGaugesOld(string reason);
}
