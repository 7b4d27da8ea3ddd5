using EcommerceEtl.Data.Schema;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace EcommerceEtl.Worker.Health;

/// <summary>Ready: the database answers, its schema is this worker's, and the scheduler is alive.</summary>
public sealed class Readiness(WorkerSettings settings, WorkerState state, DatabaseReach reach, ISchedulerFactory schedulers, TimeProvider clock) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
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
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The scheduler has stopped.");
    }
}
