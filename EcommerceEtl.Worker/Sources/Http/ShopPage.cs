namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What is asked of a shop.</summary>
/// <param name="Window">Of carts, those dated within it; null for all. Of other entities always all.</param>
/// <param name="Earlier">What an earlier answer to the same question was; null if it is not to be asked whether that still holds.</param>
public sealed record Ask(Entity Entity, ExtractWindow? Window = null, EarlierAnswer? Earlier = null);

/// <summary>An answer of which everything is still at hand, so that the shop may say that it is unchanged.</summary>
/// <param name="ETag">Its ETag as sent, quotes included.</param>
public sealed record EarlierAnswer(string ETag, long Elements);

/// <summary>One answer of a shop that is still to be asked for.</summary>
/// <param name="read">Asks, with retries, and hands the elements on as they arrive.</param>
public sealed class ShopPage(Func<IElementSink, CancellationToken, Task<PageAnswer>> read)
{
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
