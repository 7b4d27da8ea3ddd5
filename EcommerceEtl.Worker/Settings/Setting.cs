using System.Reflection;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Settings;

/// <summary>One setting of some settings: its specification, and the property that has its value.</summary>
internal sealed class Setting
{
    private const string Mask = "***";

    /// <summary>More seconds than any setting allows, and few enough to be counted in ticks.</summary>
    private const int MaxSeconds = 1_000_000_000;

    private readonly object _part;
    private readonly PropertyInfo _property;
    private readonly Type _type;

    private Setting(object part, PropertyInfo property, SettingAttribute says, string prefix)
    {
        (_part, _property, Says, Key) = (part, property, says, prefix + says.Key);
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    }

    public SettingAttribute Says { get; }

    /// <summary>The full key, such as <c>Http:Retries</c> or <c>Stores:0:Name</c>.</summary>
    public string Key { get; }

    /// <summary>What the value must be, as the end of a sentence.</summary>
    public string Allowed => Says.Allowed ?? (
        Says.Key == nameof(StoreOptions.Kind) ? string.Join(" or ", ShopKinds.Names)
        : _type == typeof(TimeSpan) ? $"a time span hh:mm:ss or a number of seconds, from {Says.Least} to {Says.Greatest}"
        : _type == typeof(double) ? "a number from 0 to 1, such as 0.25"
        : _type == typeof(bool) ? "true or false"
        : _type.IsEnum ? string.Join(" or ", Enum.GetNames(_type).Select(name => name.ToLowerInvariant()))
        : Says.Least is null ? Says.IsPasswordFile ? "the path of a file that holds printable ASCII in one line" : "any text"
        : $"a whole number from {Says.Least} to {Says.Greatest}");

    /// <summary>The settings of settings or of a store, in the order of the specification.</summary>
    /// <param name="part">The settings, or a part of them.</param>
    /// <param name="prefix">What stands before their keys.</param>
    public static IEnumerable<Setting> Of(object part, string prefix = "") => part.GetType().GetProperties().SelectMany(property =>
        property.GetCustomAttribute<SettingAttribute>() is { } says ? [new Setting(part, property, says, prefix)]
        : property.GetValue(part) is ImmutableArray<StoreOptions> stores ? stores.SelectMany((store, i) => Of(store, $"Stores:{i}:"))
        : property.PropertyType.Namespace == typeof(Setting).Namespace ? Of(property.GetValue(part)!, prefix)
        : []);

    /// <summary>Takes a value.</summary>
    /// <returns>False if the text is none.</returns>
    public bool Take(string text)
    {
        if (Parse(text) is not { } value)
            return false;
        _property.SetValue(_part, value);
        return Says.Pattern is null || Matches(text, Says.Pattern);
    }

    /// <summary>True if the whole of a text matches a pattern.</summary>
    public static bool Matches(string text, string pattern) => Regex.IsMatch(text, $@"^(?:{pattern})\z");

    /// <summary>The value in force as a text, a secret masked.</summary>
    public string Shown() => _property.GetValue(_part) switch
    {
        null or "" => Says.Default,
        string connection when Says.Key == WarehouseConnection.Key => WarehouseConnection.Masked(connection, Mask),
        string when Says.IsSecret => Mask,
        string text when Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 => Mask,
        ImmutableArray<string> { IsEmpty: true } => Says.Default,
        ImmutableArray<string> texts => string.Join(';', texts),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString(DayForm, CultureInfo.InvariantCulture),
        IFormattable number and not Enum => number.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        var word => word.ToString()!.ToLowerInvariant(),
    };

    private const string DayForm = "yyyy-MM-dd";

    private object? Parse(string text)
    {
        if (_type == typeof(string))
            return text;
        if (_type == typeof(ImmutableArray<string>))
            return text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToImmutableArray();
        if (_type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (_type.IsEnum)
            return Enum.GetNames(_type).Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(_type, text, ignoreCase: true) : null;
        if (_type == typeof(DateOnly))
            return DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        if (_type == typeof(double))
            return Share(text);
        if (_type == typeof(TimeSpan))
            return Within(text, Duration);
        return _type == typeof(int) ? (object?)(int?)Within(text, Whole) : Within(text, Whole);
    }

    private T? Within<T>(string text, Func<string, T?> parse)
        where T : struct, IComparable<T> =>
        parse(text) is { } value && value.CompareTo(parse(Says.Least!)!.Value) >= 0 && value.CompareTo(parse(Says.Greatest!)!.Value) <= 0
            ? value : null;

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A share from 0 to 1, with a decimal point whatever the machine's language.</summary>
    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value : null;

    /// <summary>A time span, or a plain number of seconds: what most people write, and what .NET alone would take for days.</summary>
    private static TimeSpan? Duration(string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= MaxSeconds ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : TimeSpan.MaxValue;
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) ? span : null;
    }
}

/// <summary>Says that a property can be set, by which key, and what its value may be.</summary>
/// <param name="key">The full key; of a store's setting what follows <c>Stores:N:</c>.</param>
/// <param name="meaning">What it is, as README.md says it.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string key, string meaning) : Attribute
{
    public string Key => key;

    public string Meaning => meaning;

    /// <summary>The least value, written as the setting is. A number with a fraction is a share from 0 to 1.</summary>
    public string? Least { get; init; }

    public string? Greatest { get; init; }

    /// <summary>What the value must be; of numbers, times and the like the type says it.</summary>
    public string? Allowed { get; init; }

    /// <summary>The regular expression that the whole of a text must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>What is shown where nothing is set and nothing stands in its place.</summary>
    public string Default { get; init; } = "(none)";

    /// <summary>True for a value that is never shown and may stand in a file, as its only line, that <c>KEY_FILE</c> names.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True for the path of a file with a password. That it can be read matters only to the command that does; what it holds is
    /// looked at where it can be.</summary>
    public bool IsPasswordFile { get; init; }
}
