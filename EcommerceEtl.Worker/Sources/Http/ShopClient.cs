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

    /// <summary>How the shop is shown who asks; unless told otherwise by the store's Token as a bearer token.</summary>
    private ShopAuthentication Authentication { get; init; } =
        string.IsNullOrEmpty(store.Token) ? ShopAuthentication.None : ShopAuthentication.Bearer(store.Token);

    /// <summary>The same client, which shows who asks in another way.</summary>
    public ShopClient As(ShopAuthentication authentication) =>
        new(clients, store, options, retry, limiter, retrying) { Authentication = authentication };

    /// <summary>The page behind an address that answers with one bare JSON array.</summary>
    /// <param name="path">Path below the store's BaseUrl, with its query.</param>
    public ShopPage Page(Ask ask, string path) => new((sink, cancellationToken) => AskAsync(
        ask.Entity, () => new JsonQuestion(path), ask.Earlier,
        (request, response, token) => ArrayAsync(request, response, ask.Earlier, sink, token), _ => { }, cancellationToken));

    /// <summary>Asks for one JSON document and reads it, with retries of both together.</summary>
    /// <param name="question">What is asked; looked at again before each attempt.</param>
    /// <param name="read">What is made of the answer. It may throw <see cref="ThrottledException"/> for another attempt.</param>
    /// <param name="failed">Told why an attempt is repeated, in the words of <see cref="RetryNotice"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the shop.</param>
    /// <param name="mayBeMissing">True where a JSON document with status 404 is an answer too.</param>
    /// <exception cref="EtlException">The shop could not be reached or gave no usable answer (<c>source_*</c>, <c>unexpected_payload</c>,
    /// <c>body_too_large</c>).</exception>
    internal Task<T> AskAsync<T>(
        Entity entity, Func<JsonQuestion> question, Func<JsonAnswer, T> read, Action<string> failed, CancellationToken cancellationToken,
        bool mayBeMissing = false)
        where T : class => AskAsync(
            entity, question, null,
            async (request, response, token) =>
            {
                await using var body = await BodyAsync(request, response, token);
                // GraphQL says with a 400 what is wrong with a question.
                var isAnswer = response.StatusCode == HttpStatusCode.OK
                    || response.StatusCode == HttpStatusCode.BadRequest && request.Body is not null
                    || response.StatusCode == HttpStatusCode.NotFound && mayBeMissing;
                if (!isAnswer)
                    throw SourceErrors.Status(request, response, await StartAsync(response, body, token));
                using var answer = await JsonAnswer.ReceiveAsync(request, response, body, token);
                return read(answer);
            },
            failed, cancellationToken);

    private async Task<T> AskAsync<T>(
        Entity entity, Func<JsonQuestion> question, EarlierAnswer? earlier,
        Func<SourceRequest, HttpResponseMessage, CancellationToken, Task<T>> read, Action<string> failed,
        CancellationToken cancellationToken)
        where T : class
    {
        var request = RequestOf(entity, question());
        T? answer = null;
        try
        {
            using var response = await retry.ExecuteAsync(
                EnterAsync,
                async token =>
                {
                    request = RequestOf(entity, question());
                    (var attempt, answer) = await AttemptAsync(request, earlier, read, token);
                    return attempt;
                },
                (attempt, reason, wait) =>
                {
                    failed(reason);
                    retrying(new RetryNotice(store.Name, entity, attempt, reason, wait));
                },
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
    private async Task<(HttpResponseMessage Response, T? Answer)> AttemptAsync<T>(
        SourceRequest request, EarlierAnswer? earlier, Func<SourceRequest, HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
        where T : class
    {
        (request, var response) = await FollowAsync(request, earlier, cancellationToken);
        try
        {
            return (response, SourceRetry.IsTransient(response.StatusCode) ? null : await read(request, response, cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private SourceRequest RequestOf(Entity entity, JsonQuestion question) =>
        new(store.Name, entity, Address(question.Path), question.Body);

    private async Task<CountingStream> BodyAsync(SourceRequest request, HttpResponseMessage response, CancellationToken ct) =>
        new(await response.Content.ReadAsStreamAsync(ct), options.MaxBodyBytes, request);

    private async Task<PageAnswer> ArrayAsync(
        SourceRequest request, HttpResponseMessage response, EarlierAnswer? earlier, IElementSink sink, CancellationToken cancellationToken)
    {
        sink.BeginPage();
        if (response.StatusCode == HttpStatusCode.NotModified && earlier is not null)
        {
            RefusePart(request, response, earlier.Elements);
            return new PageAnswer(IsUnchanged: true, 0, null, null);
        }
        await using var body = await BodyAsync(request, response, cancellationToken);
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
        using var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, request.Url);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("EcommerceEtl", null));
        if (earlier is not null)
            message.Headers.TryAddWithoutValidation("If-None-Match", earlier.ETag);
        foreach (var (name, value) in Authentication.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is { } sent)
            message.Content = new ByteArrayContent(sent) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
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
        if (parts[0].Length > 0)
            address.Path = address.Path.TrimEnd('/') + "/" + parts[0];
        // A query in BaseUrl, such as a key, is asked with too.
        string[] queries = [address.Query.TrimStart('?'), .. parts.Skip(1), Authentication.Query];
        address.Query = string.Join('&', queries.Where(query => query.Length > 0));
        return address.Uri;
    }

    /// <summary>The answer's ETag, which is sent back with the next request; null if it has none, or one that is longer than any shop
    /// needs.</summary>
    private static string? ETagOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() is { Length: <= MaxETagLength } etag ? etag : null;
}
