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
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var store in settings.Stores)
        {
            try
            {
                await using var session = await LoadSession.OpenAsync(
                    settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
                if (!await session.TryLockStoreAsync(store.Name, cancellationToken))
                {
                    LogBusy(store.Name);
                    continue;
                }
                var (manifests, chunks) = await ApplyAsync(store, session, cancellationToken);
                LogDone(store.Name, manifests, chunks);
            }
            catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
            {
                LogFailed(store.Name, SnakeCase.Of(known.Code), known.Message);
            }
        }
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

    [LoggerMessage(2101, LogLevel.Information, "Store {Store}: a run is under way; retention comes back tomorrow.")]
    private partial void LogBusy(string store);

    [LoggerMessage(2102, LogLevel.Warning, "Store {Store}: retention failed ({ErrorCode}): {Reason}")]
    private partial void LogFailed(string store, string errorCode, string reason);
}
