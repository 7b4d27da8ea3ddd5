using System.Net;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Which redirects are followed: those that say that the very same thing lies elsewhere, as long as it lies below the store's own
/// BaseUrl. The token is thus never sent to anybody else. Login pages and error handlers redirect with 302 and 303, so these are not
/// followed.</summary>
internal static class Redirects
{
    /// <summary>Most redirects in a row for one request.</summary>
    public const int Most = 5;

    /// <summary>The address to ask instead; null if the answer is no redirect, or none to follow.</summary>
    public static Uri? Target(string baseUrl, Uri asked, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location
            || !Uri.TryCreate(asked, location, out var target))
            return null;
        var shop = new Uri(baseUrl, UriKind.Absolute);
        // Without the query it was asked with, such as the days of a backfill, the answer would be to another question.
        return IsSameOrigin(shop, target) && IsBelow(shop, target) && target.Query == asked.Query ? target : null;
    }

    private static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsBelow(Uri shop, Uri target)
    {
        var prefix = shop.AbsolutePath.TrimEnd('/') + "/";
        return target.AbsolutePath.StartsWith(prefix, StringComparison.Ordinal);
    }
}
