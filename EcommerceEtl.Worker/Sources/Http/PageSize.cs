namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>In how many elements at once a list is asked for. Where the shop breaks down under a page, or needs too long for it, half as
/// many are asked for from then on, down to an eighth.</summary>
/// <param name="size">Elements of a page at first.</param>
/// <param name="least">Elements of the smallest page; null for an eighth of the size.</param>
internal sealed class PageSize(int size, int? least = null)
{
    /// <summary>A page is made smaller down to the size divided by this.</summary>
    private const int SmallestPart = 8;

    private static readonly string[] TooMuch =
        ["time_out", "status_408", "status_500", "status_502", "status_503", "status_504", "status_524"];

    private readonly int _least = least ?? Math.Max(1, (size + SmallestPart - 1) / SmallestPart);

    /// <summary>Most elements that are asked for now.</summary>
    public int Now { get; private set; } = size;

    /// <summary>Reads a part of a list in pages that the shop can bear, the last one first: what leaves the list meanwhile then makes no
    /// other row slip through.</summary>
    /// <param name="skip">Rows before the part.</param>
    /// <param name="take">Most rows of it.</param>
    /// <param name="askAsync">Asks for a page; given where it begins and how many rows it has, to be called anew for each attempt.</param>
    /// <returns>The pages in the order of the list; of most parts one.</returns>
    public async Task<ImmutableArray<T>> ReadAsync<T>(long skip, int take, Func<Func<(long Skip, int Take)>, Task<T>> askAsync)
    {
        List<T> pages = [];
        for (var end = skip + take; pages.Count == 0 || end > skip;)
        {
            var from = skip;
            pages.Insert(0, await askAsync(() =>
            {
                from = Math.Max(skip, end - Now);
                return (from, (int)(end - from));
            }));
            end = from;
        }
        return [.. pages];
    }

    /// <summary>Takes notice of an attempt that failed.</summary>
    /// <param name="reason">Why, in the words of <see cref="RetryNotice"/>.</param>
    /// <param name="fits">False for a size that does not fit the place in the list; null where any does.</param>
    public void Failed(string reason, Predicate<int>? fits = null)
    {
        if (!TooMuch.Contains(reason, StringComparer.Ordinal))
            return;
        for (var half = Now / 2; half >= _least; half--)
        {
            if (fits?.Invoke(half) == false)
                continue;
            Now = half;
            return;
        }
    }
}
