using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Sources;

/// <summary>What can be wrong with a shop's answer, in words for an operator: what was asked, what was seen, what to do. Never a body's text.</summary>
internal static class SourceErrors
{
    /// <summary>A status that no other attempt would change.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="response">The answer, its body not needed.</param>
    /// <param name="start">The first bytes of its body.</param>
    public static EtlException Status(SourceRequest request, HttpResponseMessage response, BodyStart start)
    {
        var status = Number(response.StatusCode);
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden when start.IsHtml => new EtlException(
                ErrorCode.SourceRefused,
                $"{request} refused this machine: {status} with {start}. Content delivery networks show such a challenge page to data-centre addresses; "
                + "run the worker from another network, or ask the shop to let this address through."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new EtlException(
                ErrorCode.SourceRefused, $"{request} refused access: {status} with {start}. Check the store's Token and its rights."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{request} answered {status} and points to {Target(response)}, as a login page or a moved shop does. Redirects are not followed; "
                + "set the store's BaseUrl to the address that answers itself."),
            _ => new EtlException(
                ErrorCode.SourceError, $"{request} answered {status} with {start}. Check the store's BaseUrl and Kind."),
        };
    }

    /// <summary>A success whose body is no JSON array.</summary>
    public static EtlException NoArray(SourceRequest request, HttpResponseMessage response, BodyStart start) => new(
        ErrorCode.UnexpectedPayload,
        $"{request} answered {Number(response.StatusCode)} with {start} where a JSON array was expected. "
        + (start.IsHtml
            ? "A proxy, a login or an error page stands where the shop should; open the address in a browser from this machine."
            : "Check the store's BaseUrl and Kind, and whether the shop reports a failure of its own."));

    /// <summary>An array with something in it that is no data of a shop.</summary>
    public static EtlException Monstrous(SourceRequest request, string what) => new(
        ErrorCode.UnexpectedPayload, $"{request} sent {what}, which no shop's data needs; nothing of it was used. Check the store's BaseUrl and Kind.");

    /// <summary>The certificate or the protocol of the connection was refused; another attempt would meet the same.</summary>
    public static EtlException Tls(SourceRequest request, Exception cause) => new(
        ErrorCode.SourceUnreachable,
        $"{request} could not be trusted: {cause.Message} Renew the shop's certificate, or check this machine's clock and its trusted authorities.",
        inner: cause);

    /// <summary>A transient status that was still there at the last attempt.</summary>
    public static EtlException StillFailing(SourceRequest request, HttpStatusCode status, int attempts) => new(
        ErrorCode.SourceError,
        $"{request} answered {Number(status)} at the last of {attempts} attempts. The shop is overloaded or down; the next run asks again.",
        transient: true);

    /// <summary>A transient failure that was still there at the last attempt.</summary>
    public static EtlException GaveUp(SourceRequest request, Exception last, int attempts) => last switch
    {
        BrokenBodyException { Connection: false } => new EtlException(
            ErrorCode.UnexpectedPayload, $"{request} {last.Message} at the last of {attempts} attempts; nothing of it was used.", transient: true, last),
        BrokenBodyException => new EtlException(
            ErrorCode.SourceUnreachable, $"{request} {last.Message} at the last of {attempts} attempts. Check the network.", transient: true, last),
        TimeoutException => new EtlException(
            ErrorCode.SourceUnreachable,
            $"{request} gave {last.Message} at the last of {attempts} attempts. If the shop is just slow, raise Http:AttemptTimeout.",
            transient: true, last),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => new EtlException(
            ErrorCode.SourceUnreachable,
            $"{request} could not be reached in {attempts} attempts: {last.Message}. Check the store's BaseUrl, DNS and the network.",
            transient: true, last),
        HttpRequestException { InnerException: IOException { InnerException: SocketException reset } } => new EtlException(
            ErrorCode.SourceUnreachable,
            $"{request} broke the connection before its answer could be read ({reset.SocketErrorCode}), at the last of {attempts} attempts. Check the network and what "
            + "lies between.",
            transient: true, last),
        // The message of others can quote what was received: it is left out.
        HttpRequestException other => new EtlException(
            ErrorCode.SourceUnreachable,
            $"{request} could not be talked to in {attempts} attempts ({other.HttpRequestError}). Check the store's BaseUrl and what lies between.",
            transient: true),
        _ => throw new ArgumentException($"{last.GetType().Name} is no transient failure.", nameof(last)),
    };

    private static string Number(HttpStatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    private static string Target(HttpResponseMessage response)
    {
        if (response.Headers.Location is not { } location)
            return "nowhere";
        var server = location.IsAbsoluteUri ? location.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "";
        return server + PersonalText.Mask(SourceRequest.Bare(location)[server.Length..]);
    }
}
