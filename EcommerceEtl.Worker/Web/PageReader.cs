using System.Data;
using EcommerceEtl.Data;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Report;
using Npgsql;

namespace EcommerceEtl.Worker.Web;

/// <summary>What one look into the warehouse found for the page.</summary>
/// <param name="Stores">All stores of the warehouse, by name.</param>
/// <param name="Report">The report that was asked for; null if the warehouse holds no store yet.</param>
internal sealed record PageFigures(ImmutableArray<ReportStore> Stores, SalesReport? Report, PipelineFacts Pipeline);

/// <summary>The page cannot be shown now.</summary>
/// <param name="message">Why, and what to do, as sentences.</param>
internal sealed class PageUnavailableException(string message) : Exception(message);

/// <summary>Reads what the page shows, by the readers of <c>report</c> and <c>status</c>. Nobody can use up the database by asking: those
/// who ask for the same within <see cref="Kept"/> share one look, of which <see cref="MostKept"/> are kept, at most <see cref="AtOnce"/>
/// looks are made at once, in a read-only transaction, and no statement of them may take longer than <see cref="StatementTimeout"/>.
/// </summary>
internal sealed class PageReader(WorkerSettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>How many looks, each of them one database session, are made at once.</summary>
    internal const int AtOnce = 2;

    /// <summary>How many answers are kept at most.</summary>
    private const int MostKept = 64;

    /// <summary>How long an answer is given again.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);

    /// <summary>Longest time of one statement.</summary>
    internal static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for a look's turn, and longest time of the look itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How long it stands by how much orders differ from what the shop states.</summary>
    internal static readonly TimeSpan OrdersKept = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly Dictionary<ReportRequest, (Task<PageFigures> Look, long At)> _looks = [];
    private volatile OrdersRead? _orders;

    /// <summary>What is asked for, as of now or of up to <see cref="Kept"/> ago.</summary>
    /// <exception cref="ReportRefusedException">There is no report of that.</exception>
    /// <exception cref="PageUnavailableException">The database does not answer, or not in time.</exception>
    public Task<PageFigures> ReadAsync(ReportRequest asked, CancellationToken cancellationToken)
    {
        lock (_looks)
        {
            foreach (var (request, look) in _looks.Where(kept => IsOver(kept.Value)).ToList())
                _looks.Remove(request);
            if (!_looks.TryGetValue(asked, out var shared))
            {
                if (_looks.Count >= MostKept)
                    Drop();
                _looks[asked] = shared = (Task.Run(() => LookAsync(asked), CancellationToken.None), clock.GetTimestamp());
            }
            return shared.Look.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Forgets the oldest look that has ended.</summary>
    /// <exception cref="PageUnavailableException">All are under way.</exception>
    private void Drop()
    {
        var ended = _looks.Where(kept => kept.Value.Look.IsCompleted).ToList();
        if (ended.Count == 0)
            throw new PageUnavailableException("Too many different figures are being asked for. Try again in some seconds.");
        _looks.Remove(ended.MinBy(kept => kept.Value.At).Key);
    }

    /// <summary>Failures are not kept: who asks again looks again.</summary>
    private bool IsOver((Task<PageFigures> Look, long At) kept) =>
        kept.Look.IsCompleted && !(kept.Look.IsCompletedSuccessfully && clock.GetElapsedTime(kept.At) < Kept);

    /// <summary>One look. It does not end with the request that began it, since others may share it.</summary>
    private async Task<PageFigures> LookAsync(ReportRequest asked)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            await _turns.WaitAsync(patience.Token);
            try
            {
                return await QueryAsync(asked, patience.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or PostgresException
        { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            throw new PageUnavailableException(
                $"The database took longer than {StatementTimeout.TotalSeconds:0} s for one query, or is busy with others. Choose fewer "
                + "days or one store, or try again later.");
        }
        catch (Exception failure) when (DatabaseErrors.OnSession(failure) is { } error)
        {
            throw new PageUnavailableException($"{SnakeCase.Of(error.Code)}: {error.Message}");
        }
    }

    private async Task<PageFigures> QueryAsync(ReportRequest asked, CancellationToken cancellationToken)
    {
        await using var connection =
            await SessionConnection.OpenAsync(settings.Database.ConnectionString, "ecommerce-etl page", cancellationToken);
        // All queries see the same state of the data, whatever a run commits meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.Sql(
            "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', $1, true)",
            $"{StatementTimeout.TotalMilliseconds:0}").ValueAsync(cancellationToken);
        (await SchemaState.ReadAsync(connection, cancellationToken)).ThrowIfNotCurrent();
        ImmutableArray<ReportStore> stores = [.. await ReportStore.ReadAsync(connection, cancellationToken)];
        // Amounts of two currencies are never added: without a choice, the first currency is shown.
        var group = asked.Of(stores).GroupBy(store => store.Currency).MinBy(group => group.Key, StringComparer.Ordinal);
        var report = group is null ? null
            : await new ReportReader(connection, clock).ReadAsync(group.Key, [.. group], asked.From, asked.To, cancellationToken);
        return new PageFigures(stores, report, await PipelineAsync(connection, cancellationToken));
    }

    private async Task<PipelineFacts> PipelineAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stores = await StoreFreshness.ReadAsync(connection, cancellationToken);
        var gaps = ImmutableDictionary.CreateBuilder<string, TimeSpan>();
        foreach (var store in stores.Where(store => AlertReason.MayLackCarts(store, now.UtcDateTime)))
            if (await store.LongestGapAsync(connection, now.UtcDateTime - AlertReason.Usual, cancellationToken) is { } gap)
                gaps[store.Store] = gap;
        // It looks at every order: once in a while is enough.
        if (_orders is not { } orders || clock.GetElapsedTime(orders.At) >= OrdersKept)
            _orders = orders = new OrdersRead(await OrdersLeftOut.ReadAsync(connection, cancellationToken), clock.GetTimestamp());
        return new PipelineFacts(now, stores, await LedgerRun.ReadLastAsync(connection, AlertReason.Runs, cancellationToken))
        {
            Orders = orders.Orders,
            LongestGaps = gaps.ToImmutable(),
            LandingFree = LandingZone.FreeBytes(settings.Landing.Path),
        };
    }

    /// <summary>What was read of all orders, and when by the clock's timestamp.</summary>
    private sealed record OrdersRead(ImmutableArray<OrdersLeftOut> Orders, long At);
}
