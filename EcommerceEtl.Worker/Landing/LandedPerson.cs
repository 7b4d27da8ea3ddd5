using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing;

/// <summary>A landed element that is a customer, or names one.</summary>
/// <param name="Entity">Customers or carts.</param>
/// <param name="Element">As landed: JSON.</param>
/// <param name="From">Time of the first kept snapshot that holds it, UTC.</param>
/// <param name="To">Time of the last one.</param>
public sealed record LandedPerson(Entity Entity, string Element, DateTime From, DateTime To)
{
    /// <summary>All that the landing zone holds of a customer.</summary>
    /// <param name="customer">The customer alone.</param>
    /// <param name="fields">Where a kind's elements name a customer.</param>
    /// <exception cref="EtlException"><c>landing_damaged</c>: a file cannot be read, which may hold more;
    /// <c>landing_unavailable</c>.</exception>
    public static async Task<IReadOnlyList<LandedPerson>> FindAsync(
        LandingZone landing, string store, ErasedCustomers customer, FieldsOfKind fields, CancellationToken cancellationToken)
    {
        var index = await landing.IndexAsync(store, cancellationToken);
        if (!index.Damaged.IsEmpty)
            throw index.Damaged[0].Error;
        Dictionary<(string Kind, Entity Entity, string Sha256), ImmutableArray<string>> read = [];
        Dictionary<(Entity Entity, string Element), LandedPerson> found = [];
        foreach (var snapshot in index.Snapshots)
        {
            foreach (var landed in snapshot.Entities.Where(landed => landed.Entity != Entity.Products))
            {
                foreach (var chunk in landed.Chunks.Concat(Readable(landed.Changes?.EarlierChunks)))
                {
                    var key = (snapshot.Kind, landed.Entity, chunk.Sha256);
                    if (!read.TryGetValue(key, out var elements))
                        read[key] = elements =
                            await ElementsAsync(snapshot with { Entities = [landed with { Chunks = [chunk] }] }, landed.Entity);
                    foreach (var element in elements)
                        found[(landed.Entity, element)] = new LandedPerson(
                            landed.Entity, element, found.GetValueOrDefault((landed.Entity, element))?.From
                                ?? snapshot.TakenAt, snapshot.TakenAt);
                }
            }
        }
        return [.. found.Values.OrderBy(person => person.From).ThenBy(person => person.Entity)];

        // What was held before all was read anew is of no use to anybody where it is damaged.
        IEnumerable<LandedChunk> Readable(IEnumerable<LandedChunk>? chunks)
        {
            var files = new ChunkFiles(new LandingFolders(landing.Root, store), landing.Clock);
            return chunks?.Where(chunk => files.CanUseAgain([chunk])) ?? [];
        }

        async Task<ImmutableArray<string>> ElementsAsync(Snapshot part, Entity entity)
        {
            var ids = new ErasedIds(fields(part.Kind, entity), customer);
            var elements = ImmutableArray.CreateBuilder<string>();
            await foreach (var chunk in landing.ReadChunksAsync(part, entity, cancellationToken))
                foreach (var element in new NdjsonLines(chunk))
                    if (ids.Names(element.Span))
                        elements.Add(Encoding.UTF8.GetString(element.Span));
            return elements.ToImmutable();
        }
    }
}
