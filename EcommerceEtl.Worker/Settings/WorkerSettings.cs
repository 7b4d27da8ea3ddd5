namespace EcommerceEtl.Worker.Settings;

/// <summary>Everything that can be set, read and validated once at start by <see cref="SettingsReader"/>.</summary>
public sealed record WorkerSettings
{
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The stores in any order; one, the public Fake Store API, if none is configured.</summary>
    public ImmutableArray<StoreOptions> Stores { get; init; } = [new StoreOptions()];

    public HttpOptions Http { get; init; } = new();

    public FunnelOptions Funnel { get; init; } = new();

    public LandingOptions Landing { get; init; } = new();

    public QualityOptions Quality { get; init; } = new();

    public RoleOptions Roles { get; init; } = new();

    /// <summary>Where the endpoints of <c>serve</c> listen; one address at least.</summary>
    public ImmutableArray<string> Urls { get; init; } = [ListenAddresses.Standard];

    /// <summary>Host names that the endpoints answer to beside addresses, loopback names and the machine's own.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>How much of what was there may be gone from one snapshot of a store, 0 to 1.</summary>
    public double MaxShrink(StoreOptions store) => store.MaxShrink ?? Quality.MaxShrink;
}
