namespace EcommerceEtl.Worker.Settings;

/// <summary>Everything that can be set, read and validated once at start by <see cref="SettingsReader"/>. The properties with a
/// <see cref="SettingAttribute"/>, here, in the parts and in <see cref="StoreOptions"/>, are the specification of all settings in the order
/// of the documentation; their defaults are the initial values of the properties.</summary>
public sealed record WorkerSettings
{
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The stores in any order; one, the public Fake Store API, if none is configured.</summary>
    public ImmutableArray<StoreOptions> Stores { get; init; } = [new StoreOptions()];

    public HttpOptions Http { get; init; } = new();

    public FunnelOptions Funnel { get; init; } = new();

    public LandingOptions Landing { get; init; } = new();

    public QualityOptions Quality { get; init; } = new();

    public WebOptions Web { get; init; } = new();

    [Setting("AllowedHosts", "names under which the endpoints of `serve` answer, beside addresses, `localhost` and the machine's own name",
        Allowed = HostForm)]
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    public RoleOptions Roles { get; init; } = new();

    /// <summary>One address at least.</summary>
    [Setting(ListenAddresses.Key, "where the endpoints of `serve` listen; no https", Allowed = ListenAddresses.Form)]
    public ImmutableArray<string> Urls { get; init; } = [ListenAddresses.Standard];

    [Setting(TelemetrySettings.Collector, "where traces go; without it there are none", Allowed = TelemetrySettings.CollectorForm)]
    public string? Collector { get; init; }

    internal const string HostForm = "host names without scheme, port or *, parted by semicolons, such as etl;etl.example";

    /// <summary>How much of what was there may be gone from one snapshot of a store, 0 to 1.</summary>
    public double MaxShrink(StoreOptions store) => store.MaxShrink ?? Quality.MaxShrink;
}

/// <summary>What the worker does about pending migrations when it starts.</summary>
public enum MigrateMode
{
    /// <summary>Applies them, under the exclusive schema lock.</summary>
    Apply,

    /// <summary>Refuses to run until somebody with the rights has applied them.</summary>
    Check,
}

public sealed record DatabaseOptions
{
    [Setting(WarehouseConnection.Key, "the UTF-8 database whose schema `public` holds the warehouse. Several hosts (`Host=a,b`): the one "
        + "that takes writes. `Timeout`: seconds for one attempt to connect, by default 5, with several hosts 6 for all",
        Allowed = "Npgsql connection string", IsSecret = true, Default = "(none: required by all that touches the database)")]
    public string ConnectionString { get; init; } = "";

    [Setting("Database:Migrate", "pending migrations: apply them, or check and refuse to run")]
    public MigrateMode Migrate { get; init; } = MigrateMode.Apply;

    [Setting("Database:SessionTimeout", "how long a silent run keeps its store's lock", Least = "00:00:05", Greatest = "01:00:00")]
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>How shops are asked.</summary>
public sealed record HttpOptions
{
    [Setting("Http:AttemptTimeout", "longest time of one request, from sending it to the last byte of its answer",
        Least = "00:00:00.1000000", Greatest = "01:00:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("Http:RunDeadline", "longest time of the whole extract of a run, all requests and waits together",
        Least = "00:00:00.1000000", Greatest = "1.00:00:00")]
    public TimeSpan RunDeadline { get; init; } = TimeSpan.FromMinutes(10);

    [Setting("Http:Retries", "attempts after the first one", Least = "0", Greatest = "20")]
    public int Retries { get; init; } = 4;

    [Setting("Http:RetryBaseDelay", "median wait before the first retry; later ones wait longer, with jitter",
        Least = "00:00:00.0010000", Greatest = "00:05:00")]
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    [Setting("Http:MaxBodyBytes", "most bytes of one answer, counted after decompression", Least = "1024", Greatest = "1099511627776")]
    public long MaxBodyBytes { get; init; } = 1L << 30;

    [Setting("Http:RequestsPerSecond", "most requests a second to one store, retries included", Least = "1", Greatest = "1000")]
    public int RequestsPerSecond { get; init; } = 10;
}

/// <summary>How steps are drawn that a shop does not record.</summary>
public sealed record FunnelOptions
{
    [Setting("Funnel:Seed", "text that every draw depends on")]
    public string Seed { get; init; } = "ecommerce";

    [Setting("Funnel:AddToCartRate", "share of lines that were added to the cart")]
    public double AddToCartRate { get; init; } = 0.6;

    [Setting("Funnel:PurchaseRate", "share of the added lines that were bought")]
    public double PurchaseRate { get; init; } = 0.5;

    /// <summary>All that decides the rows of a store.</summary>
    /// <param name="timeZone">IANA name of the store's zone.</param>
    /// <param name="origins">Those of the store's kind.</param>
    /// <param name="choices">What the settings choose of how the kind reads orders.</param>
    public FunnelRules RulesOf(string store, string timeZone, StepOrigins origins, string choices) =>
        new(store, Seed, AddToCartRate, PurchaseRate, TimeZoneInfo.FindSystemTimeZoneById(timeZone), origins) { Choices = choices };
}

/// <summary>Where snapshots are kept.</summary>
public sealed record LandingOptions
{
    [Setting("Landing:Path", "folder of the landing zone, relative to the working directory")]
    public string Path { get; init; } = "landing";

    [Setting("Landing:RetentionDays", "days after which carts and customers have left it", Least = "1", Greatest = "3650")]
    public int RetentionDays { get; init; } = 14;
}

/// <summary>When a snapshot is not to be trusted.</summary>
public sealed record QualityOptions
{
    [Setting("Quality:MaxRejectShare", "a run fails if more than 10 and more than this share of an entity is rejected, or all of it")]
    public double MaxRejectShare { get; init; } = 0.2;

    [Setting("Quality:MaxShrink", "a snapshot further than this share below the highest count of the last 7 days is refused, or one of "
        + "which more than this share of the known ids are gone (and those are ten or all)")]
    public double MaxShrink { get; init; } = 0.5;
}

/// <summary>The built-in page.</summary>
public sealed record WebOptions
{
    [Setting("Web:Enabled", "whether `serve` shows the shop's figures as a page for browsers")]
    public bool Enabled { get; init; } = true;

    /// <summary>One address at least.</summary>
    [Setting(ListenAddresses.PageKey, "where that page listens, apart from the endpoints; no https", Allowed = ListenAddresses.Form)]
    public ImmutableArray<string> Urls { get; init; } = ["http://localhost:8081"];
}

/// <summary>Database roles that <c>migrate</c> makes. A role without a password file is not made.</summary>
public sealed record RoleOptions
{
    [Setting("Roles:Worker:PasswordFile", "password of the role `etl_worker`, which `migrate` makes where this is set",
        IsPasswordFile = true)]
    public string? WorkerPasswordFile { get; init; }

    [Setting("Roles:Reader:PasswordFile", "the same of `grafana_reader`", IsPasswordFile = true)]
    public string? ReaderPasswordFile { get; init; }

    [Setting("Roles:Analyst:PasswordFile", "the same of `analyst`", IsPasswordFile = true)]
    public string? AnalystPasswordFile { get; init; }
}
