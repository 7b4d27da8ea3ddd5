namespace EcommerceEtl.Domain.Quality;

/// <summary>Why an element of a snapshot was not accepted. Written in snake case in the quarantine and as a metric label.</summary>
public enum RejectionReason
{
    /// <summary>A required field is absent or null.</summary>
    MissingField,

    /// <summary>A field has another JSON type than the source kind states.</summary>
    WrongType,

    /// <summary>A number outside <see cref="Limits"/>.</summary>
    OutOfRange,

    /// <summary>A time that is no ISO 8601 date, or one before <see cref="Limits.Earliest"/>.</summary>
    BadDate,

    /// <summary>A time later than the snapshot by more than <see cref="Limits.FutureTolerance"/>.</summary>
    FutureDate,

    /// <summary>A text the database cannot keep: U+0000 or a lone surrogate.</summary>
    BadText,

    /// <summary>A text or list above its limit.</summary>
    TooLong,

    /// <summary>A JSON property that appears twice in one object.</summary>
    DuplicateKey,

    /// <summary>A text id whose key already belongs to another text id.</summary>
    IdCollision,

    /// <summary>An amount in another currency than the store's.</summary>
    ForeignCurrency,
}
