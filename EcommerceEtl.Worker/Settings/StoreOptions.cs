namespace EcommerceEtl.Worker.Settings;

/// <summary>One shop (<c>Stores:N</c>). The defaults are those of the one store that is used when none is configured.</summary>
public sealed record StoreOptions
{
    [Setting("Name", "folder, label and lock of the store", Pattern = NamePattern,
        Allowed = "1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit")]
    public string Name { get; init; } = "fakestore";

    [Setting("Kind", "kind of shop")]
    public string Kind { get; init; } = "FakeStore";

    [Setting("BaseUrl", "address of its API", Allowed = "https, or http where it is loopback or AllowHttp is true")]
    public string BaseUrl { get; init; } = "https://fakestoreapi.com";

    [Setting("Currency", "the shop's one currency, which a store that has been loaded keeps for ever", Pattern = "[A-Za-z]{3}",
        Allowed = "an ISO 4217 code such as USD", Default = "(what the shop says, where its kind can; else USD)")]
    public string Currency { get; init; } = "";

    [Setting("TimeZone", "zone in which the store's days are counted", Allowed = "an IANA time zone such as Europe/Berlin",
        Default = "(what the shop says, where its kind can; else UTC)")]
    public string TimeZone { get; init; } = "";

    [Setting("Cron", "when `serve` refreshes the store, in UTC",
        Allowed = "a Quartz cron expression (seconds first) that is due again, such as 0 0/15 * * * ?")]
    public string Cron { get; init; } = "0 0/15 * * * ?";

    [Setting("Token", "secret of the kind: Vendure's or Medusa's API key; of a shop like the Fake Store a bearer token",
        IsSecret = true, Pattern = "[!-~]*",
        Allowed = "visible ASCII characters, without spaces and line breaks: it is sent as a header")]
    public string? Token { get; init; }

    [Setting("Key", "WooCommerce's consumer key (`ck_...`), of a key that may only read", IsSecret = true, Pattern = "[!-~]*",
        Allowed = "visible ASCII characters, without spaces and line breaks: it is sent as a header")]
    public string? Key { get; init; }

    [Setting("Secret", "its consumer secret (`cs_...`)", IsSecret = true, Pattern = "[!-~]*",
        Allowed = "visible ASCII characters, without spaces and line breaks: it is sent as a header")]
    public string? Secret { get; init; }

    [Setting("KeyIn", "where Key and Secret are sent: in the address for hosts that take the header away")]
    public KeyPlace KeyIn { get; init; } = KeyPlace.Header;

    [Setting("SaleDate", "WooCommerce: the day of an order is that on which it was paid, or created")]
    public SaleDate SaleDate { get; init; } = SaleDate.Paid;

    [Setting("SaleStatuses", "WooCommerce: statuses of plugins whose orders are sales too", Pattern = "[a-z0-9_;-]*",
        Allowed = "statuses as the shop writes them, parted by semicolons, such as shipped;ready-for-pickup")]
    public ImmutableArray<string> SaleStatuses { get; init; } = [];

    [Setting("AllowHttp", "allows plain http to another machine")]
    public bool AllowHttp { get; init; }

    [Setting("Cities", "keeps the cities of customers and orders; with `false` they are neither landed nor loaded")]
    public bool Cities { get; init; } = true;

    [Setting("Since", "day (UTC) from which on the history of a shop that tells its changes is read; what was created earlier is not asked "
        + "for", Allowed = "a date such as 2024-01-01", Default = "(all)")]
    public DateOnly? Since { get; init; }

    /// <summary>First moment (UTC) of the history that is asked for; null for all.</summary>
    internal DateTime? Oldest => Since?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    [Setting("PageSize", "elements of a page that are asked for, where the kind is read in pages", Least = "1", Greatest = "1000",
        Default = "(Medusa 50, else 100)")]
    public int? PageSize { get; init; }

    [Setting("RequestsPerSecond", "as `Http:RequestsPerSecond`, for this store", Least = "1", Greatest = "1000",
        Default = "(WooCommerce 2, else Http:RequestsPerSecond)")]
    public int? RequestsPerSecond { get; init; }

    [Setting("MaxShrink", "as `Quality:MaxShrink`, for this store; 1 for a shop that lists only what is current",
        Default = "(Quality:MaxShrink)")]
    public double? MaxShrink { get; init; }

    /// <summary>What a store's name must match.</summary>
    internal const string NamePattern = "[a-z0-9][a-z0-9_-]{0,62}";

    /// <summary>The address that <see cref="BaseUrl"/> names.</summary>
    /// <exception cref="UriFormatException">It is no absolute URL; settings are validated before this is asked.</exception>
    public ShopAddress Address() => ShopAddress.Of(new Uri(BaseUrl, UriKind.Absolute));

    /// <summary>The path of an API below <see cref="BaseUrl"/>; empty where that names the API already.</summary>
    /// <param name="api">The API's path at the shop, with a slash at its end where others follow.</param>
    public string PathOf(string api) => BaseUrl.EndsWith("/" + api.TrimEnd('/'), StringComparison.Ordinal) ? "" : api;

    /// <summary>The same with currency and time zone.</summary>
    /// <param name="currency">The currency, unless the settings name one; null for USD.</param>
    /// <param name="timeZone">The zone, unless the settings name one; UTC for null and for one that this machine does not know.</param>
    public StoreOptions Completed(string? currency, string? timeZone) => this with
    {
        Currency = Currency.Length > 0 ? Currency : currency ?? "USD",
        TimeZone = TimeZone.Length > 0 ? TimeZone : timeZone is not null && StoreSettings.IsZone(timeZone) ? timeZone : "UTC",
    };

    /// <summary>Leaves the token out, so that options can be printed.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}

/// <summary>Where a kind's Key and Secret are sent.</summary>
public enum KeyPlace
{
    /// <summary>In the header <c>Authorization</c>.</summary>
    Header,

    /// <summary>As parameters of the address, which many servers write into their logs.</summary>
    Query,
}

/// <summary>Which of an order's times makes it a sale, as WooCommerce Analytics lets a shop choose.</summary>
public enum SaleDate
{
    /// <summary>When it was paid: without that it is no sale. The default of WooCommerce Analytics.</summary>
    Paid,

    /// <summary>When it was made, paid or not.</summary>
    Created,
}
