using System.Text.Json;
using EcommerceEtl.Data.Tables;

namespace EcommerceEtl.Data.Ledger;

/// <summary>The table <c>etl_runs</c> and its entities, for one store. A row leaves the state <c>running</c> once and never changes again.
/// The session must hold the store's lock, so that a <c>running</c> row of the store is either this run's or a dead one's.</summary>
public sealed class RunLedger(StoreSession session, short storeId)
{
    private static readonly string Running = SnakeCase.Of(RunOutcome.Running);
    private static readonly string Succeeded = SnakeCase.Of(RunOutcome.Succeeded);

    /// <summary>Marks the store's runs whose worker died; returns how many there were.</summary>
    /// <param name="now">UTC, by the worker's clock.</param>
    public async Task<int> AbandonDeadRunsAsync(DateTime now, CancellationToken cancellationToken) =>
        await session.Database.Runs
            .Where(run => run.StoreId == storeId && run.Outcome == Running)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(run => run.Outcome, SnakeCase.Of(RunOutcome.Abandoned))
                    .SetProperty(run => run.FinishedAt, now)
                    .SetProperty(run => run.Error, "The worker ended during this run; nothing of it was written."),
                cancellationToken);

    /// <summary>True if the slot has succeeded already, so that there is nothing left to do for it.</summary>
    public async Task<bool> HasSucceededAsync(DateTime slot, CancellationToken cancellationToken) =>
        await session.Database.Runs.AnyAsync(
            run => run.StoreId == storeId && run.Slot == slot && run.Outcome == Succeeded, cancellationToken);

    /// <summary>Inserts the <c>running</c> row and returns its number.</summary>
    public async Task<long> ClaimAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        var row = new RunRow
        {
            StoreId = storeId,
            Trigger = SnakeCase.Of(claim.Trigger),
            Slot = claim.Slot,
            Outcome = Running,
            StartedAt = claim.StartedAt,
            RulesHash = claim.RulesHash,
            WorkerVersion = claim.WorkerVersion,
            WindowFrom = claim.WindowFrom,
            WindowTo = claim.WindowTo,
            Notes = "{}",
        };
        session.Database.Runs.Add(row);
        await session.Database.SaveChangesAsync(cancellationToken);
        session.Database.ChangeTracker.Clear();
        return row.RunId;
    }

    /// <summary>Writes, once a slot, that it was given up, since another run held the store's lock for the whole wait; a store that the
    /// warehouse does not know yet has no such row.</summary>
    public static Task<long> WriteSkippedAsync(
        StoreSession session, string store, RunTrigger trigger, DateTime slot, DateTime startedAt, DateTime finishedAt,
        string workerVersion, CancellationToken cancellationToken) => session.ExecuteAsync(
        "Ledger/insert_skipped", cancellationToken, store, SnakeCase.Of(trigger), slot, startedAt, finishedAt, workerVersion);

    /// <summary>Writes how a run ended. Part of the write transaction on success, on its own otherwise.</summary>
    /// <returns>False if the row was no longer <c>running</c>: another holder of the lock has taken over.</returns>
    public async Task<bool> FinishAsync(RunResult result, CancellationToken cancellationToken) =>
        await session.Database.Runs
            .Where(run => run.RunId == result.RunId && run.Outcome == Running)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(run => run.Outcome, SnakeCase.Of(result.Outcome))
                    .SetProperty(run => run.FinishedAt, result.FinishedAt)
                    .SetProperty(run => run.ExtractMs, (long)result.Extract.TotalMilliseconds)
                    .SetProperty(run => run.LoadMs, (long)result.Load.TotalMilliseconds)
                    .SetProperty(run => run.SnapshotHash, result.SnapshotHash)
                    .SetProperty(run => run.ErrorCode, result.Error == null ? null : SnakeCase.Of(result.Error.Code))
                    .SetProperty(run => run.Error, result.Error == null ? null : result.Error.Message)
                    .SetProperty(run => run.Notes, result.Notes),
                cancellationToken) == 1;

    public async Task AddCountsAsync(long runId, IEnumerable<EntityCounts> counts, CancellationToken cancellationToken)
    {
        session.Database.RunEntities.AddRange(counts.Select(count => new RunEntityRow
        {
            RunId = runId,
            Entity = SnakeCase.Of(count.Entity),
            Extracted = count.Extracted,
            Duplicates = count.Duplicates,
            Inserted = count.Inserted,
            Updated = count.Updated,
            Unchanged = count.Unchanged,
            Removed = count.Removed,
            Rejected = count.Rejected,
            Unpriced = count.Unpriced,
            Live = count.Live,
            Bytes = count.Bytes,
            Drift = [.. count.Drift],
        }));
        await session.Database.SaveChangesAsync(cancellationToken);
        session.Database.ChangeTracker.Clear();
    }

    /// <summary>The counts with only those drift names that no success of the store has noted yet: each name is news once, and not again in
    /// every run while the shop stays as it is.</summary>
    public async Task<ImmutableArray<EntityCounts>> WithNewDriftAsync(
        ImmutableArray<EntityCounts> counts, CancellationToken cancellationToken)
    {
        if (counts.All(count => count.Drift.IsEmpty))
            return counts;
        var noted = await session.Database.RunEntities.AsNoTracking()
            .Join(session.Database.Runs, row => row.RunId, run => run.RunId, (row, run) => new { run.StoreId, row.Entity, row.Drift })
            .Where(row => row.StoreId == storeId && row.Drift.Length > 0).ToListAsync(cancellationToken);
        var known = noted.SelectMany(row => row.Drift.Select(name => (row.Entity, name))).ToHashSet();
        return [.. counts.Select(count => count
            with { Drift = count.Drift.RemoveAll(name => known.Contains((SnakeCase.Of(count.Entity), name))) })];
    }

    public async Task<RunOutcome?> OutcomeAsync(long runId, CancellationToken cancellationToken) =>
        await session.Database.Runs.Where(run => run.RunId == runId).Select(run => run.Outcome)
            .SingleOrDefaultAsync(cancellationToken) is { } outcome ? SnakeCase.Parse<RunOutcome>(outcome) : null;

    /// <summary>The store's last success, or null if there was none.</summary>
    public async Task<LastSuccess?> LastSuccessAsync(CancellationToken cancellationToken)
    {
        var last = await session.Database.Runs.AsNoTracking()
            .Where(run => run.StoreId == storeId && run.Outcome == Succeeded)
            .OrderByDescending(run => run.RunId).FirstOrDefaultAsync(cancellationToken);
        if (last is null)
            return null;
        using var notes = JsonDocument.Parse(last.Notes ?? "{}");
        return new LastSuccess(
            last.RunId,
            notes.RootElement.TryGetProperty("snapshot_time", out var time) ? time.GetDateTime().ToUniversalTime() : null,
            last.SnapshotHash, last.RulesHash, last.WorkerVersion, last.WindowFrom is null,
            notes.RootElement.TryGetProperty("erased", out var erased) ? erased.GetString() : null);
    }

    /// <summary>The most rows each entity had after any success of the last 7 days; entities never loaded are absent.</summary>
    /// <param name="now">UTC, by the worker's clock.</param>
    public async Task<Dictionary<Entity, long>> HighestLiveAsync(DateTime now, CancellationToken cancellationToken) =>
        (await session.Command("Ledger/highest_live", storeId, now).RowsAsync(
            row => (Entity: SnakeCase.Parse<Entity>(row.GetString(0)), Live: row.GetInt64(1)), cancellationToken))
        .ToDictionary(row => row.Entity, row => row.Live);

    /// <summary>The counts of a run as the ledger keeps them, in the order of loading.</summary>
    public async Task<IReadOnlyList<EntityCounts>> CountsAsync(long runId, CancellationToken cancellationToken)
    {
        var rows = await session.Database.RunEntities.AsNoTracking().Where(row => row.RunId == runId).ToListAsync(cancellationToken);
        return [.. rows
            .Select(row => new EntityCounts(SnakeCase.Parse<Entity>(row.Entity))
            {
                Extracted = row.Extracted,
                Duplicates = row.Duplicates,
                Inserted = row.Inserted,
                Updated = row.Updated,
                Unchanged = row.Unchanged,
                Removed = row.Removed,
                Rejected = row.Rejected,
                Unpriced = row.Unpriced,
                Live = row.Live,
                Bytes = row.Bytes,
                Drift = [.. row.Drift],
            })
            .OrderBy(count => count.Entity)];
    }

    /// <summary>What the store's last success had rejected, by entity and reason: a snapshot that needs no load still has it.</summary>
    public async Task<ILookup<Entity, KeyValuePair<RejectionReason, long>>> StandingRejectionsAsync(CancellationToken cancellationToken)
    {
        var rows = await Standing(await LastSuccessAsync(cancellationToken))
            .GroupBy(row => new { row.Entity, row.Reason })
            .Select(group => new { group.Key.Entity, group.Key.Reason, Count = group.LongCount() }).ToListAsync(cancellationToken);
        return rows.ToLookup(
            row => SnakeCase.Parse<Entity>(row.Entity),
            row => KeyValuePair.Create(SnakeCase.Parse<RejectionReason>(row.Reason), row.Count));
    }

    /// <summary>True if loading the same snapshot again would write something only because time has passed: a cart from the future, a
    /// renewal of a quarantine row.</summary>
    /// <param name="last">The store's last success, which held the same.</param>
    /// <param name="snapshotTime">Time of the new snapshot, UTC.</param>
    public async Task<bool> ChangesWithTimeAsync(LastSuccess last, DateTime snapshotTime, CancellationToken cancellationToken)
    {
        var (future, dayAgo) = (SnakeCase.Of(RejectionReason.FutureDate), snapshotTime.AddDays(-1));
        return await Standing(last).AnyAsync(row => row.Reason == future || row.LastSeenAt <= dayAgo, cancellationToken);
    }

    /// <summary>The quarantine rows of what the last success rejected. A discarded row stays when its record is good again or gone; it is
    /// then no longer renewed, whereas each load renews those of rejected records that were last seen a day ago.</summary>
    private IQueryable<QuarantineRow> Standing(LastSuccess? last)
    {
        var renewed = (last?.SnapshotTime ?? DateTime.UnixEpoch).AddDays(-1);
        return session.Database.Quarantine.Where(row =>
            row.StoreId == storeId
            && (row.Status == QuarantineStatus.Open || (row.Status == QuarantineStatus.Discarded && row.LastSeenAt > renewed)));
    }
}
