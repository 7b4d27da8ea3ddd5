namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>A part of a list as the shop answered it.</summary>
/// <param name="Total">How many rows the whole list has.</param>
/// <param name="ShopTime">The shop's clock when it answered (UTC).</param>
internal sealed record RestPage(ImmutableArray<JsonElement> Items, long Total, DateTime ShopTime)
{
    /// <summary>True where the shop knows no such list.</summary>
    public bool IsMissing { get; init; }

    /// <summary>A part of a list, in pages that the shop can bear (<see cref="PageSize.ReadAsync"/>).</summary>
    /// <param name="most">Rows of a page.</param>
    /// <param name="skip">Rows before the part.</param>
    /// <param name="take">Most rows of it.</param>
    /// <param name="pathOf">The path of a page of so many rows behind so many others.</param>
    /// <param name="askAsync">Asks for the page at a path, which it takes anew for each attempt.</param>
    public static async Task<RestPage> ReadAsync(
        PageSize most, long skip, int take, Func<long, int, string> pathOf, Func<Func<string>, Task<RestPage>> askAsync)
    {
        var pages = await most.ReadAsync(skip, take, place => askAsync(() =>
        {
            var (from, rows) = place();
            return pathOf(from, rows);
        }));
        return pages[0] with { Items = [.. pages.SelectMany(page => page.Items).DistinctBy(ListRow.IdOf)] };
    }
}
