using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Maps one entity's landed elements to records, batch by batch, and counts what became of them.</summary>
/// <typeparam name="T">The record of an accepted element.</typeparam>
/// <param name="landing">Where the elements lie.</param>
/// <param name="snapshot">The snapshot.</param>
/// <param name="entity">The entity.</param>
/// <param name="keys">Its keys, unless they were seen to ascend while landing.</param>
/// <param name="map">Maps one element; pure.</param>
/// <param name="taken">True if a key is remembered for another text id than this.</param>
internal sealed class ElementMapper<T>(
    LandingZone landing, Snapshot snapshot, Entity entity, SnapshotKeys? keys, ElementMapper<T>.Mapping map,
    Func<long, string, bool>? taken = null)
    where T : class
{
    private readonly Dictionary<RejectionReason, long> _byReason = [];
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Turns one raw element into a record or a rejection.</summary>
    public delegate Mapped<T> Mapping(ReadOnlySpan<byte> element);

    public Entity Entity => entity;

    public long Extracted { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Elements without a readable key: while there is one, nothing of the entity may be removed.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Rejected elements by reason.</summary>
    public IReadOnlyDictionary<RejectionReason, long> RejectedByReason => _byReason;

    /// <summary>The first rejection, such as <c>wrong_type at $.price</c>; null if there was none.</summary>
    public string? FirstRejection { get; private set; }

    /// <summary>Paths of the details that accepted records are without.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut;

    public long Accepted => Extracted - Duplicates - Rejected;

    /// <summary>The batches in the order of the snapshot. A batch is valid until the next one is asked for: it is always the same
    /// object.</summary>
    public async IAsyncEnumerable<MappedBatch<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new MappedBatch<T>();
        await foreach (var chunk in landing.ReadChunksAsync(snapshot, entity, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                Add(batch, element.Span);
                if (!batch.IsFull)
                    continue;
                yield return batch;
                batch.Clear();
            }
        }
        yield return batch;
    }

    private void Add(MappedBatch<T> batch, ReadOnlySpan<byte> element)
    {
        var mapped = map(element);
        var position = Extracted++;
        var role = RoleOf(mapped, position);
        if (role == ElementRole.Duplicate)
        {
            Duplicates++;
            return;
        }
        if (role == ElementRole.Collision)
            mapped = Mapped<T>.Rejected(mapped.Key, mapped.SourceText, RejectionReason.IdCollision, "$.id");
        if (mapped.Key is null)
            Unreadable++;
        if (mapped.Rejection is { } rejection)
        {
            Rejected++;
            _byReason[rejection.Reason] = _byReason.GetValueOrDefault(rejection.Reason) + 1;
            FirstRejection ??= $"{SnakeCase.Of(rejection.Reason)} at {SafeText.Escape(rejection.Path)}";
            // The key of a collision is another text's, that of a bad twin the good one's: their elements, or their absence, say what
            // becomes of the row.
            batch.Add(
                new RejectedElement(entity, role == ElementRole.Only ? mapped.Key : null, mapped.SourceText
                    ?? HashOf(element), rejection, Encoding.UTF8.GetString(element)),
                element.Length);
        }
        else
        {
            foreach (var path in mapped.LeftOut)
                _leftOut.Add(path);
            batch.Add(mapped.Record!, element.Length);
        }
    }

    private ElementRole RoleOf(Mapped<T> mapped, long position)
    {
        if (mapped.Key is not { } key)
            return ElementRole.Only;
        var text = key >= Domain.Catalog.ShopKey.TextBase ? mapped.SourceText : null;
        return text is not null && taken?.Invoke(key, text) == true ? ElementRole.Collision
            : keys?.RoleOf(key, text, position) ?? ElementRole.Only;
    }

    private static string HashOf(ReadOnlySpan<byte> element) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(element))}";
}
