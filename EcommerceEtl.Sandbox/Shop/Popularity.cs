namespace EcommerceEtl.Sandbox.Shop;

/// <summary>Chooses products so that few sell much and many sell little: the product of rank r has the weight 1 / (r + 1) (Zipf's law, with
/// its peak cut a little). Only products on sale are chosen.</summary>
internal sealed class Popularity
{
    private readonly long _seed;
    private readonly Availability _availability;
    private readonly int[] _idByRank;
    private readonly double[] _cumulative;

    public Popularity(long seed, Availability availability)
    {
        _seed = seed;
        _availability = availability;
        _idByRank = [.. Assortment.All.Select(p => p.Id).OrderBy(id => Draw.Bits(seed, DrawTopic.Popularity, id))];
        _cumulative = new double[_idByRank.Length];
        double sum = 0;
        for (var rank = 0; rank < _idByRank.Length; rank++)
            _cumulative[rank] = sum += 1.0 / (rank + 2);
    }

    /// <summary>A product on sale at <paramref name="tick"/> that is not in <paramref name="besides"/>; null if chance finds
    /// none.</summary>
    public int? Choose(long tick, DrawTopic topic, long subject, int slot, IReadOnlyList<CartLine> besides)
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var at = Draw.Unit(_seed, topic, subject, (slot * 64) + attempt) * _cumulative[^1];
            var rank = Array.BinarySearch(_cumulative, at);
            var id = _idByRank[Math.Min(rank < 0 ? ~rank : rank, _idByRank.Length - 1)];
            if (_availability.IsOnSale(id, tick) && !besides.Any(line => line.ProductId == id))
                return id;
        }

        return null;
    }
}
