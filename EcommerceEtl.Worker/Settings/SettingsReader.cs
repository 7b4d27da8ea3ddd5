namespace EcommerceEtl.Worker.Settings;

/// <summary>Reads every setting from the configuration and lists every mistake at once.</summary>
public static class SettingsReader
{
    /// <summary>The settings, with defaults where nothing is set.</summary>
    /// <param name="needsDatabase">True if the command cannot do without a connection string.</param>
    /// <exception cref="SettingsException">Something is wrong; it lists all that is.</exception>
    public static WorkerSettings Read(IConfiguration configuration, IReadOnlyCollection<string> kinds, bool needsDatabase = true)
    {
        List<string> errors = [];
        var source = new SettingSource(configuration, errors);
        var settings = new WorkerSettings { Stores = [] };
        source.Fill(settings);
        settings = settings with
        {
            Stores = new StoreSettings(configuration, source, kinds).Read(),
            AllowedHosts = [.. settings.AllowedHosts.SelectMany(names => names.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        };
        foreach (var name in settings.AllowedHosts.Where(name => Uri.CheckHostName(name) == UriHostNameType.Unknown))
            source.Wrong(nameof(settings.AllowedHosts), name, WorkerSettings.HostForm);
        if (settings.Database.ConnectionString is { Length: > 0 } connection)
            errors.AddRange(WarehouseConnection.Mistakes(connection));
        else if (needsDatabase && !source.Has(WarehouseConnection.Key))
            errors.Add($"{WarehouseConnection.Key}: is required: an Npgsql connection string such as "
                + "Host=localhost;Database=ecommerce;Username=etl;Password=...");
        ListenAddresses.Check(ListenAddresses.Key, settings.Urls, configuration[ListenAddresses.Key], source);
        var page = source.Text(ListenAddresses.PageKey);
        ListenAddresses.Check(ListenAddresses.PageKey, settings.Web.Urls, page, source);
        // Of an address that nobody set, `serve` says at its start that the page has none.
        if (settings.Web.Enabled && page is not null)
            foreach (var taken in settings.Web.Urls.Intersect(settings.Urls, StringComparer.OrdinalIgnoreCase))
                source.Wrong(ListenAddresses.PageKey, taken, $"another address than those of {ListenAddresses.Key}");
        LogLevels.Check(configuration, source);
        errors.AddRange(Misspelt(configuration, settings));
        errors.AddRange(TelemetrySettings.Mistakes(configuration));
        return errors.Count == 0 ? settings : throw new SettingsException(errors);
    }

    /// <summary>Keys in this worker's own sections that mean nothing: a misspelt setting must not be ignored in silence.</summary>
    private static IEnumerable<string> Misspelt(IConfiguration configuration, WorkerSettings settings)
    {
        var sections = Setting.Of(settings with { Stores = [] }).Select(setting => setting.Key)
            .Where(key => key.Contains(':') && key != WarehouseConnection.Key).GroupBy(key => key[..key.IndexOf(':')]);
        var plain = sections.SelectMany(section => Leaves(configuration.GetSection(section.Key))
            .Where(key => !section.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(key => $"{key}: is no setting; this section has {string.Join(", ", section)}."));
        string[] known = [.. Setting.Of(new StoreOptions())
            .SelectMany(setting => setting.Says.IsSecret ? [setting.Key, $"{setting.Key}_FILE"] : new[] { setting.Key })];
        var ofStores = configuration.GetSection("Stores").GetChildren()
            .SelectMany(store => Leaves(store)
                .Where(key => !known.Contains(key[(store.Path.Length + 1)..], StringComparer.OrdinalIgnoreCase))
                .Select(key => $"{key}: is no setting; a store has {string.Join(", ", known)}."));
        var listeners = Leaves(configuration.GetSection("Kestrel"))
            .Select(key => $"{key}: is no setting; {ListenAddresses.Key} says where the endpoints listen.");
        return [.. plain, .. ofStores, .. listeners];
    }

    private static IEnumerable<string> Leaves(IConfigurationSection section) =>
        section.GetChildren().SelectMany(child => child.GetChildren().Any() ? Leaves(child) : [child.Path]);
}

/// <summary>One or more settings are wrong.</summary>
/// <param name="errors">One line a mistake: key, value seen, what is allowed.</param>
public sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
