using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Asks one store's shop, with retries, and lands its answers. Knows HTTP, not what the elements mean.</summary>
public sealed class ShopClient
{
    /// <summary>How much of a refusal's body is looked at, to name its kind.</summary>
    private const int ExcerptBytes = 16 * 1024;

    private const int MaxETagLength = 200;

    private readonly IHttpClientFactory _clients;
    private readonly StoreOptions _store;
    private readonly HttpOptions _options;
    private readonly SourceRetry _retry;
    private readonly RateLimiter _limiter;
    private readonly Action<RetryNotice> _retrying;

    internal ShopClient(
        IHttpClientFactory clients, StoreOptions store, HttpOptions options, SourceRetry retry, RateLimiter limiter,
        Action<RetryNotice> retrying)
    {
        _clients = clients;
        _store = store;
        _options = options;
        _retry = retry;
        _limiter = limiter;
        _retrying = retrying;
    }

    /// <summary>Fetches an address that answers with one bare JSON array, lands it and completes the writer.</summary>
    /// <param name="entity">What is fetched.</param>
    /// <param name="path">Path below the store's BaseUrl, with its query.</param>
    /// <param name="coverage">How much of the entity that address answers with.</param>
    /// <param name="landing">Gets the elements; reset before each attempt.</param>
    /// <param name="ct">Ends the attempts.</param>
    /// <exception cref="EtlException">No attempt brought a usable answer, or it could not be landed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task LandArrayAsync(Entity entity, string path, Coverage coverage, EntityWriter landing, CancellationToken ct)
    {
        var request = new SourceRequest(_store.Name, entity, Address(path));
        try
        {
            using var response = await _retry.ExecuteAsync(
                EnterAsync,
                token => AttemptAsync(request, coverage, landing, token),
                (attempt, reason, wait) => _retrying(new RetryNotice(_store.Name, entity, attempt, reason, wait)),
                ct);
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotModified)
                throw SourceErrors.StillFailing(request, response.StatusCode, _options.Retries + 1);
        }
        catch (Exception error) when (SourceRetry.IsTransient(error))
        {
            ct.ThrowIfCancellationRequested();
            throw SourceErrors.GaveUp(request, error, _options.Retries + 1);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(
        SourceRequest request, Coverage coverage, EntityWriter landing, CancellationToken ct)
    {
        landing.Reset();
        (request, var response) = await FollowAsync(request, landing.Previous, ct);
        var keep = false;
        try
        {
            keep = SourceRetry.IsTransient(response.StatusCode);
            if (keep)
                return response;
            if (response.StatusCode == HttpStatusCode.NotModified && landing.Previous is { } previous)
            {
                RefusePart(request, response, previous.Elements + previous.LeftOut);
                landing.KeepPrevious();
                keep = true;
                return response;
            }
            await using var body = new CountingStream(await response.Content.ReadAsStreamAsync(ct), _options.MaxBodyBytes, request);
            if (response.StatusCode != HttpStatusCode.OK)
                throw SourceErrors.Status(request, response, await StartAsync(response, body, ct));
            using (var array = new ArrayBody(request, response, body, landing))
                await array.LandAsync(ct);
            RefusePart(request, response, landing.Received);
            await landing.CompleteAsync(
                coverage, body.Count, ETagOf(response),
                response.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture), ct);
            keep = true;
            return response;
        }
        finally
        {
            if (!keep)
                response.Dispose();
        }
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
        SourceRequest request, LandedEntity? previous, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(request, previous, cancellationToken);
            if (Redirects.Target(_store.BaseUrl, request.Url, response) is not { } target)
                return (request, response);
            response.Dispose();
            if (redirects == Redirects.Most)
                throw SourceErrors.RedirectsWithoutEnd(request);
            request = request with { Url = target };
            await EnterAsync(cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(SourceRequest request, LandedEntity? previous, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Url);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("EcommerceEtl", null));
        if (previous?.ETag is { } etag)
            message.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (!string.IsNullOrEmpty(_store.Token))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _store.Token);
        try
        {
            return await _clients.CreateClient(ShopHttp.ClientName).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
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
        using var lease = await _limiter.AcquireAsync(1, ct);
    }

    private Uri Address(string path)
    {
        var address = new UriBuilder(_store.BaseUrl);
        var parts = path.Split('?', 2);
        address.Path = address.Path.TrimEnd('/') + "/" + parts[0];
        // A query in BaseUrl, such as a key, is asked with too.
        if (parts.Length > 1)
            address.Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{parts[1]}" : parts[1];
        return address.Uri;
    }

    /// <summary>
    /// The answer's ETag, which is sent back with the next request; null if it has none, or one that is longer than any shop needs.
    /// </summary>
    private static string? ETagOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() is { Length: <= MaxETagLength } etag ? etag : null;
}
