namespace EcommerceEtl.Data.Session;

/// <summary>One database session that holds a store's lock and does all writing of a run: whoever loses it loses lock and write together.
/// It is one unpooled connection, so that COPY and SQL share it and its transaction.</summary>
public sealed class StoreSession : IAsyncDisposable
{
    private readonly string _connectionString;
    private NpgsqlTransaction? _transaction;
    private int? _backend;

    private StoreSession(NpgsqlConnection connection, string connectionString) =>
        (Connection, _connectionString) = (connection, connectionString);

    /// <summary>The session's connection. Its commands have no time-out: the run's own token ends them.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>True from <see cref="BeginWriteAsync"/> until that transaction is committed or taken back.</summary>
    internal bool IsWriting => _transaction is not null;

    /// <summary>Opens a session of its own.</summary>
    /// <param name="connectionString">Connection string of the warehouse; its pooling and the time-out of its commands are
    /// overridden.</param>
    /// <param name="sessionTimeout">How long a silent holder keeps the lock (<c>Database:SessionTimeout</c>).</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.DatabaseUnreachable"/>, <see cref="ErrorCode.DatabaseRefused"/>, or
    /// <see cref="ErrorCode.PooledSession"/>.</exception>
    public static async Task<StoreSession> OpenAsync(string connectionString, TimeSpan sessionTimeout, CancellationToken cancellationToken)
    {
        var connection = await SessionConnection.OpenAsync(connectionString, "ecommerce-etl", cancellationToken);
        try
        {
            var milliseconds = ((long)sessionTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            await connection.Command("Session/session_settings", milliseconds).RunAsync(cancellationToken);
            return new StoreSession(connection, connectionString);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (DatabaseErrors.OnSession(failure) is { } known)
                throw known;
            throw;
        }
    }

    /// <summary>Takes the store's lock if nobody holds it; it is held until the session ends.</summary>
    public async Task<bool> TryLockStoreAsync(string store, CancellationToken cancellationToken) =>
        await ScalarAsync<bool>("Session/try_store_lock", cancellationToken, store);

    /// <summary>Shows the server that this session is alive while the run is busy elsewhere. No other statement of the session may
    /// run.</summary>
    public Task HeartbeatAsync(CancellationToken cancellationToken) => Connection.Sql("SELECT 1").RunAsync(cancellationToken);

    /// <summary>Begins the run's one write transaction, after asserting that this very backend holds the store's lock.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.SessionLost"/> if it does not.</exception>
    public async Task<NpgsqlTransaction> BeginWriteAsync(string store, CancellationToken cancellationToken)
    {
        var transaction = await Connection.BeginTransactionAsync(cancellationToken);
        if (await ScalarAsync<bool>("Session/holds_store_lock", cancellationToken, store))
        {
            _transaction = transaction;
            return transaction;
        }
        await transaction.DisposeAsync();
        throw new EtlException(
            ErrorCode.SessionLost,
            $"The database session that locked store '{store}' is no longer the one that would write: either a fail-over put another "
            + "server in its place, or a connection pooler in transaction mode stands between. Point ConnectionStrings:Warehouse at "
            + "PostgreSQL itself, or at the pooler's session mode. Nothing was written.",
            transient: true);
    }

    /// <summary>Commits a write transaction that is no run's; another one may begin.</summary>
    internal async Task CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await transaction.CommitAsync(cancellationToken);
        _transaction = null;
    }

    /// <summary>Takes the write transaction back, if there still is one; another one may begin.</summary>
    public async Task RollBackAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        _transaction = null;
    }

    /// <summary>Runs an embedded statement and returns the first column of its first row.</summary>
    internal async Task<T> ScalarAsync<T>(string statement, CancellationToken cancellationToken, params object?[] parameters) =>
        (T)(await Command(statement, parameters).ValueAsync(cancellationToken)
            ?? throw new InvalidOperationException($"'{statement}' returned no value."));

    /// <summary>Runs an embedded statement and returns the number of rows it touched.</summary>
    internal async Task<long> ExecuteAsync(string statement, CancellationToken cancellationToken, params object?[] parameters) =>
        await Command(statement, parameters).RunAsync(cancellationToken);

    /// <summary>Begins the COPY of a named statement; until it is completed or disposed of, the session takes no other statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="columns">How many columns it names.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal async Task<BinaryCopy> CopyAsync(string statement, int columns, CancellationToken cancellationToken)
    {
        _backend ??= await ScalarAsync<int>("Session/backend", cancellationToken);
        var stream = await Connection.BeginRawBinaryCopyAsync(EmbeddedSql.Statement(statement), cancellationToken);
        return new BinaryCopy(stream, columns, new BackendCancellation(_connectionString, _backend.Value, cancellationToken));
    }

    internal NpgsqlCommand Command(string statement, params object?[] parameters) => Connection.Command(statement, parameters);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

/// <summary>What every part of one load shares.</summary>
/// <param name="Session">The session that holds the store's lock, in its write transaction.</param>
/// <param name="SnapshotTime">Time of the snapshot being loaded, UTC.</param>
/// <param name="Complete">True if the snapshot is complete, so that what it lacks may be removed.</param>
/// <param name="KnowsViews">False where the kind of shop has no views, so that its funnel begins with the add-to-cart.</param>
public sealed record LoadContext(
    StoreSession Session, short StoreId, long RunId, DateTime SnapshotTime, bool Complete, bool KnowsViews);
