namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>How a shop is shown who asks. It is sent with every request, and to the store's own BaseUrl alone.</summary>
public sealed record ShopAuthentication
{
    private ShopAuthentication()
    {
    }

    /// <summary>Nothing is shown.</summary>
    public static ShopAuthentication None { get; } = new();

    /// <summary>Headers that are sent.</summary>
    internal ImmutableArray<(string Name, string Value)> Headers { get; private init; } = [];

    /// <summary>What is put behind the address, escaped; empty for nothing. It never appears in a message.</summary>
    internal string Query { get; private init; } = "";

    public static ShopAuthentication Bearer(string token) => Header("Authorization", $"Bearer {token}");

    /// <summary>User and password as HTTP's own Basic authentication.</summary>
    public static ShopAuthentication Basic(string user, string password) =>
        Header("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}");

    /// <summary>A header of the vendor's own.</summary>
    public static ShopAuthentication Header(string name, string value) => new() { Headers = [(name, value)] };

    /// <summary>Parameters of the address, for hosts that strip headers.</summary>
    public static ShopAuthentication InQuery(params (string Name, string Value)[] parameters) => new()
    {
        Query = string.Join('&', parameters.Select(one => $"{Uri.EscapeDataString(one.Name)}={Uri.EscapeDataString(one.Value)}")),
    };
}
