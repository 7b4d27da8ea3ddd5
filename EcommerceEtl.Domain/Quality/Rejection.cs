namespace EcommerceEtl.Domain.Quality;

/// <summary>Why and where an element was rejected.</summary>
/// <param name="Path">JSON path of the offending value within the element, such as <c>$.products[2].quantity</c>.</param>
public sealed record Rejection(RejectionReason Reason, string Path);

/// <summary>Why an element of a snapshot was not accepted. Written in snake case in the quarantine and as a metric label.</summary>
public enum RejectionReason
{
    /// <summary>A required field is absent or null.</summary>
    MissingField,

    /// <summary>A field has another JSON type than the source kind states.</summary>
    WrongType,

    /// <summary>A number outside <see cref="ValueLimits"/>.</summary>
    OutOfRange,

    /// <summary>A time that is no ISO 8601 date, or one before <see cref="ValueLimits.Earliest"/>.</summary>
    BadDate,

    /// <summary>A time later than the snapshot by more than <see cref="ValueLimits.FutureTolerance"/>.</summary>
    FutureDate,

    /// <summary>A text the database cannot keep: U+0000 or a lone surrogate.</summary>
    BadText,

    /// <summary>A text or list above its limit.</summary>
    TooLong,

    /// <summary>A JSON property that appears twice in one object.</summary>
    DuplicateKey,
}

/// <summary>What became of one raw element: a record, a rejection, or neither where it is none of the store's figures; with its key
/// wherever that could be read.</summary>
/// <param name="Key">Warehouse key of the element; null where none could be read, and then nothing of its entity may be removed.</param>
/// <param name="SourceText">The id as the shop writes it; null where none could be read.</param>
/// <param name="Record">The record, or null if rejected or skipped.</param>
/// <param name="Rejection">Why it was rejected, or null if accepted or skipped.</param>
/// <param name="LeftOut">Paths of the details that an accepted record is without, since the element states none that can be used:
/// <c>rating.rate</c>.</param>
/// <param name="Skip">Why it is none of the store's figures; null if it is accepted or rejected.</param>
public readonly record struct Mapped<T>(
    long? Key, string? SourceText, T? Record, Rejection? Rejection, ImmutableArray<string> LeftOut, Skip? Skip = null)
    where T : class
{
    public static Mapped<T> Accepted(long key, string sourceText, T record, ImmutableArray<string> leftOut) =>
        new(key, sourceText, record, null, leftOut);

    public static Mapped<T> Rejected(long? key, string? sourceText, RejectionReason reason, string path) =>
        new(key, sourceText, null, new Rejection(reason, path), []);

    /// <param name="currency">As in <see cref="Quality.Skip"/>.</param>
    public static Mapped<T> Skipped(long key, string sourceText, string? currency) =>
        new(key, sourceText, null, null, [], new Skip(currency));
}

/// <summary>Why a good element is none of the store's figures.</summary>
/// <param name="Currency">ISO 4217 code of an order in another currency; null for what is no cart at all, such as a draft.</param>
public sealed record Skip(string? Currency);

/// <summary>The rule that fails a run in which too much was rejected.</summary>
public static class RejectShare
{
    /// <summary>Up to this many rejects a run is never failed for its share, unless all were rejected.</summary>
    public const long Tolerated = 10;

    /// <summary>True if an entity's rejects fail the run: more than 10 and above the allowed share, or all of them.</summary>
    /// <param name="maxShare">Allowed share of rejects, 0 to 1.</param>
    public static bool Exceeded(long accepted, long rejected, double maxShare) =>
        // Divided, not multiplied: 0.29 x 100 is below 29 in binary, yet 29 of 100 is not above 0.29.
        rejected > 0 && (accepted == 0 || rejected > Tolerated && (double)rejected / (accepted + rejected) > maxShare);
}
