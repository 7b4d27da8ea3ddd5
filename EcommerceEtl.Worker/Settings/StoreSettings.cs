using Quartz;

namespace EcommerceEtl.Worker.Settings;

/// <summary>Reads and validates the section <c>Stores</c>.</summary>
internal sealed class StoreSettings(IConfiguration configuration, SettingSource source, IReadOnlyCollection<string> kinds)
{
    /// <summary>The configured stores, or the default one if there are none.</summary>
    public ImmutableArray<StoreOptions> Read()
    {
        var stores = Entries().Select(entry => One($"Stores:{entry.Key}:")).ToImmutableArray();
        foreach (var name in stores.GroupBy(store => store.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            source.Wrong("Stores:N:Name", name, "different for each store");
        return stores.IsEmpty ? [new StoreOptions()] : stores;
    }

    /// <summary>The sections of the stores. A setting that stands beside them belongs to no store: the default one would be loaded in place
    /// of what was meant.</summary>
    private IEnumerable<IConfigurationSection> Entries()
    {
        const string key = "Stores";
        if (source.Text(key) is not null)
            source.WrongSecret(key, $"a list of stores, such as {key}:0:BaseUrl ({key}__0__BaseUrl in the environment), and no value");
        foreach (var entry in configuration.GetSection(key).GetChildren())
        {
            var isStore = entry.GetChildren().Any();
            if (!isStore && !string.IsNullOrEmpty(entry.Value))
                source.WrongSecret($"{key}:{entry.Key}", $"the settings of a store, such as {key}:0:BaseUrl, and no value");
            if (isStore)
                yield return entry;
        }
    }

    private StoreOptions One(string section)
    {
        var store = new StoreOptions();
        source.Fill(store, section);
        if (!kinds.Contains(store.Kind))
            source.Wrong($"{section}Kind", store.Kind, string.Join(" or ", kinds));
        foreach (var setting in Setting.Of(store, section))
            if (setting.Says.Key is nameof(store.TimeZone) && store.TimeZone.Length > 0 && !IsZone(store.TimeZone)
                || setting.Says.Key is nameof(store.Cron) && !IsCron(store.Cron))
                source.Wrong(setting.Key, setting.Shown(), setting.Allowed);
            else if (kinds.Contains(store.Kind) && source.Has(setting.Key)
                && ShopKinds.Using(setting.Says.Key) is { IsEmpty: false } others && !others.Contains(store.Kind))
                source.Useless(setting.Key, store.Kind, others);
        CheckAddress($"{section}BaseUrl", store);
        return store with
        {
            BaseUrl = store.BaseUrl.TrimEnd('/'),
            Currency = store.Currency.ToUpperInvariant(),
            RequestsPerSecond = store.RequestsPerSecond ?? ShopKinds.PaceOf(store.Kind),
        };
    }

    private void CheckAddress(string key, StoreOptions store)
    {
        var text = store.BaseUrl;
        // What cannot be shown safely (user and password in the address) is not shown.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            source.Wrong(key, text.Contains('@') ? "***" : text, "an absolute https address such as https://shop.example");
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            source.Wrong(key, $"{url.Scheme}://{url.Authority}{url.AbsolutePath}...",
                "an address without user, query or fragment (use Token for a secret)");
        else if (url.Scheme == "http" && !url.IsLoopback && !store.AllowHttp)
            source.Wrong(key, text, "https, or set AllowHttp to true for a trusted network");
        else if (url.Scheme == "http" && !url.IsLoopback && (store.Token + store.Key + store.Secret).Length > 0)
            source.Wrong(key, text, "https, since the store's Token, Key or Secret would be sent for all on the way to read");
    }

    /// <summary>The scheduler refuses a cron that will never be due again.</summary>
    private static bool IsCron(string text) =>
        CronExpression.TryParse(text, out var cron) && cron.GetNextValidTimeAfter(TimeProvider.System.GetUtcNow()) is not null;

    internal static bool IsZone(string text) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)
            && (zone.HasIanaId || string.Equals(text, "UTC", StringComparison.Ordinal));
}
