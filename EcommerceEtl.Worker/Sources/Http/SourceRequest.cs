namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What is asked of a shop. As text it names store, entity and the address that was asked first, without user or query, which may
/// hold secrets. Where redirects lead is the shop's text and never shown.</summary>
/// <param name="Url">Address asked now: the first one, or where it redirected.</param>
/// <param name="Body">JSON that is sent with it (POST); null to ask without one (GET).</param>
internal sealed record SourceRequest(string Store, Entity Entity, Uri Url, byte[]? Body = null)
{
    private readonly Uri _first = Url;

    /// <summary>A sentence with a command that shows the operator the answer, which no message repeats.</summary>
    public string Look
    {
        get
        {
            // A quotation mark would end the argument.
            var sent = Body is null ? "" : " --json '{\"query\":\"{__typename}\"}'";
            var command = $"curl -i{(Redirected ? "L" : "")}{sent} '{Bare(_first).Replace("'", "%27", StringComparison.Ordinal)}'";
            return _first.Query.Length > 1 || _first.UserInfo.Length > 0
                ? $"Look at the answer yourself ({command}, with the user and the query of the store's BaseUrl, which are not shown here)."
                : $"Look at the answer yourself ({command}).";
        }
    }

    private bool Redirected => Url != _first;

    public override string ToString() =>
        $"The shop of store '{Store}' ({SnakeCase.Of(Entity)}, {Bare(_first)}{(Redirected ? ", redirected" : "")})";

    /// <summary>Scheme, host, port and path of an address.</summary>
    private static string Bare(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
