namespace EcommerceEtl.Worker.Settings;

/// <summary>
/// Reads single settings and collects every mistake instead of stopping at the first. A secret may stand in a file named by
/// <c>KEY_FILE</c>.
/// </summary>
internal sealed class SettingSource(IConfiguration configuration, List<string> errors)
{
    /// <summary>More than any setting allows, and few enough to be counted in ticks.</summary>
    private const int MaxSeconds = 1_000_000_000;

    /// <summary>The text of a setting, or null if it is absent or empty.</summary>
    public string? Text(string key) => configuration[key] is { Length: > 0 } text ? text : null;

    /// <summary>A secret: the setting itself, or the one line of the file that <c>KEY_FILE</c> names.</summary>
    public string? Secret(string key)
    {
        if (Text(key + "_FILE") is not { } file)
            return Text(key);
        if (Text(key) is not null)
            errors.Add($"{key}: set both directly and by {key}_FILE; keep one of them.");
        var read = SecretFile.Read(file);
        if (read.Wrong is null)
            return read.Secret;
        errors.Add($"{key}_FILE = '{file}': {read.Wrong}");
        return null;
    }

    /// <summary>The path of a file with a password. That it can be read matters to the command alone that does; what it holds is looked at
    /// where it can be.</summary>
    public string? PasswordFile(string key)
    {
        if (Text(key) is not { } file)
            return null;
        if (SecretFile.Read(file) is { IsReadable: true, Wrong: { } wrong })
            errors.Add($"{key} = '{file}': {wrong}");
        return file;
    }

    /// <summary>True if a secret is given, in whichever form.</summary>
    public bool Has(string key) => Text(key) is not null || Text(key + "_FILE") is not null;

    public bool Flag(string key, bool standard) =>
        Parsed(key, standard, "true or false", (string text, out bool value) => bool.TryParse(text, out value));

    public int Integer(string key, int standard, int least, int greatest) => (int)Long(key, standard, least, greatest);

    public long Long(string key, long standard, long least, long greatest) =>
        Parsed(
            key, standard, $"a whole number from {least} to {greatest}",
            (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                && value >= least && value <= greatest);

    /// <summary>A share from 0 to 1, with a decimal point whatever the machine's language.</summary>
    public double Share(string key, double standard) =>
        Parsed(
            key, standard, "a number from 0 to 1, such as 0.25",
            (string text, out double value) =>
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 1);

    /// <summary>A time span, or a plain number of seconds: what most people write, and what .NET alone would take for days.</summary>
    public TimeSpan Duration(string key, TimeSpan standard, TimeSpan least, TimeSpan greatest) =>
        Parsed(
            key, standard, $"a time span hh:mm:ss or a number of seconds, from {least:c} to {greatest:c}",
            (string text, out TimeSpan value) => TryDuration(text, out value) && value >= least && value <= greatest);

    public T Choice<T>(string key, T standard)
        where T : struct, Enum =>
        Parsed(
            key, standard, string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant())),
            (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value)
                && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase));

    /// <summary>Notes a mistake.</summary>
    public void Wrong(string key, string seen, string allowed) => errors.Add($"{key} = '{seen}': must be {allowed}.");

    /// <summary>Notes a mistake in a value that may be a secret, and so is not shown.</summary>
    public void WrongSecret(string key, string allowed) => errors.Add($"{key}: must be {allowed}.");

    private static bool TryDuration(string text, out TimeSpan value)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value);
        value = seconds <= MaxSeconds ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : TimeSpan.MaxValue;
        return true;
    }

    private delegate bool Parser<T>(string text, out T value);

    private T Parsed<T>(string key, T standard, string allowed, Parser<T> parse)
    {
        if (Text(key) is not { } text)
            return standard;
        if (parse(text, out var value))
            return value;
        Wrong(key, text, allowed);
        return standard;
    }
}
