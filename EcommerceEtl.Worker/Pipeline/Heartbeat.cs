using EcommerceEtl.Data;
using EcommerceEtl.Data.Load;
using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>
/// Keeps the locking session alive while the run talks to the shop, and ends the extract at once when the session is lost. No other statement
/// may run on the session between start and disposal.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _beating;

    private Heartbeat(LoadSession session, TimeSpan interval, TimeProvider clock) => _beating = BeatAsync(session, interval, clock);

    /// <summary>Cancelled when the session is lost; <see cref="Error"/> then says why.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why the session was lost; null while it lives.</summary>
    public EtlException? Error { get; private set; }

    /// <summary>Beats every sixth of the session's time-out.</summary>
    public static Heartbeat Start(LoadSession session, TimeSpan sessionTimeout, TimeProvider clock) => new(session, sessionTimeout / 6, clock);

    private async Task BeatAsync(LoadSession session, TimeSpan interval, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await session.HeartbeatAsync(CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the extract has ended.
        }
        catch (Exception error) when (error is NpgsqlException or ObjectDisposedException or InvalidOperationException)
        {
            Error = DatabaseErrors.Translate(error)
                ?? new EtlException(ErrorCode.SessionLost, "The database session ended during the extract. Nothing was written; run again.", true, error);
            await _lost.CancelAsync();
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
