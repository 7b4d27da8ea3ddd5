namespace EcommerceEtl.Worker.Settings;

/// <summary>Section <c>Logging</c>. The logging library would end the process with a stack trace at a level that it does not
/// know.</summary>
internal static class LogLevels
{
    /// <summary>What other log libraries call the levels.</summary>
    private static readonly Dictionary<string, LogLevel> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Verbose"] = LogLevel.Trace,
        ["Info"] = LogLevel.Information,
        ["Warn"] = LogLevel.Warning,
        ["Fatal"] = LogLevel.Critical,
    };

    /// <summary>Puts the library's own names in place of those of other libraries.</summary>
    public static void Translate(IConfiguration configuration)
    {
        foreach (var level in Levels(configuration))
            if (OtherNames.TryGetValue(level.Value ?? "", out var known))
                configuration[level.Path] = known.ToString();
    }

    /// <summary>Notes levels that are none, and a form of lines that there is not.</summary>
    public static void Check(IConfiguration configuration, SettingSource source)
    {
        foreach (var level in Levels(configuration))
            if (level.Value is { Length: > 0 } text && !OtherNames.ContainsKey(text) && !IsLevel(text))
                source.Wrong(level.Path, text, string.Join(" or ", Enum.GetNames<LogLevel>()));
        const string form = "Logging:Console:FormatterName";
        if (source.Text(form) is { } other and not ("json" or "simple"))
            source.Wrong(form, other, "json or simple");
    }

    /// <summary>The library takes any number and any list of names for a level too.</summary>
    private static bool IsLevel(string text) =>
        Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase) || text is [>= '0' and <= '6'];

    private static IEnumerable<IConfigurationSection> Levels(IConfiguration configuration) =>
        configuration.GetSection("Logging:LogLevel").GetChildren();
}
