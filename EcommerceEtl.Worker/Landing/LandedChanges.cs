using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Landing;

/// <summary>How far the carts of a shop have been read by their changes. It stands in the manifest of the snapshot that the changes were
/// merged into, so that the two can never contradict each other.</summary>
public sealed record LandedChanges
{
    /// <summary>Changes are read from here on (UTC, by the shop's clock) in the next pass.</summary>
    public required DateTime Cursor { get; init; }

    /// <summary>A pass that was cut; null if the last one came to its end.</summary>
    public ChangePass? Pass { get; init; }

    /// <summary>The carts that were created since then (UTC) are complete, and no earlier ones are held yet; null if all are held, and
    /// <see cref="DateTime.MaxValue"/> before the first month is.</summary>
    public DateTime? Since { get; init; }

    /// <summary>Carts that were created earlier (UTC) are not asked for (<c>Stores:N:Since</c>); null if all are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? Oldest { get; init; }

    /// <summary>True if all carts that are asked for are held; false while the history is being filled.</summary>
    [JsonIgnore]
    public bool IsWhole => Since is null || Since <= Oldest;

    /// <summary>Months of creation, the earliest first. The first one also stands for all time before it, and the last one for all time
    /// after it.</summary>
    public required ImmutableArray<LandedMonth> Months { get; init; }

    /// <summary>How many carts the shop said it has in the months that are held; null before it was asked.</summary>
    public long? SourceCount { get; init; }

    /// <summary>The lists of chunks that were held before all carts had to be read anew, the latest first. What only they tell of a cart
    /// is taken over from them until the history is complete. Null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ImmutableArray<LandedChunk>>? Earlier { get; init; }

    /// <summary>All chunks of <see cref="Earlier"/>.</summary>
    [JsonIgnore]
    internal IEnumerable<LandedChunk> EarlierChunks => Earlier?.SelectMany(chunks => chunks) ?? [];
}

/// <summary>A reading of all that changed between two moments.</summary>
/// <param name="From">Its beginning (UTC), included.</param>
/// <param name="Until">Its end (UTC), included: the shop's time when it began.</param>
/// <param name="List">How many of the shop's lists of changes have been read.</param>
/// <param name="Position">The next list has been read up to here; what changed at this very time may not have been.</param>
/// <param name="Greatest">The latest change that was seen.</param>
public sealed record ChangePass(DateTime From, DateTime Until, int List, DateTime Position, DateTime? Greatest)
{
    /// <summary>What is read by offset of the list; null where nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PagedRange? Paged { get; init; }
}

/// <summary>A range of time that is read page by page, from its last page to its first.</summary>
/// <param name="Until">Its end (UTC), included; it begins at the pass's position.</param>
/// <param name="Rows">Rows that are left, those at its beginning; null before it is known how many there are.</param>
public sealed record PagedRange(DateTime Until, long? Rows);

/// <summary>What is held of the carts that were created in one month.</summary>
/// <param name="Begin">Its first moment, UTC.</param>
/// <param name="Elements">Carts that are held.</param>
public sealed record LandedMonth(DateTime Begin, long Elements)
{
    /// <summary>How many more carts the shop counts than it lists. It was compared, and nothing was found that is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Difference { get; init; }

    /// <summary>When its carts were last compared with the shop's list (UTC, by the shop's clock).</summary>
    public DateTime? ComparedAt { get; init; }

    /// <summary>When all of its carts were read in full (UTC, by the shop's clock).</summary>
    public DateTime? ReadAt { get; init; }

    /// <summary>A reading in full that ran out of time; null if none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CutReading? Cut { get; init; }

    /// <summary>Most of it seemed to be gone; null if that was not so. It is removed once a later comparison agrees.</summary>
    public DoubtfulRemoval? Doubtful { get; init; }
}

/// <summary>A reading in full of a month that is to be gone on with.</summary>
/// <param name="Rows">Rows that are left, those at its beginning; 0 for a month of a backfill that has other months left.</param>
/// <param name="Days">The days of the backfill that asked for it; null if none did.</param>
public sealed record CutReading(long Rows, string? Days);

/// <summary>Carts that a comparison did not find, and that were not removed since they are most of a month.</summary>
/// <param name="SeenAt">When that was (UTC, by the shop's clock).</param>
/// <param name="Elements">How many they were.</param>
public sealed record DoubtfulRemoval(DateTime SeenAt, long Elements);

/// <summary>How far a month that is not held yet has been read.</summary>
/// <param name="Begin">First moment of the month (UTC).</param>
/// <param name="Pages">Pages that are left, those at its beginning.</param>
/// <param name="Size">Rows of a page.</param>
public sealed record FillPosition(DateTime Begin, long Pages, int Size);
