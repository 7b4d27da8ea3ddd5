using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>The <c>notes</c> of a ledger row: what the columns have no place for.</summary>
public sealed record RunNotes
{
    /// <summary>Time of the snapshot, UTC: what orders snapshots, whatever run loads them.</summary>
    public DateTime? SnapshotTime { get; init; }

    /// <summary>Counts that were accepted by hand although they had shrunk.</summary>
    public ImmutableArray<string>? AcceptedShrink { get; init; }

    /// <summary>True if another shop was accepted by hand under the store's name.</summary>
    public bool? AcceptedStoreChange { get; init; }

    /// <summary>Entities of which nothing was removed, since an element had no readable key or only a window was read.</summary>
    public ImmutableArray<string>? NothingRemoved { get; init; }

    /// <summary>Which list of erased customers it honoured; null if nobody had been erased.</summary>
    public string? Erased { get; init; }

    /// <summary>For a replay: the run that landed the snapshot.</summary>
    public long? ReplayedRun { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, NotesJson.Default.RunNotes);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunNotes))]
internal sealed partial class NotesJson : JsonSerializerContext;
