namespace EcommerceEtl.Tests.Architecture;

/// <summary>Directory.Build.props states the version; what must repeat it says the same.</summary>
public sealed class VersionTests
{
    [Test]
    public void The_changelog_begins_with_this_version_its_date_and_its_tag()
    {
        var lines = Repository.Lines("CHANGELOG.md").SkipWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Take(2).ToArray();

        Assert.That(lines[0], Does.Match($@"^## {Repository.Version} \(\d{{4}}-\d\d-\d\d\)$"));
        Assert.That(lines[1], Does.Contain($"`v{Repository.Version}`"));
    }

    [Test]
    public void Every_version_in_the_changelog_has_a_date() =>
        Assert.That(Repository.Lines("CHANGELOG.md").Where(line => line.StartsWith("## ", StringComparison.Ordinal)),
            Is.All.Match(@"^## \d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)$"));
}
