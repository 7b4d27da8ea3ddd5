using Npgsql;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Keeps the locking session alive while the run is busy elsewhere, and ends that work at once when the session is lost.</summary>
internal static class Heartbeat
{
    /// <summary>Does something that may take long, and meanwhile beats every sixth of the session's time-out.</summary>
    /// <param name="sessionTimeout">How long the server bears its silence.</param>
    /// <param name="work">What is to be done. No statement of the session is part of it.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.SessionLost"/>, or what the work threw.</exception>
    public static async Task<T> DuringAsync<T>(
        StoreSession session, TimeSpan sessionTimeout, TimeProvider clock, Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        using var stop = new CancellationTokenSource();
        using var lost = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost.Token);
        var beating = BeatAsync(session, sessionTimeout, clock, lost, stop.Token);
        try
        {
            var done = await work(either.Token);
            await stop.CancelAsync();
            return await beating is { } error ? throw error : done;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw await beating ?? DatabaseErrors.SessionLost("the session was lost");
        }
        finally
        {
            await stop.CancelAsync();
            await beating;
        }
    }

    /// <summary>Beats until it is stopped.</summary>
    /// <returns>Why the session was lost; null if it was not.</returns>
    private static async Task<EtlException?> BeatAsync(
        StoreSession session, TimeSpan sessionTimeout, TimeProvider clock, CancellationTokenSource lost, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(sessionTimeout / 6, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await BeatOnceAsync(session, sessionTimeout, clock);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the work has ended.
        }
        catch (Exception error) when (error is EtlException or NpgsqlException or InvalidOperationException)
        {
            await lost.CancelAsync();
            return DatabaseErrors.OnSession(error) ?? DatabaseErrors.SessionLost(error.Message, error);
        }
        return null;
    }

    /// <summary>A server that gives no answer for as long as it bears silence itself is out of reach, or has ended the session
    /// already.</summary>
    private static async Task BeatOnceAsync(StoreSession session, TimeSpan sessionTimeout, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(sessionTimeout, clock);
        try
        {
            await session.HeartbeatAsync(patience.Token);
        }
        catch (OperationCanceledException silence)
        {
            throw DatabaseErrors.SessionLost($"the server did not answer for {sessionTimeout:c} (Database:SessionTimeout)", silence);
        }
    }
}
