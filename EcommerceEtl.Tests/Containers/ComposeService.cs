namespace EcommerceEtl.Tests.Containers;

/// <summary>One service of the compose file.</summary>
internal sealed class ComposeService(string name, IReadOnlyDictionary<string, object> keys)
{
    public string Name => name;

    /// <summary>True if it ends by itself when its work is done.</summary>
    public bool IsTask => Text("restart") == "no";

    /// <summary>Its environment, with the defaults of the variables.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        !keys.TryGetValue("environment", out var map) ? new Dictionary<string, string>()
        : ComposeFile.Map(map).ToDictionary(pair => pair.Key, pair => ComposeFile.Text(pair.Value));

    /// <summary>Services it waits for, each with the condition.</summary>
    public IReadOnlyDictionary<string, string> DependsOn => !keys.TryGetValue("depends_on", out var map) ? new Dictionary<string, string>()
        : ComposeFile.Map(map).ToDictionary(pair => pair.Key, pair => (string)ComposeFile.Map(pair.Value)["condition"]);

    public bool Has(string key) => keys.ContainsKey(key);

    public string Text(string key) => keys.TryGetValue(key, out var value) ? ComposeFile.Text(value) : "";

    public string[] Items(string key) => keys.TryGetValue(key, out var list) ? [.. ((List<object>)list).Select(ComposeFile.Text)] : [];

    public IReadOnlyDictionary<string, object> Map(string key) => ComposeFile.Map(keys[key]);

    public override string ToString() => name;
}
