using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Asks for one run of one store.</summary>
public sealed record RunRequest(StoreOptions Store, RunTrigger Trigger)
{
    /// <summary>The due time it stands for, UTC; null for a run by hand.</summary>
    public DateTime? Slot { get; init; }

    /// <summary>How long to wait for the store's lock before the run is skipped.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True to accept a snapshot that is empty or much smaller than before.</summary>
    public bool AcceptShrink { get; init; }

    /// <summary>True to accept another address or kind under the store's name.</summary>
    public bool AcceptStoreChange { get; init; }

    /// <summary>The carts to ask for, in a backfill: they are added and updated, none is removed; null for all.</summary>
    public ExtractWindow? Window { get; init; }

    /// <summary>True if whoever asks says by itself that there is no database: a run without a session then logs nothing.</summary>
    public bool LogsNothingWithoutDatabase { get; init; }

    /// <summary>The landed snapshot to load again; null to ask the shop.</summary>
    public ReplayOf? Replay { get; init; }
}

/// <summary>Which landed snapshot a replay loads.</summary>
/// <param name="RunId">The run that landed it; null for the newest one that was accepted.</param>
/// <param name="TakenAt">Its snapshot time, where the choice was made before (<c>replay --all</c>).</param>
/// <param name="Force">True to load it although a newer one was loaded, or although it is of another kind or address.</param>
public sealed record ReplayOf(long? RunId, DateTime? TakenAt, bool Force);

/// <summary>Where a run is, for a terminal.</summary>
/// <param name="Entity">Of which entity; null between them.</param>
public sealed record RunProgress(RunStage Stage, Entity? Entity = null, long Done = 0);

/// <summary>The stages of a run, in order.</summary>
public enum RunStage
{
    Claim,
    Extract,
    Load,
    Commit,
}
