using EcommerceEtl.Data;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// Finds out what came of a COMMIT whose answer was lost. The store's lock is free only when the old session has ended, so whoever holds
/// it and reads the ledger row knows the outcome.
/// </summary>
internal sealed class CommitOutcome(WorkerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The run's outcome in the ledger, or null if it could not be read within a minute. A row that is gone, because the server that
    /// answers now was a replica that had not got it yet, counts as abandoned: nothing of the run is there.
    /// </summary>
    public async Task<RunOutcome?> ReadAsync(RunTicket ticket, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < Patience)
        {
            try
            {
                await using var session = await LoadSession.OpenAsync(
                    settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
                while (clock.GetElapsedTime(started) < Patience)
                {
                    if (await session.TryLockStoreAsync(ticket.Identity.Name, cancellationToken))
                        return await new RunLedger(session, ticket.StoreId).OutcomeAsync(ticket.RunId, cancellationToken)
                            ?? RunOutcome.Abandoned;
                    // A peer that holds the lock has ended the old session too: its view of the row is final.
                    if (await new RunLedger(session, ticket.StoreId).OutcomeAsync(ticket.RunId, cancellationToken) is { } outcome
                        && outcome != RunOutcome.Running)
                        return outcome;
                    await Task.Delay(Pause, clock, cancellationToken);
                }
            }
            catch (Exception error) when (DatabaseErrors.OnSession(error) is not null)
            {
                // Refused, read-only, out of reach: during a fail-over a server says anything. It settles nothing about the COMMIT.
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        return null;
    }
}
