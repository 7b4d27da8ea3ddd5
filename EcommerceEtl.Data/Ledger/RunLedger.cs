using System.Text.Json;

namespace EcommerceEtl.Data.Ledger;

/// <summary>The table <c>etl_runs</c> and its entities, for one store. A row leaves the state <c>running</c> once and never changes again.
/// The session must hold the store's lock, so that a <c>running</c> row of the store is either this run's or a dead one's.</summary>
public sealed class RunLedger(StoreSession session, short storeId)
{
    /// <summary>Marks the store's runs whose worker died; returns how many there were.</summary>
    /// <param name="now">UTC, by the worker's clock.</param>
    public Task<long> AbandonDeadRunsAsync(DateTime now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("Ledger/abandon_dead_runs", cancellationToken, storeId, now);

    /// <summary>True if the slot has succeeded already, so that there is nothing left to do for it.</summary>
    public Task<bool> HasSucceededAsync(DateTime slot, CancellationToken cancellationToken) =>
        session.ScalarAsync<bool>("Ledger/has_succeeded", cancellationToken, storeId, slot);

    /// <summary>Inserts the <c>running</c> row and returns its number.</summary>
    public Task<long> ClaimAsync(RunClaim claim, CancellationToken cancellationToken) => session.ScalarAsync<long>(
        "Ledger/insert_run", cancellationToken, storeId, SnakeCase.Of(claim.Trigger), claim.Slot, claim.StartedAt, claim.RulesHash,
        claim.WorkerVersion, claim.WindowFrom, claim.WindowTo);

    /// <summary>Writes by which rules a run that is under way makes its rows, where that was not known when it was claimed.</summary>
    public Task ChangeRulesAsync(long runId, string rulesHash, CancellationToken cancellationToken) =>
        session.ExecuteAsync("Ledger/change_rules", cancellationToken, runId, rulesHash);

    /// <summary>Writes, once a slot, that it was given up, since another run held the store's lock for the whole wait; a store that the
    /// warehouse does not know yet has no such row.</summary>
    public static Task<long> WriteSkippedAsync(
        StoreSession session, string store, RunTrigger trigger, DateTime slot, DateTime startedAt, DateTime finishedAt,
        string workerVersion, CancellationToken cancellationToken) => session.ExecuteAsync(
        "Ledger/insert_skipped", cancellationToken, store, SnakeCase.Of(trigger), slot, startedAt, finishedAt, workerVersion);

    /// <summary>Writes how a run ended. Part of the write transaction on success, on its own otherwise.</summary>
    /// <returns>False if the row was no longer <c>running</c>: another holder of the lock has taken over.</returns>
    public async Task<bool> FinishAsync(RunResult result, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "Ledger/finish_run", cancellationToken, result.RunId, SnakeCase.Of(result.Outcome), result.FinishedAt,
            (long)result.Extract.TotalMilliseconds, (long)result.Load.TotalMilliseconds, result.SnapshotHash,
            result.Error is { } error ? SnakeCase.Of(error.Code) : null, result.Error?.Message, result.Notes) == 1;

    public async Task AddCountsAsync(long runId, IEnumerable<EntityCounts> counts, CancellationToken cancellationToken)
    {
        foreach (var count in counts)
        {
            await session.ExecuteAsync(
                "Ledger/insert_run_entity", cancellationToken, runId, SnakeCase.Of(count.Entity), count.Extracted, count.Duplicates,
                count.Inserted, count.Updated, count.Unchanged, count.Removed, count.Rejected, count.Skipped, count.Unpriced, count.Live,
                count.Bytes, count.Drift.ToArray());
        }
    }

    /// <summary>The counts with only those drift names that no success of the store has noted yet: each name is news once, and not again in
    /// every run while the shop stays as it is.</summary>
    public async Task<ImmutableArray<EntityCounts>> WithNewDriftAsync(
        ImmutableArray<EntityCounts> counts, CancellationToken cancellationToken)
    {
        if (counts.All(count => count.Drift.IsEmpty))
            return counts;
        var known = (await session.Command("Ledger/noted_drift", storeId).RowsAsync(
            row => (row.GetString(0), row.GetString(1)), cancellationToken)).ToHashSet();
        return [.. counts.Select(count => count
            with { Drift = count.Drift.RemoveAll(name => known.Contains((SnakeCase.Of(count.Entity), name))) })];
    }

    public async Task<RunOutcome?> OutcomeAsync(long runId, CancellationToken cancellationToken) =>
        await session.Command("Ledger/run_outcome", runId).ValueAsync(cancellationToken) is string outcome
            ? SnakeCase.Parse<RunOutcome>(outcome) : null;

    /// <summary>The store's last success, or null if there was none.</summary>
    public async Task<LastSuccess?> LastSuccessAsync(CancellationToken cancellationToken) =>
        (await session.Command("Ledger/last_success", storeId).RowsAsync(ReadSuccess, cancellationToken)).SingleOrDefault();

    /// <summary>The most rows each entity had after any success of the last 7 days; entities never loaded are absent.</summary>
    /// <param name="now">UTC, by the worker's clock.</param>
    public async Task<Dictionary<Entity, long>> HighestLiveAsync(DateTime now, CancellationToken cancellationToken) =>
        (await session.Command("Ledger/highest_live", storeId, now).RowsAsync(
            row => (Entity: SnakeCase.Parse<Entity>(row.GetString(0)), Live: row.GetInt64(1)), cancellationToken))
        .ToDictionary(row => row.Entity, row => row.Live);

    /// <summary>The counts of a run as the ledger keeps them, in the order of loading.</summary>
    public async Task<IReadOnlyList<EntityCounts>> CountsAsync(long runId, CancellationToken cancellationToken)
    {
        var counts = await session.Command("Ledger/run_entities", runId).RowsAsync(
            row => new EntityCounts(SnakeCase.Parse<Entity>(row.GetString(0)))
            {
                Extracted = row.GetInt64(1),
                Duplicates = row.GetInt64(2),
                Inserted = row.GetInt64(3),
                Updated = row.GetInt64(4),
                Unchanged = row.GetInt64(5),
                Removed = row.GetInt64(6),
                Rejected = row.GetInt64(7),
                Skipped = row.GetInt64(8),
                Unpriced = row.GetInt64(9),
                Live = row.GetInt64(10),
                Bytes = row.GetInt64(11),
                Drift = [.. row.GetFieldValue<string[]>(12)],
            },
            cancellationToken);
        return [.. counts.OrderBy(count => count.Entity)];
    }

    /// <summary>What the store's last success had rejected, by entity and reason: a snapshot that needs no load still has it.</summary>
    public async Task<ILookup<Entity, KeyValuePair<RejectionReason, long>>> StandingRejectionsAsync(CancellationToken cancellationToken)
    {
        var last = await LastSuccessAsync(cancellationToken);
        var rows = await session.Command("Ledger/standing_rejections", storeId, RenewedAfter(last)).RowsAsync(
            row => (
                Entity: SnakeCase.Parse<Entity>(row.GetString(0)), Reason: SnakeCase.Parse<RejectionReason>(row.GetString(1)),
                Count: row.GetInt64(2)),
            cancellationToken);
        return rows.ToLookup(row => row.Entity, row => KeyValuePair.Create(row.Reason, row.Count));
    }

    /// <summary>True if loading the same snapshot again would write something only because time has passed: a cart from the future, a
    /// renewal of a quarantine row.</summary>
    /// <param name="last">The store's last success, which held the same.</param>
    /// <param name="snapshotTime">Time of the new snapshot, UTC.</param>
    public Task<bool> ChangesWithTimeAsync(LastSuccess last, DateTime snapshotTime, CancellationToken cancellationToken) =>
        session.ScalarAsync<bool>(
            "Ledger/changes_with_time", cancellationToken, storeId, RenewedAfter(last), snapshotTime.AddDays(-1));

    /// <summary>Each load renews the quarantine's rows of rejected records that were last seen a day before it; so a discarded row that was
    /// not seen since then is of a record that is good again or gone.</summary>
    private static DateTime RenewedAfter(LastSuccess? last) => (last?.SnapshotTime ?? DateTime.UnixEpoch).AddDays(-1);

    private static LastSuccess ReadSuccess(NpgsqlDataReader row)
    {
        using var notes = JsonDocument.Parse(row.Text(4) ?? "{}");
        return new LastSuccess(
            row.GetInt64(0),
            notes.RootElement.TryGetProperty("snapshot_time", out var time) ? time.GetDateTime().ToUniversalTime() : null,
            row.Text(1), row.Text(2), row.GetString(3), row.IsDBNull(5),
            notes.RootElement.TryGetProperty("erased", out var erased) ? erased.GetString() : null)
        {
            Differing = notes.RootElement.TryGetProperty("differing", out var differing) ? differing.GetInt64() : 0,
            SkippedByCurrency = notes.RootElement.TryGetProperty("skipped_by_currency", out var currencies)
                ? currencies.EnumerateObject().ToImmutableSortedDictionary(
                    currency => currency.Name, currency => currency.Value.GetInt64(), StringComparer.Ordinal)
                : ImmutableSortedDictionary<string, long>.Empty,
        };
    }
}
