using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What can go wrong on the way to a shop before it answers, in words for an operator.</summary>
internal static class ConnectionErrors
{
    private const string PlainHttp =
        "If the shop speaks plain http there, let the store's BaseUrl begin with http:// and set its AllowHttp, or have the shop serve "
        + "https.";

    /// <summary>The failure that another attempt would meet again; null if it may pass.</summary>
    public static EtlException? Lasting(SourceRequest request, HttpRequestException error) => error switch
    {
        { InnerException: CertificateRefusedException refused } =>
            Unreachable($"{request} could not be trusted: {refused.Message}", refused),
        // No TLS at all came back; a refusal in TLS has an inner exception.
        { InnerException: AuthenticationException { InnerException: null } cause } => Unreachable(
            $"{request} answered in something else than https. {PlainHttp}", cause),
        { InnerException: AuthenticationException cause } => Unreachable(
            $"{request} and this machine found no version of TLS that both speak ({cause.GetBaseException().Message}). Have the shop "
                + "offer TLS 1.2 or later.", cause),
        { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: HttpStatusCode.ProxyAuthenticationRequired } =>
            ProxyPassword(request),
        { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: { } status } when !SourceRetry.IsTransient(status) =>
            new EtlException(
            ErrorCode.SourceError,
            $"{request} was not reached: the proxy on the way refused with {(int)status}. Have the proxy let the worker through to the "
            + "shop, or name the shop in NO_PROXY if no proxy is needed."),
        _ => null,
    };

    /// <summary>The proxy on the way wants to know who asks.</summary>
    public static EtlException ProxyPassword(SourceRequest request) => new(
        ErrorCode.SourceError,
        $"{request} was not reached: the proxy on the way answered 407 and wants a user and a password. Put them into HTTPS_PROXY or "
        + "HTTP_PROXY (http://USER:PASSWORD@HOST:PORT), or name the shop in NO_PROXY if no proxy is needed.");

    /// <summary>A failure that might have passed and was still there at the last attempt.</summary>
    public static EtlException GaveUp(SourceRequest request, HttpRequestException last, int attempts) => last switch
    {
        { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => Lately(
            $"{request} could not be reached in {Counted.Of(attempts, "attempt")}: {last.Message}. "
            + (IsOfAnother(last.Message, request.Url)
                ? "That is a proxy on the way. Check it (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY), or name the shop's host in NO_PROXY."
                : "Check the store's BaseUrl, DNS and the network."),
            last),
        { HttpRequestError: HttpRequestError.ProxyTunnelError } => Lately(
            $"{request} was not reached in {Counted.Of(attempts, "attempt")}: the proxy on the way answered "
                + $"{(last.StatusCode is { } status ? (int)status : "nothing")}. "
            + "Check the proxy (HTTPS_PROXY), or name the shop in NO_PROXY if none is needed.", last),
        { InnerException: IOException { InnerException: SocketException reset } } => Lately(
            $"{request} broke the connection before its answer could be read ({reset.SocketErrorCode}), at the last of "
            + $"{Counted.Of(attempts, "attempt")}. Check the network and what lies between.", last),
        { HttpRequestError: HttpRequestError.SecureConnectionError } => Lately(
            $"{request} ended the connection before https was agreed on, at the last of {Counted.Of(attempts, "attempt")}. "
                + PlainHttp, last),
        // The message of others can quote what was received: it is left out.
        _ => Lately(
            $"{request} could not be talked to in {Counted.Of(attempts, "attempt")} ({last.HttpRequestError}). Check the "
                + "store's BaseUrl and what lies between."
            + (request.Url.Scheme == Uri.UriSchemeHttp ? " If the shop speaks https there, let BaseUrl begin with https://." : ""), null),
    };

    /// <summary>True if the message ends with an address, as HOST:PORT in brackets, that is not the shop's.</summary>
    private static bool IsOfAnother(string message, Uri shop) =>
        message.EndsWith(')')
        && !message.EndsWith($"({shop.Host}:{shop.Port})", StringComparison.OrdinalIgnoreCase)
        && !message.EndsWith($"({shop.IdnHost}:{shop.Port})", StringComparison.OrdinalIgnoreCase);

    private static EtlException Unreachable(string message, Exception cause) => new(ErrorCode.SourceUnreachable, message, inner: cause);

    private static EtlException Lately(string message, Exception? cause) =>
        new(ErrorCode.SourceUnreachable, message, transient: true, cause);
}
