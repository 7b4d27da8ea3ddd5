// Writes a software bill of materials (CycloneDX 1.6, JSON) of what is in the images beside their base: dotnet run scripts/sbom.cs >
// sbom.json It is read from the lock files, so it lists what a locked restore installs, with the hashes that it checks; a few of these
// packages are then left out of the images, since the shared framework of the base image has them.
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

string[] projects = ["EcommerceEtl.Domain", "EcommerceEtl.Data", "migrations", "EcommerceEtl.Worker", "EcommerceEtl.Sandbox"];
var root = args.Length > 0 ? args[0] : Directory.GetCurrentDirectory();
var version = XDocument.Load(Path.Combine(root, "Directory.Build.props")).Descendants("Version").Single().Value;
SortedDictionary<string, JsonNode> components = new(StringComparer.Ordinal);
SortedDictionary<string, SortedSet<string>> dependencies = new(StringComparer.Ordinal);
SortedSet<string> direct = new(StringComparer.Ordinal);

foreach (var project in projects)
{
    // Packages that only build, such as analysers, are in the lock file as well; they are in no image.
    var buildOnly = XDocument.Load(Directory.GetFiles(Path.Combine(root, project), "*.csproj").Single()).Descendants("PackageReference")
        .Where(package => package.Attribute("PrivateAssets")?.Value == "all").Select(package => package.Attribute("Include")!.Value)
        .Append("Microsoft.CodeAnalysis.BannedApiAnalyzers").ToHashSet();
    var frameworks = JsonNode.Parse(File.ReadAllText(Path.Combine(root, project, "packages.lock.json")))!["dependencies"]!.AsObject();
    var locked = frameworks.Single().Value!.AsObject();
    var packages = locked.Where(entry => (string)entry.Value!["type"]! != "Project")
        .ToDictionary(entry => entry.Key, entry => entry.Value!);
    foreach (var name in packages.Where(entry => (string)entry.Value["type"]! == "Direct").Select(entry => entry.Key).Except(buildOnly))
    {
        direct.Add(Purl(name));
        Add(name);
    }
    foreach (var (_, reference) in locked.Where(entry => (string)entry.Value!["type"]! == "Project"))
        foreach (var name in Needs(reference!))
            Add(name);

    void Add(string name)
    {
        if (!packages.TryGetValue(name, out var package) || !components.TryAdd(Purl(name), Component(name, package)))
            return;
        dependencies[Purl(name)] = [.. Needs(package).Where(packages.ContainsKey).Select(Purl)];
        foreach (var needed in Needs(package))
            Add(needed);
    }

    string Purl(string name) => $"pkg:nuget/{name}@{packages[name]["resolved"]}";
}

var self = $"pkg:generic/ecommerce-etl@{version}";
dependencies[self] = direct;
Console.Out.WriteLine(new JsonObject
{
    ["bomFormat"] = "CycloneDX",
    ["specVersion"] = "1.6",
    // The same packages give the same number.
    ["serialNumber"] =
        $"urn:uuid:{new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(self + string.Join(' ', components.Keys))).AsSpan(0, 16))}",
    ["version"] = 1,
    ["metadata"] = new JsonObject
    {
        ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = self, ["name"] = "ecommerce-etl", ["version"] = version },
    },
    ["components"] = new JsonArray([.. components.Values]),
    ["dependencies"] = new JsonArray([.. dependencies.Select(entry => (JsonNode)new JsonObject
    {
        ["ref"] = entry.Key,
        ["dependsOn"] = new JsonArray([.. entry.Value.Select(needed => (JsonNode)needed)]),
    })]),
}.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

static IEnumerable<string> Needs(JsonNode package) => package["dependencies"]?.AsObject().Select(entry => entry.Key) ?? [];

static JsonNode Component(string name, JsonNode package) => new JsonObject
{
    ["type"] = "library",
    ["bom-ref"] = $"pkg:nuget/{name}@{package["resolved"]}",
    ["name"] = name,
    ["version"] = (string)package["resolved"]!,
    ["purl"] = $"pkg:nuget/{name}@{package["resolved"]}",
    ["hashes"] = new JsonArray(new JsonObject
    {
        ["alg"] = "SHA-512",
        ["content"] = Convert.ToHexStringLower(Convert.FromBase64String((string)package["contentHash"]!)),
    }),
};
