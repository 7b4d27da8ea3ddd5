namespace EcommerceEtl.Data.Schema;

/// <summary>Looks, from a session beside it, at a session of a migration that may wait for locks: says every 10 s who holds them, ends the
/// holders if they are viewers, and gives up after half an hour. Whoever may read a table can lock it against a change of the schema, and
/// no grant forbids that.</summary>
/// <param name="connectionString">The warehouse, as its owner.</param>
/// <param name="waiting">Told every 10 s of a wait.</param>
internal sealed class LockWatch(string connectionString, TimeProvider time, Action<SchemaWait> waiting) : IAsyncDisposable
{
    private NpgsqlConnection? _beside;

    /// <summary>How often a waiting migration says so.</summary>
    private static readonly TimeSpan NoticeInterval = TimeSpan.FromSeconds(10);

    /// <summary>Longer than a run takes, unless its deadlines have been raised.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Does something on a session, and watches it meanwhile.</summary>
    /// <param name="session">The session, which is busy with the work.</param>
    /// <param name="work">What may wait for locks.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.LockTimeout"/>, naming the holders.</exception>
    public async Task<T> DuringAsync<T>(
        NpgsqlConnection session, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var free = time.GetTimestamp();
        var done = work(end.Token);
        // The delay does not end with the token: cancelling ends the work, and that ends the loop.
        while (await Task.WhenAny(done, Task.Delay(NoticeInterval, time, CancellationToken.None)) != done)
        {
            var holders = await HoldersAsync(session.ProcessID, end.Token);
            if (holders.IsEmpty)
            {
                free = time.GetTimestamp();
                continue;
            }
            var waited = time.GetElapsedTime(free);
            waiting(new SchemaWait(waited, holders, await EndViewersAsync(holders, end.Token)));
            if (waited < Longest)
                continue;
            await end.CancelAsync();
            await done.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (done.IsCompletedSuccessfully)
                break;
            throw new EtlException(
                ErrorCode.LockTimeout,
                $"The migration waited {waited.TotalMinutes:0} minutes for a lock and gave up; nothing was changed. It is held by "
                + $"{string.Join(", ", holders)}. Run `migrate` again when that has ended, or end it: "
                + $"{holders[0].EndingStatement}.",
                transient: true);
        }
        return await done;
    }

    /// <summary>Who keeps the session waiting; nobody if that cannot be found out.</summary>
    private async Task<ImmutableArray<BlockingSession>> HoldersAsync(int waiter, CancellationToken cancellationToken)
    {
        try
        {
            _beside ??= await SessionConnection.OpenAsync(connectionString, "ecommerce-etl migrate", cancellationToken);
            return await BlockingSession.OfAsync(_beside, waiter, cancellationToken);
        }
        catch (Exception error) when (error is EtlException or NpgsqlException or OperationCanceledException)
        {
            // What the migration itself makes of it is what counts; the next look takes a new session.
            await DisposeAsync();
            return [];
        }
    }

    /// <summary>True if all holders were viewers and are ended. A user who may not end them leaves them.</summary>
    private async Task<bool> EndViewersAsync(ImmutableArray<BlockingSession> holders, CancellationToken cancellationToken)
    {
        if (!holders.All(holder => RoleSetup.Viewers.Contains(holder.Role)))
            return false;
        try
        {
            foreach (var holder in holders)
                await _beside!.Sql(holder.EndingStatement).RunAsync(cancellationToken);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_beside is not null)
            await _beside.DisposeAsync();
        _beside = null;
    }
}
