namespace EcommerceEtl.Worker.Sources;

/// <summary>What a shop tells of its carts as they change. Each call is one request or few, with retries. An answer need not be true: the
/// shop goes on while it is read, counts may be stale, and filters may be ignored. Whoever asks checks the rows.</summary>
public interface IChangeFeed
{
    /// <summary>The lists that tell of changes, that of the carts first. Others, such as a list of refunds, name the carts that they
    /// changed.</summary>
    ImmutableArray<string> Lists { get; }

    /// <summary>The smallest difference of two times that the shop states.</summary>
    TimeSpan Tick { get; }

    /// <summary>Rows of a page of carts.</summary>
    int PageSize { get; }

    /// <summary>Rows of a page of stamps, which are small.</summary>
    int ListSize => PageSize;

    /// <summary>Bytes received so far, after decompression.</summary>
    long Bytes { get; }

    /// <inheritdoc cref="StampReader"/>
    ElementStamp StampOf(ReadOnlySpan<byte> element);

    /// <inheritdoc cref="ElementMemory"/>
    byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element) => element;

    /// <summary>A page of what changed in a range of time, in the order of the changes.</summary>
    /// <param name="list">One of <see cref="Lists"/>.</param>
    /// <param name="from">First moment (UTC).</param>
    /// <param name="until">Last moment, included.</param>
    /// <param name="skip">Rows before the page.</param>
    /// <param name="take">Most rows of the page.</param>
    /// <param name="cancellationToken">Ends the wait for the shop.</param>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    Task<FeedPage> ChangedAsync(string list, DateTime from, DateTime until, long skip, int take, CancellationToken cancellationToken);

    /// <summary>A page of the carts that were created in a range of time, in the order of creation.</summary>
    /// <param name="from">First moment (UTC); null for no bound.</param>
    /// <param name="before">The moment after the last one; null for no bound.</param>
    /// <param name="skip">Rows before the page.</param>
    /// <param name="take">Most rows of the page.</param>
    /// <param name="whole">True for rows with their elements; otherwise they have stamps only.</param>
    /// <param name="cancellationToken">Ends the wait for the shop.</param>
    /// <inheritdoc cref="ChangedAsync" path="/exception"/>
    Task<FeedPage> CreatedAsync(DateTime? from, DateTime? before, long skip, int take, bool whole, CancellationToken cancellationToken);

    /// <summary>How many carts were created in a range of time, and the first of them without its stamp.</summary>
    /// <param name="from">First moment (UTC); null for no bound.</param>
    /// <param name="before">The moment after the last one; null for no bound.</param>
    /// <param name="cancellationToken">Ends the wait for the shop.</param>
    /// <inheritdoc cref="ChangedAsync" path="/exception"/>
    Task<FeedPage> CountedAsync(DateTime? from, DateTime? before, CancellationToken cancellationToken) =>
        CreatedAsync(from, before, 0, 1, whole: false, cancellationToken);

    /// <summary>Those of some carts that the shop has, with their elements.</summary>
    /// <param name="ids">At most a page of them, as the shop writes them.</param>
    /// <param name="cancellationToken">Ends the wait for the shop.</param>
    /// <inheritdoc cref="ChangedAsync" path="/exception"/>
    Task<FeedPage> FetchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);
}

/// <summary>A page of a list.</summary>
/// <param name="Total">How many rows the shop says that the whole list has.</param>
/// <param name="ShopTime">The shop's clock when it answered (UTC).</param>
public sealed record FeedPage(ImmutableArray<FeedRow> Rows, long Total, DateTime ShopTime)
{
    /// <summary>The carts of a page that was asked for with its elements.</summary>
    /// <exception cref="InvalidOperationException">A row lacks them.</exception>
    public IEnumerable<StampedElement> Carts => Rows.Select(row => row.Whole
        ?? throw new InvalidOperationException($"The list was asked for whole carts and only names {row.Id.SourceText}."));
}

/// <summary>A row of a list.</summary>
/// <param name="Id">The cart's.</param>
/// <param name="At">The time by which the list is sorted and filtered (UTC).</param>
/// <param name="Stamp">The cart's stamp, where the list shows it.</param>
/// <param name="Element">The cart, composed with all that belongs to it, where the list has it.</param>
public sealed record FeedRow(ElementId Id, DateTime At, ElementStamp? Stamp, byte[]? Element)
{
    /// <summary>True if the cart was read in this run already, with what the list tells of it.</summary>
    public bool IsRead { get; init; }

    /// <summary>The cart; null where the list only names it.</summary>
    public StampedElement? Whole => this is { Stamp: { } stamp, Element: { } element } ? new StampedElement(stamp, element) : null;
}
