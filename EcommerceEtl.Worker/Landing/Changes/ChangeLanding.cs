using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing.Changes;

/// <summary>Lands what a reading by changes brings: carts are collected, merged into what is held, and noted as progress, so that the next
/// run goes on where this one was killed, failed or ran out of time. For one caller at a time.</summary>
internal sealed class ChangeLanding : IDisposable
{
    /// <summary>Bytes of carts that are collected before they are merged.</summary>
    private const long MostPending = 4 * 1024 * 1024;

    /// <summary>The first pass begins this long before the shop's time: what is written just now may show a little later.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    private readonly LandingFolders _folders;
    private readonly TimeProvider _clock;
    private readonly string _base;
    private readonly string _provenance;
    private readonly string? _erased;
    private readonly DateTime _startedAt;
    private readonly LandedCarts _landed;
    private readonly PendingCarts _changed;
    private readonly PendingCarts _history;
    private readonly ImmutableArray<string> _drift;
    private bool _isNew;

    /// <summary>Goes on with what an earlier reading left, or begins one.</summary>
    /// <param name="zone">Where a snapshot of the shop has been begun.</param>
    /// <param name="previous">The newest accepted snapshot of the shop; null if there is none.</param>
    /// <param name="moved">Where that is null, the newest one of the store at any other address: nothing but what it tells of carts that
    /// are read again is of use. Null if there is none.</param>
    /// <param name="readsBack">True to read all files that are held. Otherwise one that is damaged is noticed where it is needed.</param>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public ChangeLanding(
        LandingZone zone, SnapshotIdentity identity, Snapshot? previous, Snapshot? moved, EntityFields fields, StampReader stampOf,
        ElementMemory memory, bool readsBack)
    {
        var (folders, clock, erased) = (new LandingFolders(zone.Root, identity.Store), zone.Clock, identity.Erased);
        (_folders, _clock, _startedAt) = (folders, clock, clock.GetUtcNow().UtcDateTime);
        _provenance = LandedEntity.ProvenanceOf(identity.Address.Text, fields, Version);
        _base = ChangeProgress.BaseOf(previous, _provenance, erased);
        var newest = ChangeProgress.Load(folders, _base)?.Carts ?? (previous ?? moved)?.Find(Entity.Carts);
        var files = new ChunkFiles(folders, clock);
        // Where a file is missing or damaged, or was landed in another way, all of it is read from the shop again.
        var held = newest is { Changes: not null } && newest.Provenance == _provenance && files.CanUseAgain(newest.Chunks, readsBack)
            ? newest : null;
        State = held?.Changes ?? new LandedChanges
        {
            Cursor = DateTime.MinValue,
            Since = DateTime.MaxValue,
            Months = [],
            Earlier = newest is { Changes: { } lost, Chunks.IsEmpty: false } ? [newest.Chunks, .. lost.Earlier ?? []] : null,
        };
        var earlier = new EarlierCarts(files, State.Earlier ?? [], stampOf, (version, element) => Land(memory(version, element)));
        _landed = new LandedCarts(files, stampOf, memory, earlier, zone.ChunkBits, held?.Chunks ?? []);
        _landed.CountedBefore(State.Months);
        _drift = held?.Drift ?? [];
        _changed = new PendingCarts(Path.Combine(folders.Progress, "changed.ndjson"), _base, fields, erased, stampOf, memory);
        if (_changed.Position is { Length: > 0 } saved && JsonSerializer.Deserialize<ChangePass>(saved) is { } pass)
            State = State with { Pass = pass, Cursor = State.Cursor == DateTime.MinValue ? pass.From : State.Cursor };
        _erased = erased.Stamp;

        // What an earlier version was allowed to hold may not be allowed any more.
        byte[] Land(byte[] element)
        {
            var line = new ChunkBuffer();
            new FieldFilter(fields, erased).Land(element, line, out _);
            return line.Written.Span[..^1].ToArray();
        }
        _history = new PendingCarts(Path.Combine(folders.Progress, "history.ndjson"), HistoryScope, fields, erased, stampOf, memory);
    }

    /// <summary>Raised where carts have to be landed in another way than before, so that all are read again.</summary>
    private const string Version = "changes 1";

    public LandedCarts Landed => _landed;

    /// <summary>How far the carts were read. Before anything was, the cursor is <see cref="DateTime.MinValue"/>.</summary>
    public LandedChanges State { get; private set; }

    /// <summary>The shop's clock when the reading began (UTC).</summary>
    public DateTime ShopTime { get; private set; }

    /// <summary>How far the month that is being filled was read; null if none is.</summary>
    public FillPosition? Filling => _history.Position is { Length: > 0 } saved ? JsonSerializer.Deserialize<FillPosition>(saved) : null;

    /// <summary>Begins the reading.</summary>
    /// <param name="oldest">Carts that were created earlier are not asked for; null if all are.</param>
    public void Begin(DateTime shopTime, DateTime? oldest)
    {
        ShopTime = shopTime;
        State = State with { Oldest = oldest, Cursor = State.Cursor == DateTime.MinValue ? shopTime - Overlap : State.Cursor };
    }

    /// <summary>Notes how far the carts were read.</summary>
    public void Change(Func<LandedChanges, LandedChanges> change) => (State, _isNew) = (change(State), true);

    /// <summary>Notes what is known of a month.</summary>
    public void Change(DateTime month, Func<LandedMonth, LandedMonth> change) => Change(state => state with
    {
        Months = [.. state.Months.Select(known => known.Begin == month ? change(known) : known)],
    });

    /// <summary>Takes a page of carts.</summary>
    /// <param name="gone">Keys of carts that the shop no longer has.</param>
    /// <param name="replaces">True if they count whatever the time at which the held ones were changed.</param>
    /// <param name="pass">Where the pass goes on after it; null where it has not moved.</param>
    public void Take(IEnumerable<StampedElement> carts, IEnumerable<long> gone, bool replaces, ChangePass? pass = null)
    {
        _changed.BeginPage(replaces);
        _history.BeginPage(replaces);
        var (filling, kept) = (Filling, false);
        foreach (var (stamp, element) in carts)
        {
            // Of the months that are not held yet, only what may have been read already is of any use.
            if (!(stamp.Created < State.Since))
            {
                _changed.Add(element);
                continue;
            }
            _changed.Remove(stamp.Key);
            if (!(stamp.Created >= filling?.Begin))
                continue;
            _history.Add(element);
            kept = true;
        }
        foreach (var key in gone)
            _changed.Remove(key);
        if (kept)
            _history.EndPage(_history.Position ?? "");
        if (pass is not null)
            Change(now => now with { Pass = pass });
        _changed.EndPage(pass is null ? _changed.Position ?? "" : JsonSerializer.Serialize(pass));
        if (_changed.Length > MostPending)
            Merge();
    }

    /// <summary>Takes a page of the month that is being filled.</summary>
    /// <param name="position">Where the fill goes on after it.</param>
    public void TakeHistory(IEnumerable<byte[]> elements, FillPosition position)
    {
        _history.BeginPage(replaces: false);
        foreach (var element in elements)
            _history.Add(element);
        _history.EndPage(JsonSerializer.Serialize(position));
    }

    /// <summary>Merges what was collected, and saves that as progress.</summary>
    public void Merge()
    {
        if (_changed.Carts.Count + _changed.Gone.Count == 0 && !_isNew)
            return;
        _landed.Merge(_changed.Carts, _changed.Read, _changed.Gone);
        Saved();
        _changed.Clear(_base);
    }

    /// <summary>Merges the month that was filled: carts are complete since its beginning.</summary>
    /// <param name="since">Its first moment; null if there is nothing before it.</param>
    public void MergeHistory(DateTime? since)
    {
        Merge();
        _landed.Merge(_history.Carts, _history.Read, _history.Gone);
        Change(state => state with { Since = since });
        Saved();
        _history.Clear(HistoryScope);
    }

    /// <summary>Forgets what was held before all was read anew, once all of it has been compared with the shop's lists.</summary>
    public void ForgetEarlier()
    {
        if (State is { IsWhole: true, Earlier: not null } && State.Months.All(month => month.ComparedAt is not null))
            Change(state => state with { Earlier = null });
    }

    /// <summary>States what is held.</summary>
    /// <param name="bytes">Bytes received from the shop, after decompression.</param>
    public LandedEntity Complete(long bytes) => new()
    {
        Entity = Entity.Carts,
        Coverage = new Coverage.Complete(),
        Chunks = _landed.Chunks,
        Elements = _landed.Chunks.Sum(chunk => (long)chunk.Elements),
        Keyless = 0,
        Ascending = true,
        FirstKey = _landed.Chunks.FirstOrDefault()?.FirstKey,
        Bytes = bytes,
        Provenance = _provenance,
        Drift = [.. _drift.Concat(_changed.Drift).Concat(_history.Drift).Distinct().Order(StringComparer.Ordinal)],
        StartedAt = _startedAt,
        FinishedAt = _clock.GetUtcNow().UtcDateTime,
        Hash = LandedEntity.HashOf(_landed.Chunks),
        Changes = State,
    };

    public void Dispose()
    {
        _changed.Dispose();
        _history.Dispose();
    }

    /// <summary>What was read of a month stays of use until it is merged, whatever snapshot is taken meanwhile.</summary>
    private string HistoryScope => string.Create(CultureInfo.InvariantCulture, $"{_provenance} {_erased} {State.Since:O}");

    private void Saved()
    {
        var known = State.Months.ToDictionary(month => month.Begin);
        Change(state => state with
        {
            Months = [.. _landed.Months.Select(month => known.GetValueOrDefault(month.Key, new LandedMonth(month.Key, 0)) with
            {
                Elements = month.Value,
            })],
        });
        new ChangeProgress(_base, Complete(0)).Save(_folders);
        _isNew = false;
    }
}
