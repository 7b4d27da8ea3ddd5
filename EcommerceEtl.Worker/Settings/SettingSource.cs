namespace EcommerceEtl.Worker.Settings;

/// <summary>Reads single settings and collects every mistake instead of stopping at the first. A secret may stand in a file named by
/// <c>KEY_FILE</c>.</summary>
internal sealed class SettingSource(IConfiguration configuration, List<string> errors)
{
    /// <summary>The text of a setting, or null if it is absent or empty.</summary>
    public string? Text(string key) => configuration[key] is { Length: > 0 } text ? text : null;

    /// <summary>True if a secret is given, in whichever form.</summary>
    public bool Has(string key) => Text(key) is not null || Text(key + "_FILE") is not null;

    /// <summary>Puts all that is set in the place of the defaults.</summary>
    /// <param name="part">Settings, or a store.</param>
    /// <param name="prefix">What stands before the keys.</param>
    public void Fill(object part, string prefix = "")
    {
        foreach (var setting in Setting.Of(part, prefix))
        {
            var (key, says) = (setting.Key, setting.Says);
            if ((says.IsSecret ? Secret(key) : Text(key)) is not { } text)
                continue;
            if (!setting.Take(text))
                errors.Add($"{key}{(says.IsSecret ? ":" : $" = '{text}':")} must be {setting.Allowed}.");
            if (says.IsPasswordFile && SecretFile.Read(text) is { IsReadable: true, Wrong: { } wrong })
                errors.Add($"{key} = '{text}': {wrong}");
        }
    }

    public void Wrong(string key, string seen, string allowed) => errors.Add($"{key} = '{seen}': must be {allowed}.");

    /// <summary>Notes a setting that changes nothing, since the store's kind does not use it.</summary>
    /// <param name="others">The kinds that do.</param>
    public void Useless(string key, string kind, IEnumerable<string> others) => errors.Add(
        $"{key}: is not used by a shop of the kind {kind}, only by {string.Join(" and ", others)}. Remove it, or correct the store's "
        + "Kind.");

    /// <summary>Notes a mistake in a value that may be a secret, and so is not shown.</summary>
    public void WrongSecret(string key, string allowed) => errors.Add($"{key}: must be {allowed}.");

    /// <summary>A secret: the setting itself, or the one line of the file that <c>KEY_FILE</c> names.</summary>
    private string? Secret(string key)
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
}

/// <summary>A file that holds one secret: one line that is not blank.</summary>
/// <param name="Secret">The line, without white space around it; empty if there is no such line.</param>
/// <param name="Wrong">What is wrong with the file, as a sentence that shows nothing of it; null if all is well.</param>
/// <param name="IsReadable">False if nobody could look into it.</param>
internal sealed record SecretFile(string Secret, string? Wrong, bool IsReadable)
{
    public static SecretFile Read(string file)
    {
        try
        {
            return File.ReadLines(file).Select(line => line.Trim(' ', '\t', '\r')).Where(line => line.Length > 0).Take(2).ToList() switch
            {
                [var only] => new SecretFile(only, null, true),
                [] => new SecretFile("", "the file is empty; it must hold the secret.", true),
                _ => new SecretFile("", "the file holds more than one line; a secret is one line.", true),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new SecretFile("", $"the file cannot be read ({error.Message}).", false);
        }
    }

    public override string ToString() => Wrong ?? "***";
}
