namespace EcommerceEtl.Domain.Catalog;

/// <summary>Address of a shop's API, which tells one shop from another: scheme, host, port and path, such as
/// <c>https://shop.example/api</c>. What means nothing in an address is not in it: capitals of scheme and host, the scheme's own port, a
/// slash at the end, user, query and fragment.</summary>
public sealed record ShopAddress
{
    private const string SchemeEnd = "://";

    private ShopAddress(string text, string host) => (Text, Host) = (text, host);

    /// <summary>The whole address; or the host alone, as releases that knew no more wrote it into warehouse and landing zone.</summary>
    public string Text { get; }

    /// <summary>The host in lower case, without port; names beyond ASCII in their encoded form (<c>xn--...</c>).</summary>
    public string Host { get; }

    private bool IsHostAlone => !Text.Contains(SchemeEnd, StringComparison.Ordinal);

    /// <summary>The address that a URL names.</summary>
    /// <param name="url">An absolute http or https URL.</param>
    public static ShopAddress Of(Uri url)
    {
        var host = url.IdnHost.ToLowerInvariant();
        var shown = url.HostNameType == UriHostNameType.IPv6 ? $"[{host}]" : host;
        var port = url.IsDefaultPort ? "" : FormattableString.Invariant($":{url.Port}");
        return new ShopAddress($"{url.Scheme}{SchemeEnd}{shown}{port}{url.AbsolutePath.TrimEnd('/')}", host);
    }

    /// <summary>An address as warehouse or landing zone keep it: whole, or the host alone.</summary>
    public static ShopAddress Parse(string text) =>
        text.Contains(SchemeEnd, StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var url)
            ? Of(url) : new ShopAddress(text, text);

    /// <summary>True if both name one shop. Where one of them is a host alone, hosts are all that can be compared.</summary>
    public bool IsSameShop(ShopAddress other) => IsHostAlone || other.IsHostAlone ? Host == other.Host : Text == other.Text;

    public override string ToString() => Text;
}
