namespace EcommerceEtl.Worker.Settings;

/// <summary>One or more settings are wrong.</summary>
/// <param name="errors">One line a mistake: key, value seen, what is allowed.</param>
public sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
