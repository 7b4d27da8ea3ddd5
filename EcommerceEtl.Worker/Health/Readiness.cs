using EcommerceEtl.Data.Schema;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace EcommerceEtl.Worker.Health;

/// <summary>Ready: the database answers, its schema is this worker's, and the scheduler is alive. All who ask within two seconds share one
/// look, which takes one database session, so that nobody can use up the database's sessions by asking.</summary>
public sealed class Readiness(
    WorkerSettings settings, WorkerState state, DatabaseReach reach, ISchedulerFactory schedulers, TimeProvider clock) : IHealthCheck
{
    /// <summary>How long an answer is given again.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    /// <summary>Longest time of one look: a server that took the session may fall silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock _deciding = new();
    private Task<(HealthCheckResult Result, long At)>? _look;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        (await Shared().WaitAsync(cancellationToken)).Result;

    /// <summary>The look under way, the last one while it is kept, or a new one. It does not end with the request that began it.</summary>
    private Task<(HealthCheckResult Result, long At)> Shared()
    {
        lock (_deciding)
        {
            if (_look is null || (_look.IsCompleted && !(_look.IsCompletedSuccessfully && clock.GetElapsedTime(_look.Result.At) < Kept)))
                _look = LookAsync();
            return _look;
        }
    }

    private async Task<(HealthCheckResult Result, long At)> LookAsync()
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        HealthCheckResult result;
        try
        {
            result = await AskAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            result = HealthCheckResult.Unhealthy($"The database did not answer within {Patience.TotalSeconds:0} s.");
        }
        return (result, clock.GetTimestamp());
    }

    private async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var schema = await new SchemaMigrator(settings.Database.ConnectionString, clock).PendingAsync(cancellationToken);
            reach.Found();
            schema.ThrowIfNotCurrent();
        }
        catch (EtlException error)
        {
            if (error.Code == ErrorCode.DatabaseUnreachable)
                reach.Lost(error);
            return HealthCheckResult.Unhealthy($"{SnakeCase.Of(error.Code)}: {error.Message}");
        }
        if (!state.HasStarted)
            return HealthCheckResult.Unhealthy("The scheduler has not started yet.");
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        return await scheduler.GetStatus(cancellationToken) == SchedulerStatus.Running
            ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The scheduler has stopped.");
    }
}

/// <summary>Whether the worker has begun its schedule.</summary>
public sealed class WorkerState
{
    private volatile bool _started;
    private volatile bool _runsMayBegin;

    /// <summary>True once the database was ready and the scheduler runs.</summary>
    public bool HasStarted => _started;

    /// <summary>True from just before the scheduler starts: from then on a run may be under way.</summary>
    public bool RunsMayBegin => _runsMayBegin;

    public void LetRunsBegin() => _runsMayBegin = true;

    public void Started() => _started = true;
}
