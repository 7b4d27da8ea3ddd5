using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using Quartz;

namespace EcommerceEtl.Worker.Scheduling;

/// <summary>Once a day: old snapshots leave the landing zone, each store's under the store's lock, so that no run reads what is being
/// deleted. It walks all folders that are there: the data of a store that has left the settings grow old as well.</summary>
[DisallowConcurrentExecution]
public sealed partial class RetentionJob(
    WorkerSettings settings, LandingZone landing, LandingRetention retention, CustomerErasures erasures, DatabaseReach reach,
    TimeProvider clock, ILogger<RetentionJob> log) : IJob
{
    /// <summary>How long a store that is under way is asked again, and how long lies between.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (Folders() is not { } stores)
            return;
        using var patience = new Patience(clock, Longest, Pause, cancellationToken);
        do
        {
            List<string> busy = [];
            foreach (var store in stores)
                if (!await TryAsync(store, cancellationToken))
                    busy.Add(store);
            if (busy.Count == 0)
                return;
            stores = busy;
        }
        while (await patience.PauseAsync());
        LogGivenUp(string.Join(", ", stores));
    }

    /// <summary>The stores that have a folder; null, with a line in the log, if the landing zone cannot be read.</summary>
    private IReadOnlyList<string>? Folders()
    {
        try
        {
            ScratchLanding.DeleteLeftovers(settings.Landing.Path, clock);
            return landing.Stores();
        }
        catch (Exception error) when (error is EtlException || LandingErrors.IsFileSystem(error))
        {
            LogNotRead(error.Message);
            return null;
        }
    }

    /// <summary>False if a run of the store is under way.</summary>
    private async Task<bool> TryAsync(string store, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await StoreSession.OpenAsync(
                settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
            if (!await session.TryLockStoreAsync(store, cancellationToken))
            {
                LogBusy(store, Pause);
                return false;
            }
            var done = await ApplyAsync(store, session, cancellationToken);
            LogDone(store, done.Manifests, done.Reduced, done.Chunks);
        }
        catch (EtlException away) when (away.Code is ErrorCode.DatabaseUnreachable)
        {
            reach.Lost(away);
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } known)
        {
            LogFailed(store, SnakeCase.Of(known.Code), known.Message);
        }
        return true;
    }

    /// <summary>Deletes only while the session lives: with it the store's lock would be gone. First the people who were erased: files that
    /// somebody brought back from a backup may hold them again.</summary>
    private async Task<RetentionResult> ApplyAsync(string store, StoreSession session, CancellationToken cancellationToken)
    {
        var row = await StoreRegister.FindAsync(session, store, cancellationToken);
        var erased = await erasures.MergeAsync(session, store, row, cancellationToken);
        await erasures.RepeatAsync(session, store, erased, cancellationToken);
        return await Heartbeat.DuringAsync(
            session, settings.Database.SessionTimeout, clock, token =>
                retention.ApplyAsync(store, settings.Landing.RetentionDays, token), cancellationToken);
    }

    [LoggerMessage(LogEvents.RetentionDone, LogLevel.Information,
        "Store {Store}: retention deleted {Manifests} manifests and {Chunks} chunks, and of {Reduced} manifests all but the products.")]
    private partial void LogDone(string store, int manifests, int reduced, int chunks);

    [LoggerMessage(LogEvents.RetentionWaits, LogLevel.Information, "Store {Store}: a run is under way; retention asks again in {Pause}.")]
    private partial void LogBusy(string store, TimeSpan pause);

    [LoggerMessage(LogEvents.RetentionFailed, LogLevel.Warning, "Store {Store}: retention failed ({ErrorCode}): {Reason}")]
    private partial void LogFailed(string store, string errorCode, string reason);

    [LoggerMessage(LogEvents.LandingNotRead, LogLevel.Warning,
        "Retention could not read the landing zone: {Reason} It comes back tomorrow.")]
    private partial void LogNotRead(string reason);

    [LoggerMessage(LogEvents.RetentionGivenUp, LogLevel.Warning,
        "Retention found a run under way each time: {Stores}. It comes back tomorrow.")]
    private partial void LogGivenUp(string stores);
}
