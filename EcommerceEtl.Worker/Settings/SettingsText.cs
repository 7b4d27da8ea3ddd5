using Npgsql;

namespace EcommerceEtl.Worker.Settings;

/// <summary>The settings in force as keys and texts, secrets masked.</summary>
internal static class SettingsText
{
    private const string Mask = "***";
    private const string None = "(none)";

    /// <summary>Every setting in the order of the documentation.</summary>
    public static IReadOnlyList<(string Key, string Value)> Of(WorkerSettings settings) =>
    [
        ("ConnectionStrings:Warehouse", Masked(settings.Database.ConnectionString)),
        ("Database:Migrate", settings.Database.Migrate.ToString().ToLowerInvariant()),
        ("Database:SessionTimeout", Text(settings.Database.SessionTimeout)),
        .. settings.Stores.SelectMany(OfStore),
        ("Http:AttemptTimeout", Text(settings.Http.AttemptTimeout)),
        ("Http:RunDeadline", Text(settings.Http.RunDeadline)),
        ("Http:Retries", Text(settings.Http.Retries)),
        ("Http:RetryBaseDelay", Text(settings.Http.RetryBaseDelay)),
        ("Http:MaxBodyBytes", Text(settings.Http.MaxBodyBytes)),
        ("Http:RequestsPerSecond", Text(settings.Http.RequestsPerSecond)),
        ("Funnel:Seed", settings.Funnel.Seed),
        ("Funnel:AddToCartRate", Text(settings.Funnel.AddToCartRate)),
        ("Funnel:PurchaseRate", Text(settings.Funnel.PurchaseRate)),
        ("Landing:Path", Path.GetFullPath(settings.Landing.Path)),
        ("Landing:RetentionDays", Text(settings.Landing.RetentionDays)),
        ("Quality:MaxRejectShare", Text(settings.Quality.MaxRejectShare)),
        ("Quality:MaxShrink", Text(settings.Quality.MaxShrink)),
        ("AllowedHosts", settings.AllowedHosts.IsEmpty ? None : string.Join(';', settings.AllowedHosts)),
        ("Roles:Worker:PasswordFile", settings.Roles.WorkerPasswordFile ?? None),
        ("Roles:Reader:PasswordFile", settings.Roles.ReaderPasswordFile ?? None),
        ("Roles:Analyst:PasswordFile", settings.Roles.AnalystPasswordFile ?? None),
        (ListenAddresses.Key, string.Join(';', settings.Urls)),
    ];

    private static IEnumerable<(string Key, string Value)> OfStore(StoreOptions store, int index)
    {
        var section = string.Create(CultureInfo.InvariantCulture, $"Stores:{index}");
        return
        [
            ($"{section}:Name", store.Name),
            ($"{section}:Kind", store.Kind),
            ($"{section}:BaseUrl", store.BaseUrl),
            ($"{section}:Currency", store.Currency),
            ($"{section}:TimeZone", store.TimeZone),
            ($"{section}:Cron", store.Cron),
            ($"{section}:Token", store.Token is null ? None : Mask),
            ($"{section}:AllowHttp", store.AllowHttp ? "true" : "false"),
            ($"{section}:MaxShrink", store.MaxShrink is { } share ? Text(share) : "(Quality:MaxShrink)"),
        ];
    }

    private static string Text(IFormattable value) => value.ToString(value is TimeSpan ? "c" : null, CultureInfo.InvariantCulture);

    private static string Masked(string connectionString)
    {
        if (connectionString.Length == 0)
            return "(none: required by all that touches the database)";
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.Password is { Length: > 0 })
            builder.Password = Mask;
        if (builder.SslPassword is { Length: > 0 })
            builder.SslPassword = Mask;
        return builder.ConnectionString;
    }
}
