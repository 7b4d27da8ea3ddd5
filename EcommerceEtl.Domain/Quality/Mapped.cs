using System.Collections.Immutable;

namespace EcommerceEtl.Domain.Quality;

/// <summary>What became of one raw element: a record, or a rejection; with its key wherever that could be read.</summary>
/// <param name="Key">Warehouse key of the element; null where none could be read, and then nothing of its entity may be removed.</param>
/// <param name="SourceText">The id as the shop writes it; null where none could be read.</param>
/// <param name="Record">The record, or null if rejected.</param>
/// <param name="Rejection">Why it was rejected, or null if accepted.</param>
/// <param name="LeftOut">Paths of the details that an accepted record is without, since the element states none that can be used:
/// <c>rating.rate</c>.</param>
public readonly record struct Mapped<T>(long? Key, string? SourceText, T? Record, Rejection? Rejection, ImmutableArray<string> LeftOut)
    where T : class
{
    public static Mapped<T> Accepted(long key, string sourceText, T record) => new(key, sourceText, record, null, []);

    public static Mapped<T> Accepted(long key, string sourceText, T record, ImmutableArray<string> leftOut) =>
        new(key, sourceText, record, null, leftOut);

    public static Mapped<T> Rejected(long? key, string? sourceText, RejectionReason reason, string path) =>
        new(key, sourceText, null, new Rejection(reason, path), []);
}
