using EcommerceEtl.Data;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>Once a day: old snapshots leave the landing zone, each store's under the store's lock, so that no run reads what is being deleted.</summary>
[DisallowConcurrentExecution]
public sealed partial class RetentionJob(WorkerSettings settings, LandingRetention retention, TimeProvider clock, ILogger<RetentionJob> log) : IJob
{
    /// <summary>How often a store that is under way is asked again, and how long lies between.</summary>
    private const int Attempts = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoreOptions> stores = settings.Stores;
        for (var attempt = 1; ; attempt++)
        {
            List<StoreOptions> busy = [];
            foreach (var store in stores)
                if (!await TryAsync(store, cancellationToken))
                    busy.Add(store);
            if (busy.Count == 0)
                return;
            if (attempt == Attempts)
            {
                LogGivenUp(string.Join(", ", busy.Select(store => store.Name)));
                return;
            }
            stores = busy;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>False if a run of the store is under way.</summary>
    private async Task<bool> TryAsync(StoreOptions store, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await LoadSession.OpenAsync(
                settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
            if (!await session.TryLockStoreAsync(store.Name, cancellationToken))
            {
                LogBusy(store.Name, Pause);
                return false;
            }
            var (manifests, chunks) = await ApplyAsync(store, session, cancellationToken);
            LogDone(store.Name, manifests, chunks);
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            LogFailed(store.Name, SnakeCase.Of(known.Code), known.Message);
        }
        return true;
    }

    /// <summary>Deletes only while the session lives: with it the store's lock would be gone.</summary>
    private async Task<(int Manifests, int Chunks)> ApplyAsync(StoreOptions store, LoadSession session, CancellationToken cancellationToken)
    {
        await using var heartbeat = Heartbeat.Start(session, settings.Database.SessionTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, heartbeat.Lost);
        try
        {
            return await retention.ApplyAsync(store.Name, settings.Landing.RetentionDays, either.Token);
        }
        catch (OperationCanceledException) when (heartbeat.Error is { } lost)
        {
            throw lost;
        }
    }

    [LoggerMessage(2100, LogLevel.Information, "Store {Store}: retention deleted {Manifests} manifests and {Chunks} chunks.")]
    private partial void LogDone(string store, int manifests, int chunks);

    [LoggerMessage(2101, LogLevel.Information, "Store {Store}: a run is under way; retention asks again in {Pause}.")]
    private partial void LogBusy(string store, TimeSpan pause);

    [LoggerMessage(2102, LogLevel.Warning, "Store {Store}: retention failed ({ErrorCode}): {Reason}")]
    private partial void LogFailed(string store, string errorCode, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "Retention found a run under way each time: {Stores}. It comes back tomorrow.")]
    private partial void LogGivenUp(string stores);
}
