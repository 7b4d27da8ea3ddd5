namespace EcommerceEtl.Worker.Settings;

/// <summary>One shop (<c>Stores:N</c>). The defaults are those of the one store that is used when none is configured.</summary>
public sealed record StoreOptions
{
    /// <summary>Name of the store: folder, label and lock key; <c>[a-z0-9][a-z0-9_-]{0,62}</c>. Default <c>fakestore</c>.</summary>
    public string Name { get; set; } = "fakestore";

    /// <summary>Kind of shop, one of the source factory's. Default <c>FakeStore</c>.</summary>
    public string Kind { get; set; } = "FakeStore";

    /// <summary>Address of the shop's API; https unless loopback or <see cref="AllowHttp"/>. Default the public Fake Store.</summary>
    public string BaseUrl { get; set; } = "https://fakestoreapi.com";

    /// <summary>The shop's one currency, ISO 4217, three capitals. Default <c>USD</c>.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>Time zone (IANA) in which the store counts its days. Default <c>UTC</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When to refresh: Quartz cron, UTC. Default every 15 minutes.</summary>
    public string Cron { get; set; } = "0 0/15 * * * ?";

    /// <summary>Secret that is sent as a bearer token, if the shop wants one. Default none.</summary>
    public string? Token { get; set; }

    /// <summary>Allows plain http to another machine. Default false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// How much of what was there may be gone from one snapshot, 0 to 1; null for <see cref="QualityOptions.MaxShrink"/>. Default null.
    /// </summary>
    public double? MaxShrink { get; set; }

    /// <summary>The address that <see cref="BaseUrl"/> names.</summary>
    /// <exception cref="UriFormatException">It is no absolute URL; settings are validated before this is asked.</exception>
    public ShopAddress Address() => ShopAddress.Of(new Uri(BaseUrl, UriKind.Absolute));

    /// <summary>Leaves the token out, so that options can be printed.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}
