using System.Text.RegularExpressions;
using Quartz;

namespace EcommerceEtl.Worker.Settings;

/// <summary>Reads and validates the section <c>Stores</c>.</summary>
internal sealed partial class StoreSettings(IConfiguration configuration, SettingSource source, IReadOnlyCollection<string> kinds)
{
    /// <summary>The configured stores, or the default one if there are none.</summary>
    public ImmutableArray<StoreOptions> Read()
    {
        var entries = Entries().Select(child => child.Key).ToList();
        if (entries.Count == 0)
            return [new StoreOptions()];
        var stores = entries.Select(entry => One($"Stores:{entry}")).ToImmutableArray();
        foreach (var name in stores.GroupBy(store => store.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            source.Wrong("Stores:N:Name", name, "different for each store");
        return stores;
    }

    /// <summary>True for what can be the name of a store.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,62}$")]
    private static partial Regex NamePattern();

    /// <summary>
    /// The sections of the stores. A setting that stands beside them belongs to no store: the default one would be loaded in place of what
    /// was meant.
    /// </summary>
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
        var standard = new StoreOptions();
        var token = source.Secret($"{section}:Token");
        if (token is not null && !token.All(c => c is > ' ' and <= '~'))
            source.WrongSecret($"{section}:Token", "visible ASCII characters, without spaces and line breaks: it is sent as a header");
        var allowHttp = source.Flag($"{section}:AllowHttp", false);
        return new StoreOptions
        {
            Name = Checked($"{section}:Name", standard.Name, "1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit",
                NamePattern().IsMatch),
            Kind = Checked($"{section}:Kind", standard.Kind, string.Join(" or ", kinds), kinds.Contains),
            BaseUrl = BaseUrl($"{section}:BaseUrl", standard.BaseUrl, allowHttp),
            Currency = Checked($"{section}:Currency", standard.Currency, "an ISO 4217 code such as USD", IsCurrency).ToUpperInvariant(),
            TimeZone = Checked($"{section}:TimeZone", standard.TimeZone, "an IANA time zone such as Europe/Berlin", IsZone),
            Cron = Checked($"{section}:Cron", standard.Cron,
                "a Quartz cron expression (seconds first) that is due again, such as 0 0/15 * * * ?", IsCron),
            Token = token,
            AllowHttp = allowHttp,
            MaxShrink = source.Text($"{section}:MaxShrink") is null ? null : source.Share($"{section}:MaxShrink", 0),
        };
    }

    private string Checked(string key, string standard, string allowed, Func<string, bool> isValid)
    {
        var text = source.Text(key) ?? standard;
        if (!isValid(text))
            source.Wrong(key, text, allowed);
        return text;
    }

    private string BaseUrl(string key, string standard, bool allowHttp)
    {
        var text = source.Text(key) ?? standard;
        // What cannot be shown safely (user and password in the address) is not shown.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            source.Wrong(key, text.Contains('@') ? "***" : text, "an absolute https address such as https://shop.example");
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            source.Wrong(key, $"{url.Scheme}://{url.Authority}{url.AbsolutePath}...",
                "an address without user, query or fragment (use Token for a secret)");
        else if (url.Scheme == "http" && !url.IsLoopback && !allowHttp)
            source.Wrong(key, text, "https, or set AllowHttp to true for a trusted network");
        return text.TrimEnd('/');
    }

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetter);

    /// <summary>The scheduler refuses a cron that will never be due again.</summary>
    private static bool IsCron(string text) =>
        CronExpression.TryParse(text, out var cron) && cron.GetNextValidTimeAfter(TimeProvider.System.GetUtcNow()) is not null;

    private static bool IsZone(string text) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)
            && (zone.HasIanaId || string.Equals(text, "UTC", StringComparison.Ordinal));
}
