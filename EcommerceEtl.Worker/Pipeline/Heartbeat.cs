using EcommerceEtl.Data.Session;
using Npgsql;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Keeps the locking session alive while the run talks to the shop, and ends the extract at once when the session is lost. No
/// other statement may run on the session between start and disposal.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _beating;

    private Heartbeat(StoreSession session, TimeSpan sessionTimeout, TimeProvider clock) =>
        _beating = BeatAsync(session, sessionTimeout, clock);

    /// <summary>Cancelled when the session is lost; <see cref="Error"/> then says why.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why the session was lost; null while it lives.</summary>
    public EtlException? Error { get; private set; }

    /// <summary>Beats every sixth of the session's time-out.</summary>
    public static Heartbeat Start(StoreSession session, TimeSpan sessionTimeout, TimeProvider clock) => new(session, sessionTimeout, clock);

    /// <summary>Does something that may take long while the session is kept alive, and breaks it off when the session is lost.</summary>
    /// <param name="session">The locking session.</param>
    /// <param name="sessionTimeout">How long the server bears its silence.</param>
    /// <param name="clock">Times the beats.</param>
    /// <param name="work">What is to be done. No statement of the session is part of it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.SessionLost"/>, or what the work threw.</exception>
    public static async Task<T> DuringAsync<T>(
        StoreSession session, TimeSpan sessionTimeout, TimeProvider clock, Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await using var heartbeat = Start(session, sessionTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, heartbeat.Lost);
        try
        {
            var done = await work(either.Token);
            await heartbeat.StopAsync();
            return done;
        }
        catch (OperationCanceledException) when (heartbeat.Error is { } lost)
        {
            throw lost;
        }
    }

    /// <summary>Ends the beating; the session is then free for other statements.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.SessionLost"/>: it was lost meanwhile.</exception>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        if (Error is { } lost)
            throw lost;
    }

    private async Task BeatAsync(StoreSession session, TimeSpan sessionTimeout, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(sessionTimeout / 6, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await BeatOnceAsync(session, sessionTimeout, clock);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the extract has ended.
        }
        catch (Exception error) when (error is EtlException or NpgsqlException or InvalidOperationException)
        {
            Error = DatabaseErrors.OnSession(error) ?? DatabaseErrors.SessionLost(error.Message, error);
            await _lost.CancelAsync();
        }
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

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
        _lost.Dispose();
    }
}
