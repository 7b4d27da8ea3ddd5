using System.Net;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What can be wrong with a shop's answer, in words for an operator: what was asked, what was seen, what to do. Never a body's
/// text.</summary>
internal static class SourceErrors
{
    /// <summary>A status that no other attempt would change.</summary>
    public static EtlException Status(SourceRequest request, HttpResponseMessage response, BodyStart start)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden when start.IsHtml => new EtlException(
                ErrorCode.SourceRefused,
                $"{request} refused this machine: {status} with {start}. Content delivery networks show such a challenge page to "
                + $"data-centre addresses; run the worker from another network, or ask the shop to let this address through. "
                + $"{request.Look}"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new EtlException(
                ErrorCode.SourceRefused,
                $"{request} refused access: {status} with {start}. Check the store's Token, or its Key and Secret, and their rights. "
                + request.Look),
            HttpStatusCode.ProxyAuthenticationRequired => ConnectionErrors.ProxyPassword(request),
            // A 304 that was asked for, by an ETag, does not come here.
            HttpStatusCode.NotModified => new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{request} answered 304, that nothing has changed, although it was asked for everything. A cache between here and the "
                + "shop answers for it; have it let requests of the worker pass."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Redirected(request, response),
            < HttpStatusCode.MultipleChoices => Partial(
                request, $"{status}{(PartialAnswer.RangeOf(response) is { } range ? $" and {range}" : "")}, with {start}, where 200 "
                    + "stands for the whole"),
            _ => new EtlException(
                ErrorCode.SourceError, $"{request} answered {status} with {start}. Check the store's BaseUrl and Kind. "
                + request.Look),
        };
    }

    /// <summary>A success whose body is no JSON array.</summary>
    public static EtlException NoArray(SourceRequest request, HttpResponseMessage response, BodyStart start) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} answered {(int)response.StatusCode} with {start} where a JSON array was expected. "
        + (start.IsHtml
            ? "A proxy, a login or an error page stands where the shop should."
            : "Check the store's BaseUrl and Kind, and whether the shop reports a failure of its own.")
        + $" {request.Look}");

    /// <summary>A success whose body is no JSON document.</summary>
    public static EtlException NoDocument(SourceRequest request, HttpResponseMessage response, BodyStart start) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} answered {(int)response.StatusCode} with {start} where a JSON document was expected. "
        + (start.IsHtml
            ? "A proxy, a login or an error page stands where the shop should."
            : "Check the store's BaseUrl and Kind.")
        + $" {request.Look}");

    /// <summary>A page that is too large to be held.</summary>
    public static EtlException PageTooLarge(SourceRequest request) => new(
        ErrorCode.BodyTooLarge,
        $"{request} sent a page of more than {JsonAnswer.MaxBytes / (1024 * 1024)} MiB. Lower Stores:N:PageSize.");

    /// <summary>An answer that is not all there is.</summary>
    /// <param name="sign">What shows it; continues "It says so by ".</param>
    public static EtlException Partial(SourceRequest request, string sign) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} did not answer with its whole list. It says so by {sign}. Nothing was changed, since what is missing would be taken "
        + "for removed. Have the shop, or the proxy before it, answer with all elements at once: its pages may have to be made larger.");

    public static EtlException RedirectsWithoutEnd(SourceRequest request) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} redirects again after {Redirects.Most} redirects, perhaps in a circle. Set the store's BaseUrl to the address that "
            + "answers itself.");

    /// <summary>An array with something in it that is no data of a shop.</summary>
    public static EtlException TooLarge(SourceRequest request, string what) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} sent {what}, which no shop's data needs; nothing of it was used. Check the store's BaseUrl and Kind.");

    /// <summary>A transient status that was still there at the last attempt.</summary>
    public static EtlException StillFailing(SourceRequest request, HttpStatusCode status, int attempts) => new(
        ErrorCode.SourceError,
        $"{request} answered {(int)status} at the last of {Counted.Of(attempts, "attempt")}. The shop is overloaded or down; the "
            + "next run asks again.",
        transient: true);

    /// <summary>A transient failure that was still there at the last attempt.</summary>
    public static EtlException GaveUp(SourceRequest request, Exception last, int attempts) => last switch
    {
        BrokenBodyException { Connection: false, Tell: var tell } => new EtlException(
            ErrorCode.UnexpectedPayload,
            $"{request} {last.Message}, at the last of {Counted.Of(attempts, "attempt")}; nothing of it was used."
            + (tell is null ? "" : $" Tell the shop that {tell}."),
            transient: true, last),
        BrokenBodyException => new EtlException(
            ErrorCode.SourceUnreachable, $"{request} {last.Message} at the last of {Counted.Of(attempts, "attempt")}. Check the network.",
            transient: true, last),
        TimeoutException => new EtlException(
            ErrorCode.SourceUnreachable,
            $"{request} gave {last.Message} at the last of {Counted.Of(attempts, "attempt")}. If the shop is just slow, raise "
                + "Http:AttemptTimeout.",
            transient: true, last),
        ThrottledException => new EtlException(
            ErrorCode.SourceError,
            $"{request} {last.Message}, at the last of {Counted.Of(attempts, "attempt")}. Lower Stores:N:RequestsPerSecond.",
            transient: true, last),
        HttpRequestException other => ConnectionErrors.GaveUp(request, other, attempts),
        _ => throw new ArgumentException($"{last.GetType().Name} is no transient failure.", nameof(last)),
    };

    private static EtlException Redirected(SourceRequest request, HttpResponseMessage response) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} answered {(int)response.StatusCode} and points to {Target(response)}, "
        + (IsPlainTwin(request.Url, response.Headers.Location)
            ? "the same address without https, where nothing is asked. The shop does not know that it is behind https: have the proxy "
                + "before it say so (X-Forwarded-Proto)."
            : "as a login page or a moved shop does. Redirects are not followed out of the store's BaseUrl, with another query, nor with "
                + "302 or 303; set the store's BaseUrl to the address that answers itself.")
        + $" {request.Look}");

    private static bool IsPlainTwin(Uri asked, Uri? location) =>
        asked.Scheme == Uri.UriSchemeHttps && location is { IsAbsoluteUri: true } && location.Scheme == Uri.UriSchemeHttp
            && location.IdnHost == asked.IdnHost;

    /// <summary>Where a redirect points, up to its host: what stands behind it may be a person's.</summary>
    private static string Target(HttpResponseMessage response) => response.Headers.Location switch
    {
        null => "nowhere",
        { IsAbsoluteUri: false } => "another path of the same host",
        { Scheme: "http" or "https" } location => location.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped),
        _ => "an address of another kind than http",
    };
}

/// <summary>A body that did not arrive whole: worth another attempt, since the next answer may be.</summary>
/// <param name="seen">What was seen, free of any text of the body; continues "The shop ...".</param>
/// <param name="connection">True if the connection broke, false if the shop ended the body as if it were whole.</param>
internal sealed class BrokenBodyException(string seen, bool connection, Exception? inner) : Exception(seen, inner)
{
    public bool Connection { get; } = connection;

    /// <summary>What the shop should be told; continues "Tell the shop that ". Null if there is nothing to tell.</summary>
    public string? Tell { get; init; }

    /// <summary>What went wrong while a body was received.</summary>
    /// <param name="error">What reading it threw.</param>
    /// <param name="received">Bytes that had come.</param>
    public static BrokenBodyException Of(Exception error, long received)
    {
        var after = string.Create(CultureInfo.InvariantCulture, $"(after {received} bytes)");
        return error switch
        {
            InvalidDataException => new("sent a body that cannot be decompressed", connection: false, error),
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } =>
                new($"ended its body early {after}", connection: false, error),
            // Of what is no HTTP the exception quotes what came.
            HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } =>
                new($"sent a body that is not valid HTTP {after}", connection: true, null),
            _ => new($"broke the connection in mid-body {after}", connection: true, error),
        };
    }
}

/// <summary>The shop says in an answer that was asked for well that it is asked too often: worth another attempt.</summary>
internal sealed class ThrottledException() : Exception("answered that it is asked too often");
