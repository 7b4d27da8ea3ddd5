using System.Text.Json;
using EcommerceEtl.Data.Carts;

namespace EcommerceEtl.Data.Chunks;

/// <summary>What became of the elements of one landed chunk when they were mapped, added up while that happens. As a row of
/// <c>loaded_chunks</c> it says that the warehouse holds them.</summary>
/// <param name="sha256">Name of the chunk, 64 hexadecimal digits.</param>
/// <param name="bytes">Its uncompressed size.</param>
public sealed class LoadedChunk(string sha256, long bytes)
{
    private SortedDictionary<string, long>? _skippedByCurrency;
    private SortedSet<string>? _leftOut;

    public string Sha256 => sha256;

    public long Bytes => bytes;

    public long Accepted { get; set; }

    public long Rejected { get; set; }

    public long Skipped { get; private set; }

    /// <summary>Sums of its accepted carts; all 0 for customers.</summary>
    public CartSums Sums { get; set; }

    /// <summary>Lines of its carts whose product was never seen.</summary>
    public long Unpriced { get; set; }

    /// <summary>Sales of which the shop states another total than their rows add up to.</summary>
    public long Differing { get; set; }

    /// <summary>Time of its newest cart, UTC.</summary>
    public DateTime? NewestAt { get; set; }

    /// <summary>Elements that are accepted, rejected or skipped.</summary>
    public long Elements => Accepted + Rejected + Skipped;

    public IReadOnlyDictionary<string, long> SkippedByCurrency => _skippedByCurrency ?? [];

    /// <summary>Paths of details that were left out of a record.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut ?? [];

    /// <summary>Counts an element that is none of the store's figures.</summary>
    /// <param name="currency">Its currency, where that is the reason.</param>
    public void Skip(string? currency)
    {
        Skipped++;
        if (currency is null)
            return;
        _skippedByCurrency ??= new SortedDictionary<string, long>(StringComparer.Ordinal);
        _skippedByCurrency[currency] = _skippedByCurrency.GetValueOrDefault(currency) + 1;
    }

    public void LeaveOut(ImmutableArray<string> paths)
    {
        if (!paths.IsEmpty)
            (_leftOut ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(paths);
    }

    /// <summary>What the warehouse holds of a store's chunks, by entity and name.</summary>
    public static async Task<ILookup<Entity, LoadedChunk>> ReadAsync(
        StoreSession session, short storeId, CancellationToken cancellationToken) =>
        (await session.Command("Chunks/select_loaded_chunks", storeId).RowsAsync(
            row => (Entity: SnakeCase.Parse<Entity>(row.GetString(0)), Chunk: Of(row)), cancellationToken))
        .ToLookup(row => row.Entity, row => row.Chunk);

    /// <summary>States that the warehouse holds chunks, in the transaction that loaded them.</summary>
    /// <param name="gone">Names of chunks that it held before and that no longer count.</param>
    public static async Task WriteAsync(
        LoadContext load, Entity entity, IEnumerable<string> gone, IReadOnlyCollection<LoadedChunk> chunks,
        CancellationToken cancellationToken)
    {
        var name = SnakeCase.Of(entity);
        await load.Session.ExecuteAsync("Chunks/delete_loaded_chunks", cancellationToken, load.StoreId, name, gone.ToArray());
        if (chunks.Count == 0)
            return;
        await load.Session.ExecuteAsync(
            "Chunks/insert_loaded_chunks", cancellationToken, load.StoreId, name, Column(chunk => chunk.Sha256),
            Column(chunk => chunk.Bytes), Column(chunk => chunk.Accepted), Column(chunk => chunk.Rejected), Column(chunk => chunk.Skipped),
            Column(chunk => chunk.Sums.Lines), Column(chunk => chunk.Sums.GrossValue.Amount), Column(chunk => chunk.Unpriced),
            Column(chunk => chunk.Sums.Orders), Column(chunk => chunk.Sums.Sales), Column(chunk => chunk.Sums.SalesValue),
            Column(chunk => chunk.Differing), Column(chunk => chunk.NewestAt), Column(chunk => chunk.Notes()));

        T[] Column<T>(Func<LoadedChunk, T> value) => [.. chunks.Select(value)];
    }

    /// <summary>States that nobody knows any more which chunks the rows of an entity come from, so that the next load maps all.</summary>
    public static Task ForgetAsync(StoreSession session, short storeId, Entity entity, CancellationToken cancellationToken) =>
        session.ExecuteAsync("Chunks/forget_loaded_chunks", cancellationToken, storeId, SnakeCase.Of(entity));

    private string? Notes() => _skippedByCurrency is null && _leftOut is null ? null : JsonSerializer.Serialize(new
    {
        skipped_by_currency = SkippedByCurrency,
        left_out = LeftOut,
    });

    private static LoadedChunk Of(NpgsqlDataReader row)
    {
        var chunk = new LoadedChunk(row.GetString(1), row.GetInt64(2))
        {
            Accepted = row.GetInt64(3),
            Rejected = row.GetInt64(4),
            Skipped = row.GetInt64(5),
            Unpriced = row.GetInt64(8),
            Differing = row.GetInt64(12),
            NewestAt = row.Time(13),
        };
        if (SnakeCase.Parse<Entity>(row.GetString(0)) == Entity.Carts)
            chunk.Sums = new CartSums(
                chunk.Accepted, row.GetInt64(6), new Money(row.GetDecimal(7)), row.GetInt64(9), row.GetInt64(10), row.GetDecimal(11));
        if (row.Text(14) is not { } notes)
            return chunk;
        using var json = JsonDocument.Parse(notes);
        chunk._skippedByCurrency = new(
            json.RootElement.GetProperty("skipped_by_currency").EnumerateObject()
                .ToDictionary(currency => currency.Name, currency => currency.Value.GetInt64()), StringComparer.Ordinal);
        chunk._leftOut = new(
            json.RootElement.GetProperty("left_out").EnumerateArray().Select(path => path.GetString()!), StringComparer.Ordinal);
        return chunk;
    }
}
