using System.Text.RegularExpressions;
using System.Xml.Linq;
using EcommerceEtl.Tests.Architecture;
using NUnit.Framework;
using YamlDotNet.Serialization;

namespace EcommerceEtl.Tests.Containers;

[Parallelizable(ParallelScope.All)]
public sealed class SupplyChainTests
{
    [Test]
    public void A_known_vulnerability_in_any_package_stops_the_build()
    {
        var properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("PropertyGroup").Elements()
            .ToDictionary(property => property.Name.LocalName, property => property.Value);

        Assert.Multiple(() =>
        {
            Assert.That(properties["NuGetAudit"], Is.EqualTo("true"));
            Assert.That(properties["NuGetAuditMode"], Is.EqualTo("all"));
            Assert.That(properties["TreatWarningsAsErrors"], Is.EqualTo("true"));
            Assert.That(Regex.Matches(properties["WarningsNotAsErrors"], "NU[0-9]+").Select(code => code.Value), Is.EqualTo(new[] { "NU1900" }));
        });
    }

    [Test]
    public void The_tests_restore_what_the_lock_files_say() =>
        Assert.That(Repository.Lines("test.sh"), Has.Some.Match("dotnet restore --locked-mode"));

    [Test]
    public void Updates_are_proposed_for_all_that_is_pinned()
    {
        var settings = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(
            File.ReadAllText(Path.Combine(Repository.Root, ".github/dependabot.yml")));
        var kinds = ((List<object>)settings["updates"]).Select(update => (string)ComposeFile.Map(update)["package-ecosystem"]);

        Assert.That(kinds, Is.EquivalentTo(new[] { "nuget", "docker", "docker-compose", "dotnet-sdk" }));
    }

    [Test]
    public void The_bill_of_materials_lists_the_packages_of_every_project_in_the_images()
    {
        var listed = Repository.Lines("scripts/sbom.cs").Single(line => line.StartsWith("string[] projects", StringComparison.Ordinal));
        var copied = ImageRecipe.Stages.Single(stage => stage.Name == "restore").Own
            .Select(instruction => Regex.Match(instruction.Rest, @"^(?<folder>\S+)/\S+\.csproj ").Groups["folder"].Value).Where(folder => folder.Length > 0);

        Assert.That(Regex.Matches(listed, "\"(?<name>[^\"]+)\"").Select(name => name.Groups["name"].Value), Is.EquivalentTo(copied));
    }
}
