namespace EcommerceEtl.Tests.Architecture;

/// <summary>Domain &lt;- Data &lt;- migrations &lt;- Worker, never back; the sandbox knows the domain alone.</summary>
public sealed class DependencyRuleTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["EcommerceEtl.Domain"] = [],
        ["EcommerceEtl.Data"] = ["EcommerceEtl.Domain"],
        ["EcommerceEtl.Migrations"] = ["EcommerceEtl.Data", "EcommerceEtl.Domain"],
        ["EcommerceEtl.Worker"] = ["EcommerceEtl.Data", "EcommerceEtl.Domain", "EcommerceEtl.Migrations"],
        ["EcommerceEtl.Sandbox"] = ["EcommerceEtl.Domain"],
    };

    /// <summary>These may reference everything, and nothing of the product may reference them.</summary>
    private static readonly string[] Outermost = ["EcommerceEtl.Tests", "EcommerceEtl.Benchmarks"];

    [Test]
    public void Every_project_has_its_place_in_the_rule() =>
        Assert.That(
            Repository.Files(".csproj").Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(MayReference.Keys.Concat(Outermost)));

    [Test]
    public void A_project_file_references_only_what_the_rule_allows()
    {
        Assert.Multiple(() =>
        {
            foreach (var file in Repository.Files(".csproj"))
                if (MayReference.TryGetValue(Path.GetFileNameWithoutExtension(file), out var allowed))
                    Assert.That(Repository.Includes(file, "ProjectReference"), Is.SubsetOf(allowed), file);
        });
    }
}
