using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.Serialization;

namespace EcommerceEtl.Tests.Containers;

public sealed class SupplyChainTests
{
    [Test]
    public void A_known_vulnerability_in_any_package_stops_the_build()
    {
        var properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("PropertyGroup").Elements();
        string? Value(string name) => properties.SingleOrDefault(property => property.Name.LocalName == name)?.Value;

        Assert.Multiple(() =>
        {
            Assert.That(Value("NuGetAudit"), Is.EqualTo("true"));
            Assert.That(Value("NuGetAuditMode"), Is.EqualTo("all"));
            Assert.That(Value("TreatWarningsAsErrors"), Is.EqualTo("true"));
            Assert.That(Value("WarningsNotAsErrors"), Is.Null);
            // Only that the list cannot be had is silent, and only where nobody asks for it.
            Assert.That(properties.Where(property => property.Name.LocalName == "NoWarn" && property.Value.Contains("NU"))
                .Select(property => (string.Join(' ', Regex.Matches(property.Value, "NU[0-9]+")), property.Attribute("Condition")?.Value)),
                Is.EqualTo(new[] { ("NU1900 NU1905", "'$(AuditRequired)' != 'true'") }));
        });
    }

    [Test]
    public void Packages_come_from_one_source_and_that_source_is_asked_for_vulnerabilities()
    {
        var config = XDocument.Load(Path.Combine(Repository.Root, "nuget.config")).Root!;

        Assert.That(config.Descendants("package")
            .Select(package => (package.Parent!.Attribute("key")!.Value, package.Attribute("pattern")!.Value)),
            Is.EqualTo(new[] { ("nuget.org", "*") }));
        Assert.That(config.Element("auditSources")!.Elements("add").Select(source => source.Attribute("value")!.Value),
            Is.EqualTo(new[] { "https://api.nuget.org/v3/index.json" }));
    }

    [Test]
    public void A_ci_audits_the_packages() => Assert.That(Repository.Lines(".ci/run"), Has.Some.StartsWith("scripts/audit.sh"));

    [Test]
    public void Every_action_of_a_workflow_is_pinned_by_its_commit_and_may_write_nothing()
    {
        var workflows = Repository.Files(".yml").Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal)).ToList();
        var lines = workflows.SelectMany(Repository.Lines).Select(line => line.Trim()).ToList();

        Assert.That(lines.Where(line => line.Contains("uses:")),
            Is.Not.Empty.And.All.Match(@"^- uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+$"));
        Assert.That(lines, Has.Some.EqualTo("- run: .ci/run"));
        Assert.That(lines, Has.Some.EqualTo("permissions: { contents: read }").And.None.Contains(": write"));
    }

    /// <summary>What a restore gives may depend on files that the image does not have by then.</summary>
    [Test]
    public async Task From_the_few_files_that_the_image_restores_from_the_lock_files_can_be_followed()
    {
        var folder = Directory.CreateTempSubdirectory("restore-");
        var stage = Repository.Lines("Dockerfile").SkipWhile(line => !line.EndsWith(" AS restore", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("RUN ", StringComparison.Ordinal));
        foreach (var copied in stage.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1..]))
        {
            var target = Directory.CreateDirectory(Path.Combine(folder.FullName, copied[^1])).FullName;
            foreach (var file in copied[..^1])
                File.Copy(Path.Combine(Repository.Root, file), Path.Combine(target, Path.GetFileName(file)));
        }
        foreach (var project in new[] { "EcommerceEtl.Worker", "EcommerceEtl.Sandbox" })
        {
            var exit = await ChildProcess.RunAsync(
                ["dotnet", "restore", Path.Combine(folder.FullName, project), "--locked-mode", "-p:NuGetAudit=false"],
                // A node that stays for the next build would hold the output open.
                new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1" });
            Assert.That(exit.Code, Is.Zero, exit.Everything);
        }
        folder.Delete(recursive: true);
    }

    [TestCase("test.sh")]
    [TestCase("Dockerfile")]
    public void Tests_and_images_restore_what_the_lock_files_say(string file) =>
        Assert.That(string.Join('\n', Repository.Lines(file)).Split("dotnet restore ")[1..],
            Is.Not.Empty.And.All.Match("^[^&]*--locked-mode"));

    [Test]
    public void Updates_are_proposed_for_all_that_is_pinned()
    {
        var settings = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(
            File.ReadAllText(Path.Combine(Repository.Root, ".github/dependabot.yml")));
        var kinds = ((List<object>)settings["updates"]).Select(update => (string)ComposeFile.Map(update)["package-ecosystem"]);

        Assert.That(kinds, Is.EquivalentTo(new[] { "nuget", "docker", "docker-compose", "dotnet-sdk", "github-actions" }));
    }

    [Test]
    public void The_bill_of_materials_is_that_of_every_program_in_the_images()
    {
        var listed = Regex.Matches(string.Join('\n', Repository.Lines("scripts/run.slnf")), "\"(?<name>[^/\"]+)/[^\"]+\\.csproj\"");
        var published = Regex.Matches(string.Join('\n', Repository.Lines("Dockerfile")), @"dotnet publish (?<name>\S+)");

        Assert.That(listed.Select(project => project.Groups["name"].Value),
            Is.EquivalentTo(published.Select(project => project.Groups["name"].Value)));
        Assert.That(Repository.Lines("scripts/sbom.sh"), Has.Some.StartsWith("dotnet CycloneDX scripts/run.slnf "));
    }
}
