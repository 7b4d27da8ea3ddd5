using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Sources;

/// <summary>What is asked of a shop. As text it names store, entity and address, without user or query, which may hold secrets.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Entity">What is fetched.</param>
/// <param name="Url">Address asked.</param>
internal sealed record SourceRequest(string Store, Entity Entity, Uri Url)
{
    public override string ToString() => $"The shop of store '{Store}' ({SnakeCase.Of(Entity)}, {Bare(Url)})";

    /// <summary>Scheme, host, port and path of an address.</summary>
    public static string Bare(Uri url) =>
        url.IsAbsoluteUri
            ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : url.OriginalString.Split('?', '#')[0];
}
