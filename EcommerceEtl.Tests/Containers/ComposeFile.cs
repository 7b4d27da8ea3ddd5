using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace EcommerceEtl.Tests.Containers;

/// <summary>docker-compose.yml as Compose reads it: merged, and with the default in place of each variable.</summary>
internal sealed partial class ComposeFile
{
    private readonly Dictionary<object, object> _root;

    private ComposeFile(string text)
    {
        Variables = VariableName().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet();
        var parser = new MergingParser(new Parser(new StringReader(text)));
        _root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parser);
        Services = Map(_root["services"])
            .ToDictionary(service => service.Key, service => new ComposeService(service.Key, Map(service.Value)));
    }

    public static ComposeFile Read() => new(File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml")));

    public IReadOnlyDictionary<string, ComposeService> Services { get; }

    /// <summary>Names of the variables that may be set in <c>.env</c>.</summary>
    public IReadOnlySet<string> Variables { get; }

    /// <summary>Names of the declared volumes.</summary>
    public IEnumerable<string> Volumes => Map(_root["volumes"]).Keys;

    /// <summary>Names of the declared networks.</summary>
    public IEnumerable<string> Networks => Map(_root["networks"]).Keys;

    /// <summary>A scalar with the defaults of its variables, <c>$$</c> as one sign.</summary>
    public static string Text(object? scalar) =>
        Filled(Filled((string?)scalar ?? "")).Replace("$$", "$", StringComparison.Ordinal);

    /// <summary>Fills in the innermost variables: one may stand in the default of another.</summary>
    private static string Filled(string text) => Variable().Replace(text, match => match.Groups["default"].Value);

    public static IReadOnlyDictionary<string, object> Map(object node) =>
        ((IDictionary<object, object>)node).ToDictionary(pair => (string)pair.Key, pair => pair.Value);

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Z_]+)")]
    private static partial Regex VariableName();

    /// <summary>A variable with what stands in its place where it is empty, or where it is not.</summary>
    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Z_]+)(:-(?<default>[^{}]*)|:\+[^{}]*)?\}")]
    private static partial Regex Variable();
}
