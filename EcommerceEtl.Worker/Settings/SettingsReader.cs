namespace EcommerceEtl.Worker.Settings;

/// <summary>Reads every setting from the configuration and lists every mistake at once.</summary>
public static class SettingsReader
{
    private static readonly string[] Known =
    [
        "Database:Migrate", "Database:SessionTimeout", "Http:AttemptTimeout", "Http:RunDeadline", "Http:Retries", "Http:RetryBaseDelay",
        "Http:MaxBodyBytes", "Http:RequestsPerSecond", "Funnel:Seed", "Funnel:AddToCartRate", "Funnel:PurchaseRate", "Landing:Path",
        "Landing:RetentionDays", "Quality:MaxRejectShare", "Quality:MaxShrink", "Roles:Worker:PasswordFile", "Roles:Reader:PasswordFile",
        "Roles:Analyst:PasswordFile",
    ];

    private static readonly string[] KnownOfStore =
        ["Name", "Kind", "BaseUrl", "Currency", "TimeZone", "Cron", "Token", "Token_FILE", "AllowHttp", "MaxShrink"];

    /// <summary>The settings, with defaults where nothing is set.</summary>
    /// <param name="configuration">appsettings.json, environment and the like.</param>
    /// <param name="kinds">Names of the source kinds there are.</param>
    /// <param name="needsDatabase">True if the command cannot do without a connection string.</param>
    /// <exception cref="SettingsException">Something is wrong; it lists all that is.</exception>
    public static WorkerSettings Read(IConfiguration configuration, IReadOnlyCollection<string> kinds, bool needsDatabase = true)
    {
        List<string> errors = [];
        var source = new SettingSource(configuration, errors);
        var settings = new WorkerSettings
        {
            Database = Database(source, errors, needsDatabase),
            Stores = new StoreSettings(configuration, source, kinds).Read(),
            Http = Http(source),
            Funnel = new FunnelOptions
            {
                Seed = source.Text("Funnel:Seed") ?? new FunnelOptions().Seed,
                AddToCartRate = source.Share("Funnel:AddToCartRate", new FunnelOptions().AddToCartRate),
                PurchaseRate = source.Share("Funnel:PurchaseRate", new FunnelOptions().PurchaseRate),
            },
            Landing = new LandingOptions
            {
                Path = source.Text("Landing:Path") ?? new LandingOptions().Path,
                RetentionDays = source.Integer("Landing:RetentionDays", new LandingOptions().RetentionDays, 1, 3650),
            },
            Quality = new QualityOptions
            {
                MaxRejectShare = source.Share("Quality:MaxRejectShare", new QualityOptions().MaxRejectShare),
                MaxShrink = source.Share("Quality:MaxShrink", new QualityOptions().MaxShrink),
            },
            Roles = new RoleOptions
            {
                WorkerPasswordFile = source.PasswordFile("Roles:Worker:PasswordFile"),
                ReaderPasswordFile = source.PasswordFile("Roles:Reader:PasswordFile"),
                AnalystPasswordFile = source.PasswordFile("Roles:Analyst:PasswordFile"),
            },
            AllowedHosts = Hosts(source),
            Urls = new ListenAddresses(configuration, source).Read(),
        };
        errors.AddRange(Misspelt(configuration));
        errors.AddRange(TelemetrySettings.Mistakes(configuration));
        errors.AddRange(LogLevels.Wrong(configuration));
        if (source.Text("Logging:Console:FormatterName") is not (null or "json" or "simple"))
            errors.Add($"Logging:Console:FormatterName = '{source.Text("Logging:Console:FormatterName")}': must be json or simple.");
        return errors.Count == 0 ? settings : throw new SettingsException(errors);
    }

    private static DatabaseOptions Database(SettingSource source, List<string> errors, bool needed)
    {
        const string key = WarehouseConnection.Key;
        var text = source.Secret(key) ?? "";
        if (text.Length > 0)
            errors.AddRange(WarehouseConnection.Mistakes(text));
        else if (needed && !source.Has(key))
            errors.Add(
                $"{key}: is required: an Npgsql connection string such as Host=localhost;Database=ecommerce;Username=etl;Password=...");
        return new DatabaseOptions
        {
            ConnectionString = text,
            Migrate = source.Choice("Database:Migrate", MigrateMode.Apply),
            SessionTimeout = source.Duration(
                "Database:SessionTimeout", new DatabaseOptions().SessionTimeout, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
        };
    }

    private static HttpOptions Http(SettingSource source)
    {
        var standard = new HttpOptions();
        return new HttpOptions
        {
            AttemptTimeout =
                source.Duration("Http:AttemptTimeout", standard.AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            RunDeadline = source.Duration("Http:RunDeadline", standard.RunDeadline, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
            Retries = source.Integer("Http:Retries", standard.Retries, 0, 20),
            RetryBaseDelay =
                source.Duration("Http:RetryBaseDelay", standard.RetryBaseDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)),
            MaxBodyBytes = source.Long("Http:MaxBodyBytes", standard.MaxBodyBytes, 1024, 1L << 40),
            RequestsPerSecond = source.Integer("Http:RequestsPerSecond", standard.RequestsPerSecond, 1, 1000),
        };
    }

    private static ImmutableArray<string> Hosts(SettingSource source)
    {
        const string key = "AllowedHosts";
        var names = (source.Text(key) ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names.Where(name => Uri.CheckHostName(name) == UriHostNameType.Unknown))
            source.Wrong(key, name, "host names without scheme, port or *, parted by semicolons, such as etl;etl.example");
        return [.. names];
    }

    /// <summary>Keys in this worker's own sections that mean nothing: a misspelt setting must not be ignored in silence.</summary>
    private static IEnumerable<string> Misspelt(IConfiguration configuration)
    {
        string[] sections = ["Database", "Http", "Funnel", "Landing", "Quality", "Roles"];
        var plain = sections.SelectMany(section => Leaves(configuration.GetSection(section)))
            .Where(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(
            key => $"{key}: is no setting; this section has {string.Join(", ", Known.Where(k => SectionOf(k) == SectionOf(key)))}.");
        var ofStores = configuration.GetSection("Stores").GetChildren()
            .SelectMany(store => Leaves(store)
                .Where(key => !KnownOfStore.Contains(key[(store.Path.Length + 1)..], StringComparer.OrdinalIgnoreCase))
                .Select(key => $"{key}: is no setting; a store has {string.Join(", ", KnownOfStore)}."));
        var listeners = Leaves(configuration.GetSection("Kestrel"))
            .Select(key => $"{key}: is no setting; {ListenAddresses.Key} says where the endpoints listen.");
        return plain.Concat(ofStores).Concat(listeners);
    }

    private static IEnumerable<string> Leaves(IConfigurationSection section) =>
        section.GetChildren().SelectMany(child => child.GetChildren().Any() ? Leaves(child) : [child.Path]);

    private static string SectionOf(string key) => key[..key.IndexOf(':')].ToLowerInvariant();
}
