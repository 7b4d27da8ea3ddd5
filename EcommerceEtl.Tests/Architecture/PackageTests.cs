namespace EcommerceEtl.Tests.Architecture;

public sealed class PackageTests
{
    [Test]
    public void The_domain_references_no_package_but_the_hashes() =>
        Assert.That(Repository.Includes("EcommerceEtl.Domain/EcommerceEtl.Domain.csproj", "PackageReference"),
            Is.EqualTo(new[] { "System.IO.Hashing" }));

    [Test]
    public void Versions_stand_in_one_file_and_every_project_has_its_lock_file()
    {
        Assert.Multiple(() =>
        {
            foreach (var project in Repository.Files(".csproj"))
            {
                Assert.That(string.Join('\n', Repository.Lines(project)), Does.Not.Match("<PackageReference[^>]*Version"), project);
                Assert.That(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json"), Does.Exist);
            }
        });
    }
}
