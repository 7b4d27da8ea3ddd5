using System.Runtime.CompilerServices;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Customers;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Looks how many of the ids that the warehouse knows a snapshot lacks. A shop that shows other records than before, as many as
/// they may be, is most likely another shop: a staging system, another branch, another path behind the same address.</summary>
/// <remarks>Rows are read only if nothing cheaper shows that enough ids are still there: the same chunks as the last success loaded, few
/// ids in those that are gone, or ids that ascend with few gaps between them and few known ones below and above. Otherwise batches of the
/// snapshot's ids are counted in the warehouse until enough of them were found. Memory does not grow with the rows.</remarks>
internal sealed class GoneIds(Extracted extracted, SnapshotCounts counted, SnapshotDifference difference, double maxShrink)
{
    private readonly Claimed _claim = extracted.Claim;

    /// <summary>So few ids may be gone whatever share they are, unless all are: small shops change.</summary>
    public const int FewIds = 10;

    private const int BatchOfKeys = 20_000;

    /// <summary>The entities of which suspiciously many known ids are gone, a text each.</summary>
    public async Task<ImmutableArray<string>> FindAsync(IEnumerable<Entity> entities, CancellationToken cancellationToken)
    {
        if (await _claim.Ledger.LastSuccessAsync(cancellationToken) is not { } last)
            return [];
        var counts = await _claim.Ledger.CountsAsync(last.RunId, cancellationToken);
        var known = counts.ToDictionary(count => count.Entity, count => count.Live);
        // Customers who were erased since are gone from the rows too: the shop has not lost them.
        if (last.Erased != _claim.Erased.Stamp)
            known[Entity.Customers] = await CustomerLoad.CountAsync(_claim.Session, _claim.StoreId, cancellationToken);
        var loaded = await SourceState.HashesAsync(_claim.Session, _claim.StoreId, cancellationToken);
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var entity in entities.Order())
        {
            // The same chunks as before hold known ids only; whether they are enough is a matter of their count.
            if (extracted.Snapshot.Find(entity) is not { } landed || landed.Hash == loaded.GetValueOrDefault(entity))
                continue;
            var rows = known.GetValueOrDefault(entity);
            if (await CountAsync(landed, rows, cancellationToken) is var gone && IsSuspicious(gone, rows, maxShrink))
                found.Add($"{SnakeCase.Of(entity)}: {gone} of {rows} known ids are gone");
        }
        return found.ToImmutable();
    }

    /// <summary>True if more than the allowed share of the known ids is gone, and those are <see cref="FewIds"/> or more, or all.</summary>
    /// <param name="gone">Known ids that the snapshot lacks.</param>
    /// <param name="known">Known ids.</param>
    /// <param name="maxShrink">Allowed share, 0 to 1.</param>
    public static bool IsSuspicious(long gone, long known, double maxShrink) =>
        gone > 0 && (gone >= FewIds || gone >= known) && (double)gone / known > maxShrink;

    /// <summary>Known ids that the snapshot lacks. Where it is certain that they are not suspiciously many, the number may be too high or
    /// too low.</summary>
    private async Task<long> CountAsync(LandedEntity landed, long known, CancellationToken cancellationToken)
    {
        // Each element whose id cannot be read may be one of those that seem to be gone.
        var gone = known - landed.Keyless;
        if (!IsSuspicious(gone, known, maxShrink))
            return gone;
        if (difference.Of(landed.Entity) is { Missing: var missing } && !IsSuspicious(missing.Length, known, maxShrink))
            return missing.Length;
        if (landed is { Ascending: true, FirstKey: { } first, LastKey: { } last })
        {
            var gaps = last - first + 1 - (landed.Elements - landed.Keyless);
            var outside = await KnownRows.CountOutsideAsync(
                _claim.Session, _claim.StoreId, landed.Entity, (first, last), cancellationToken);
            if (!IsSuspicious(gaps + outside, known, maxShrink))
                return gaps + outside;
        }
        await foreach (var keys in KeysAsync(landed, cancellationToken))
        {
            gone -= await KnownRows.CountAmongAsync(_claim.Session, _claim.StoreId, landed.Entity, keys, cancellationToken);
            if (!IsSuspicious(gone, known, maxShrink))
                break;
        }
        return gone;
    }

    /// <summary>The snapshot's different keys in ascending batches.</summary>
    private async IAsyncEnumerable<long[]> KeysAsync(LandedEntity landed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (counted.KeysOf(landed.Entity) is { } held)
        {
            foreach (var batch in held.Sorted.Where((key, at) => at == 0 || key != held.Sorted[at - 1]).Chunk(BatchOfKeys))
                yield return batch;
            yield break;
        }
        await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot, landed.Entity, cancellationToken))
            if (KeysOf(chunk) is { Length: > 0 } keys)
                yield return keys;
    }

    private long[] KeysOf(ReadOnlyMemory<byte> chunk)
    {
        List<long> keys = [];
        foreach (var element in new NdjsonLines(chunk))
            if (_claim.Source.TryReadKey(element.Span, out var key, out _))
                keys.Add(key);
        return [.. keys];
    }
}
