using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;
using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>Once a day: old snapshots leave the landing zone, each store's under the store's lock, so that no run reads what is being deleted.</summary>
[DisallowConcurrentExecution]
public sealed partial class RetentionJob(WorkerSettings settings, LandingRetention retention, ILogger<RetentionJob> log) : IJob
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
                var (manifests, chunks) = await retention.ApplyAsync(store.Name, settings.Landing.RetentionDays, cancellationToken);
                LogDone(store.Name, manifests, chunks);
            }
            catch (EtlException error)
            {
                LogFailed(store.Name, SnakeCase.Of(error.Code), error.Message);
            }
        }
    }

    [LoggerMessage(2100, LogLevel.Information, "Store {Store}: retention deleted {Manifests} manifests and {Chunks} chunks.")]
    private partial void LogDone(string store, int manifests, int chunks);

    [LoggerMessage(2101, LogLevel.Information, "Store {Store}: a run is under way; retention comes back tomorrow.")]
    private partial void LogBusy(string store);

    [LoggerMessage(2102, LogLevel.Warning, "Store {Store}: retention failed ({ErrorCode}): {Reason}")]
    private partial void LogFailed(string store, string errorCode, string reason);
}
