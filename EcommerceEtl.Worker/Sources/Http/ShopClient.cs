using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Asks one store's shop, with retries. Knows HTTP, not what the elements mean.</summary>
public sealed class ShopClient(
    IHttpClientFactory clients, StoreOptions store, HttpOptions options, SourceRetry retry, RateLimiter limiter,
    Action<RetryNotice> retrying)
{
    /// <summary>How much of a refusal's body is looked at, to name its kind.</summary>
    private const int ExcerptBytes = 16 * 1024;

    private const int MaxETagLength = 200;

    /// <summary>The page behind an address that answers with one bare JSON array.</summary>
    /// <param name="path">Path below the store's BaseUrl, with its query.</param>
    public ShopPage Page(Ask ask, string path) => new((sink, cancellationToken) => ReadAsync(ask, path, sink, cancellationToken));

    private async Task<PageAnswer> ReadAsync(Ask ask, string path, IElementSink sink, CancellationToken cancellationToken)
    {
        var request = new SourceRequest(store.Name, ask.Entity, Address(path));
        PageAnswer? answer = null;
        try
        {
            using var response = await retry.ExecuteAsync(
                EnterAsync,
                async token =>
                {
                    (var attempt, answer) = await AttemptAsync(request, ask.Earlier, sink, token);
                    return attempt;
                },
                (attempt, reason, wait) => retrying(new RetryNotice(store.Name, ask.Entity, attempt, reason, wait)),
                cancellationToken);
            return answer ?? throw SourceErrors.StillFailing(request, response.StatusCode, options.Retries + 1);
        }
        catch (Exception error) when (SourceRetry.IsTransient(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SourceErrors.GaveUp(request, error, options.Retries + 1);
        }
    }

    /// <summary>Asks once. Where another attempt may bring more, there is no answer.</summary>
    private async Task<(HttpResponseMessage Response, PageAnswer? Answer)> AttemptAsync(
        SourceRequest request, EarlierAnswer? earlier, IElementSink sink, CancellationToken cancellationToken)
    {
        sink.BeginPage();
        (request, var response) = await FollowAsync(request, earlier, cancellationToken);
        try
        {
            return (response, SourceRetry.IsTransient(response.StatusCode)
                ? null
                : await AnswerAsync(request, response, earlier, sink, cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<PageAnswer> AnswerAsync(
        SourceRequest request, HttpResponseMessage response, EarlierAnswer? earlier, IElementSink sink, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified && earlier is not null)
        {
            RefusePart(request, response, earlier.Elements);
            return new PageAnswer(IsUnchanged: true, 0, null, null);
        }
        await using var body = new CountingStream(
            await response.Content.ReadAsStreamAsync(cancellationToken), options.MaxBodyBytes, request);
        if (response.StatusCode != HttpStatusCode.OK)
            throw SourceErrors.Status(request, response, await StartAsync(response, body, cancellationToken));
        using (var array = new ArrayBody(request, response, body, sink))
            RefusePart(request, response, await array.ReadAsync(cancellationToken));
        return new PageAnswer(
            IsUnchanged: false, body.Count, ETagOf(response),
            response.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture));
    }

    /// <summary>An answer that says itself that there is more is no answer to the question, which is for all there is.</summary>
    private static void RefusePart(SourceRequest request, HttpResponseMessage response, long elements)
    {
        if (PartialAnswer.SignOf(response, request.Entity, elements) is { } sign)
            throw SourceErrors.Partial(request, sign);
    }

    /// <summary>Sends a request, and again to where its answers redirect, as far as they may.</summary>
    /// <returns>The last answer, and the request it is an answer to.</returns>
    private async Task<(SourceRequest Request, HttpResponseMessage Response)> FollowAsync(
        SourceRequest request, EarlierAnswer? earlier, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(request, earlier, cancellationToken);
            if (Redirects.Target(store.BaseUrl, request.Url, response) is not { } target)
                return (request, response);
            response.Dispose();
            if (redirects == Redirects.Most)
                throw SourceErrors.RedirectsWithoutEnd(request);
            request = request with { Url = target };
            await EnterAsync(cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(SourceRequest request, EarlierAnswer? earlier, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Url);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("EcommerceEtl", null));
        if (earlier is not null)
            message.Headers.TryAddWithoutValidation("If-None-Match", earlier.ETag);
        if (!string.IsNullOrEmpty(store.Token))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", store.Token);
        try
        {
            return await clients.CreateClient(ShopHttp.ClientName).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException error) when (ConnectionErrors.Lasting(request, error) is { } lasting)
        {
            throw lasting;
        }
    }

    /// <summary>The first bytes of a refusal; what cannot be read of it does not matter.</summary>
    private static async Task<BodyStart> StartAsync(HttpResponseMessage response, CountingStream body, CancellationToken ct)
    {
        var excerpt = new byte[ExcerptBytes];
        var read = 0;
        try
        {
            var text = await BodyEncoding.DecodeAsync(response, body, ct);
            read = await text.ReadAtLeastAsync(excerpt, excerpt.Length, throwOnEndOfStream: false, ct);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or InvalidDataException)
        {
            // The status alone says enough.
        }
        return new BodyStart(response, excerpt.AsSpan(0, read), read < excerpt.Length);
    }

    private async Task EnterAsync(CancellationToken ct)
    {
        // The queue has no bound, so the lease is always granted.
        using var lease = await limiter.AcquireAsync(1, ct);
    }

    private Uri Address(string path)
    {
        var address = new UriBuilder(store.BaseUrl);
        var parts = path.Split('?', 2);
        address.Path = address.Path.TrimEnd('/') + "/" + parts[0];
        // A query in BaseUrl, such as a key, is asked with too.
        if (parts.Length > 1)
            address.Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{parts[1]}" : parts[1];
        return address.Uri;
    }

    /// <summary>The answer's ETag, which is sent back with the next request; null if it has none, or one that is longer than any shop
    /// needs.</summary>
    private static string? ETagOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() is { Length: <= MaxETagLength } etag ? etag : null;
}

/// <summary>The HTTP client that shops are asked with.</summary>
public static class ShopHttp
{
    public const string ClientName = "shop";

    /// <summary>Registers the named client: no redirects by itself, transparent decompression, connections renewed so that DNS changes are
    /// seen.</summary>
    public static IServiceCollection AddShopHttp(this IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            // The factory's own log of a failed request quotes what was received, which may be personal.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions = { RemoteCertificateValidationCallback = CertificateTrust.Judge },
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            });
        return services;
    }
}
