using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Tables;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>A store whose lock this process holds, for work on it that is no run. No run of it is under way as long as this
/// lives.</summary>
/// <param name="Row">The store as this database knows it; null if it does not.</param>
public sealed record LockedStore(StoreSession Session, string Name, StoreRow? Row) : IAsyncDisposable
{
    /// <summary>As for a run by hand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes the lock, and keeps migrations away; null if a run held it for all of the wait, and then <paramref name="busy"/> is
    /// told who holds it.</summary>
    /// <exception cref="Domain.Runs.EtlException">The database is out of reach or refuses, or its schema is not this worker's.</exception>
    public static async Task<LockedStore?> TryTakeAsync(
        WorkerSettings settings, SourceFactory sources, TimeProvider clock, ILogger log, string name, Action<BlockingSession?> busy,
        CancellationToken cancellationToken)
    {
        var session = await StoreSession.OpenAsync(settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
        try
        {
            await SchemaLock.HoldAsync(session, cancellationToken);
            if (await new RunClaims(settings, sources, clock, log).LockAsync(name, Patience, session, cancellationToken))
            {
                var row = await StoreRegister.FindAsync(session, name, cancellationToken);
                return new LockedStore(session, name, row);
            }
            busy(await BlockingSession.OfStoreAsync(session, name, cancellationToken));
        }
        catch (Exception error)
        {
            await session.DisposeAsync();
            throw DatabaseErrors.OnSession(error) ?? error;
        }
        await session.DisposeAsync();
        return null;
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
