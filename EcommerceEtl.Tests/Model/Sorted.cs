namespace EcommerceEtl.Tests.Model;

/// <summary>One entity of a snapshot, sorted into what counts: of several elements with one id the last good one is loaded and the last bad
/// one set aside; all others are duplicates.</summary>
internal sealed class Sorted<T>
    where T : class
{
    private readonly int _extracted;
    private readonly Dictionary<long, ShopElement<T>> _good = [];
    private readonly Dictionary<long, ShopElement<T>> _bad = [];

    public Sorted(List<ShopElement<T>> elements, DateTime takenAt)
    {
        _extracted = elements.Count;
        foreach (var element in elements)
        {
            var judged = element.Facts is CartFacts cart && cart.PlacedAt > takenAt.AddDays(1)
                ? element with { Facts = null, Reason = "future_date", Path = "$.date" }
                : element;
            if (judged.Id is { } id)
                (judged.Facts is null ? _bad : _good)[id] = judged;
            else
                Keyless.Add(judged);
        }
        Ids = [.. _good.Keys, .. _bad.Keys];
    }

    /// <summary>Every readable id, those of bad elements too: what is present.</summary>
    public HashSet<long> Ids { get; }

    /// <summary>Elements without one. While there are any, nothing is removed.</summary>
    public List<ShopElement<T>> Keyless { get; } = [];

    public IEnumerable<(long Id, T Facts)> Good => _good.Select(pair => (pair.Key, pair.Value.Facts!));

    public int Accepted => _good.Count;

    public int Rejected => Keyless.Count + _bad.Count;

    public int Present => Ids.Count + Keyless.Count;

    /// <summary>True if so much was rejected that the run must fail: more than 10 and above a fifth, or all.</summary>
    public bool TooManyRejects => Rejected > 0 && (Accepted == 0 || Rejected > 10 && Rejected * 5 > Accepted + Rejected);

    public void Reject(string entity, Dictionary<(string, string), (string Reason, string Path, string Payload)> into)
    {
        foreach (var (id, bad) in _bad)
            into[(entity, id.ToString(CultureInfo.InvariantCulture))] = (bad.Reason!, bad.Path!, bad.Landed);
        foreach (var bad in Keyless)
            into[(entity, ReferenceWarehouse.KeyOf(bad.Landed))] = (bad.Reason!, bad.Path!, bad.Landed);
    }

    public ReferenceCounts Count(string entity, long inserted, long updated, long unchanged, long removed, long unpriced, long live) => new(
        entity, _extracted, _extracted - Accepted - Rejected, inserted, updated, unchanged, removed, Rejected, unpriced, live);
}
