namespace EcommerceEtl.Worker.Settings;

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
