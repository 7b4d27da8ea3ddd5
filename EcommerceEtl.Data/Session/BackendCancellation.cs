namespace EcommerceEtl.Data.Session;

/// <summary>Ends what a session's server process is at, by a connection of its own, as soon as a token is cancelled. A raw COPY needs it:
/// the driver takes no token while it waits for the server to have taken the rows, and a trigger or a lock may hold the server up for as
/// long as it likes.</summary>
internal sealed class BackendCancellation : IAsyncDisposable
{
    /// <summary>How long it waits before it asks for a connection again, where the server has none to spare.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _connectionString;
    private readonly int _backend;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _over = new();
    private Task _cancelling = Task.CompletedTask;

    /// <param name="connectionString">The session's.</param>
    /// <param name="backend">Its server process (<c>pg_backend_pid()</c>).</param>
    /// <param name="cancellationToken">Ends what the process is at.</param>
    public BackendCancellation(string connectionString, int backend, CancellationToken cancellationToken)
    {
        (_connectionString, _backend, Token) = (connectionString, backend, cancellationToken);
        _registration = cancellationToken.Register(() => _cancelling = CancelAsync());
    }

    public CancellationToken Token { get; }

    /// <summary>Waits for a cancellation under way, which would otherwise end the session's next statement.</summary>
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        await _over.CancelAsync();
        await _cancelling;
        _over.Dispose();
    }

    private async Task CancelAsync()
    {
        while (!_over.IsCancellationRequested && !await TryCancelAsync())
            await Task.Delay(Pause, TimeProvider.System, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>False if it is to be tried again.</returns>
    private async Task<bool> TryCancelAsync()
    {
        try
        {
            await using var connection = await SessionConnection.ConnectAsync(
                new SessionTarget(_connectionString, "ecommerce-etl cancel", null), CancellationToken.None);
            await connection.Command("Session/cancel_backend", _backend).RunAsync(CancellationToken.None);
            return true;
        }
        catch (Exception away) when (away is EtlException || DatabaseErrors.OnSession(away) is not null)
        {
            // The server takes no further connection for now. If it never does, the COPY ends by itself or with the session.
            return false;
        }
    }
}
