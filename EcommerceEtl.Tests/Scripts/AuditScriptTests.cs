namespace EcommerceEtl.Tests.Scripts;

/// <summary><c>scripts/audit.sh</c>, with a restore that ends as NuGet ends it in the place of the SDK.</summary>
[Platform("Linux")]
internal sealed class AuditScriptTests
{
    [TestCase("required", "NU1905", 1, "audit of the packages failed")]
    [TestCase("required", "NU1900", 1, "audit of the packages failed")]
    [TestCase("", "NU1905", 0, "COULD NOT BE AUDITED")]
    [TestCase("", "NU1900", 0, "COULD NOT BE AUDITED")]
    [TestCase("", "NU1903", 1, "audit of the packages failed")]
    [TestCase("", "NU1004", 1, "audit of the packages failed")]
    [TestCase("off", "NU1903", 0, "ARE NOT AUDITED")]
    [TestCase("required", "", 0, "No vulnerability is known")]
    [TestCase("sometimes", "", 2, "may be required, off or empty")]
    public async Task A_list_that_cannot_be_had_is_a_failure_where_it_is_required_and_a_finding_is_one_everywhere(
        string wanted, string code, int exit, string said)
    {
        using var folder = new ScriptFolder();
        folder.Program("dotnet", code.Length == 0 ? "exit 0"
            : $"echo 'x.csproj : error {code}: Warning As Error: said so. [x.sln]'; exit 1");

        var audit = await ChildProcess.RunAsync(ScriptFolder.Call("scripts/audit.sh"), folder.Environment(("ECOMMERCE_ETL_AUDIT", wanted)));

        Assert.That(audit.Code, Is.EqualTo(exit), audit.Everything);
        Assert.That(audit.Everything, Does.Contain(said));
    }
}
