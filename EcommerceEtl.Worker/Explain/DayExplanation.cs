using EcommerceEtl.Data.Explain;
using Npgsql;

namespace EcommerceEtl.Worker.Explain;

/// <summary>The figures of a day, and the carts and rows that make them.</summary>
/// <param name="Stated">What <c>daily_totals</c> says; all 0 where the day has no row.</param>
/// <param name="Found">What the carts and rows add up to, all of them, listed or not.</param>
/// <param name="Carts">The first of the carts that count on the day, by time.</param>
/// <param name="Sales">The first of the rows of orders that count on the day, by time.</param>
/// <param name="Counts">How many carts and rows change each figure, in the order of <see cref="Figures.All"/>.</param>
internal sealed record DayExplanation(
    StoreFacts Store, DateOnly Day, Figures Stated, Figures Found, ImmutableArray<CartPart> Carts, long CartCount,
    ImmutableArray<SalePart> Sales, long SaleCount, ImmutableArray<(long Carts, long Rows)> Counts,
    ImmutableArray<RestatementFacts> Restatements)
{
    /// <summary>True if every figure is what the carts and rows add up to.</summary>
    public bool AddsUp => Stated == Found;

    /// <summary>Explains a day; null if nothing counts on it and nothing ever did that was taken as final.</summary>
    /// <param name="connection">Within a transaction, so that all of it is seen at one moment.</param>
    /// <param name="most">Most carts, and most rows, that are listed.</param>
    public static async Task<DayExplanation?> ReadAsync(
        NpgsqlConnection connection, StoreFacts store, DateOnly day, int most, CancellationToken cancellationToken)
    {
        var stated = await Figures.OfDayAsync(connection, store.StoreId, day, cancellationToken);
        var carts = new Listed<CartPart>(most);
        var sales = new Listed<SalePart>(most);
        await CartPart.EachAsync(connection, store, null, day, part => carts.Add(part, part.Adds), cancellationToken);
        await SalePart.EachAsync(connection, store, null, day, part => sales.Add(part, part.Adds), cancellationToken);
        var restatements = await RestatementFacts.ReadAsync(connection, store.StoreId, [day], cancellationToken);
        if (stated is null && carts.Count + sales.Count == 0 && restatements.IsEmpty)
            return null;
        return new DayExplanation(
            store, day, stated ?? default, carts.Sum + sales.Sum, carts.Parts, carts.Count, sales.Parts, sales.Count,
            [.. carts.Changes.Zip(sales.Changes)], restatements);
    }

    /// <summary>Adds up all parts, and keeps the first of them.</summary>
    private sealed class Listed<T>(int most)
    {
        private readonly ImmutableArray<T>.Builder _parts = ImmutableArray.CreateBuilder<T>();

        public ImmutableArray<T> Parts => _parts.ToImmutable();

        public Figures Sum { get; private set; }

        public long Count { get; private set; }

        /// <summary>How many parts change each figure.</summary>
        public long[] Changes { get; } = new long[default(Figures).All.Length];

        public void Add(T part, Figures adds)
        {
            Sum += adds;
            Count++;
            if (_parts.Count < most)
                _parts.Add(part);
            foreach (var (i, figure) in adds.All.Index())
                if (figure.Value != 0)
                    Changes[i]++;
        }
    }
}
