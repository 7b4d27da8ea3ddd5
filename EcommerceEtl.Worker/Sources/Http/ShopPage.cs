namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What is asked of a shop.</summary>
/// <param name="Window">Of carts, those dated within it; null for all. Of other entities always all.</param>
/// <param name="Earlier">What an earlier answer to the same question was; null if it is not to be asked whether that still holds.</param>
public sealed record Ask(Entity Entity, ExtractWindow? Window = null, EarlierAnswer? Earlier = null)
{
    /// <summary>Reads what is held of the entity, for a kind that keeps what its shop does not state; null where nothing is
    /// held.</summary>
    public HeldElements? Held { get; init; }
}

/// <summary>Reads all elements of an entity that are held, by key. They are in memory together.</summary>
/// <exception cref="EtlException">The landing zone could not be read.</exception>
public delegate Task<IReadOnlyDictionary<long, byte[]>> HeldElements(CancellationToken cancellationToken);

/// <summary>An answer of which everything is still at hand, so that the shop may say that it is unchanged.</summary>
/// <param name="ETag">Its ETag as sent, quotes included.</param>
public sealed record EarlierAnswer(string ETag, long Elements);

/// <summary>One answer of a shop that is still to be asked for.</summary>
/// <param name="read">Asks, with retries, and hands the elements on as they arrive.</param>
public sealed class ShopPage(Func<IElementSink, CancellationToken, Task<PageAnswer>> read)
{
    /// <summary>True for the first page of a list that is read again from its beginning: what the pages before it brought is
    /// void.</summary>
    public bool StartsOver { get; init; }

    /// <summary>Asks for the page and hands its elements to the sink. An attempt that breaks off is made again for the whole
    /// page.</summary>
    /// <exception cref="EtlException">The shop could not be reached or gave no usable answer (<c>source_*</c>, <c>unexpected_payload</c>,
    /// <c>body_too_large</c>), or the sink could not keep an element.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<PageAnswer> ReadAsync(IElementSink sink, CancellationToken cancellationToken) => read(sink, cancellationToken);
}

/// <summary>What is known of a page once it was read.</summary>
/// <param name="IsUnchanged">True if the shop still has exactly what <see cref="Ask.Earlier"/> had, and sent nothing.</param>
/// <param name="Bytes">Bytes received, after decompression.</param>
/// <param name="ETag">The ETag as sent, quotes included, if any.</param>
/// <param name="LastModified">The Last-Modified as sent, if any.</param>
public sealed record PageAnswer(bool IsUnchanged, long Bytes, string? ETag, string? LastModified);

/// <summary>A part of a shop's carts by their dates, for a backfill.</summary>
/// <param name="From">First day (UTC), included.</param>
/// <param name="To">The day after the last one.</param>
public sealed record ExtractWindow(DateOnly From, DateOnly To)
{
    /// <summary>The first moment, UTC.</summary>
    public DateTime Begin => From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The moment after the last one, UTC.</summary>
    public DateTime End => To.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>True for a time on one of its days, read in the zone that the time is given in.</summary>
    public bool Holds(DateTime time) => DateOnly.FromDateTime(time) is var day && day >= From && day < To;

    /// <summary>Such as <c>2026-01-01 to 2026-02-01 (the last day not included)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd} to {To:yyyy-MM-dd} (the last day not included)");
}
