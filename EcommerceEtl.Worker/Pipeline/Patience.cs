namespace EcommerceEtl.Worker.Pipeline;

/// <summary>How long something is tried again and again, and what lies between two attempts.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _pause;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _ended;

    public Patience(TimeProvider clock, TimeSpan limit, TimeSpan pause, CancellationToken cancellationToken)
    {
        (_clock, _pause) = (clock, pause);
        _over = new CancellationTokenSource(limit, clock);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
    }

    /// <summary>Ends an attempt when the time is over or the attempts are cancelled.</summary>
    public CancellationToken Token => _ended.Token;

    /// <summary>Waits before the next attempt.</summary>
    /// <returns>False if the time is over, so that there is no next attempt.</returns>
    /// <exception cref="OperationCanceledException">The attempts were cancelled.</exception>
    public async Task<bool> PauseAsync()
    {
        try
        {
            await Task.Delay(_pause, _clock, Token);
            return true;
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _ended.Dispose();
        _over.Dispose();
    }
}
