using System.Net;
using System.Text.RegularExpressions;
using EcommerceEtl.Worker.Web;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>The documents that the page shows.</summary>
internal sealed partial class DocumentTests
{
    private static IEnumerable<string> Names => Document.Names.Order(StringComparer.Ordinal);

    [Test]
    public void All_documents_are_there() => Assert.That(
        Document.Names, Is.EquivalentTo(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(Path.GetFileName)));

    [TestCaseSource(nameof(Names))]
    public async Task A_document_is_shown_and_each_link_in_it_leads_to_a_heading(string name)
    {
        await using var page = await PageBundle.StartAsync("Host=127.0.0.1;Port=1");

        var shown = await page.ReadAsync($"/docs/{name}");

        Assert.That(shown.Html, Does.Match("<title>[^<]+</title>").And.Contain("href=\"../page.css?v="));
        Assert.That(shown.Html, Does.Not.Contain("<img").And.Not.Contain("<script"));
        foreach (Match link in Link().Matches(shown.Html[shown.Html.IndexOf("The shop's figures", StringComparison.Ordinal)..]))
        {
            var target = Document.Find(link.Groups["name"].Length > 0 ? link.Groups["name"].Value : name);
            Assert.That(target, Is.Not.Null, link.Value);
            if (link.Groups["heading"].Length > 0)
                Assert.That(target!.Html, Does.Contain($" id=\"{link.Groups["heading"].Value}\""), $"{name}: {link.Value}");
        }
    }

    [TestCase("/docs/other.md")]
    [TestCase("/docs/runbook")]
    [TestCase("/docs/..%2Fpage.css")]
    public async Task Another_name_is_no_document(string address)
    {
        await using var page = await PageBundle.StartAsync("Host=127.0.0.1;Port=1");

        var answer = await page.AskAsync(address);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(answer.Body, Does.Contain("href=\"../page.css?v=").And.Contain("href=\"./../\""));
    }

    [GeneratedRegex("href=\"(?!https?:)(?<name>[^\"#]*)(#(?<heading>[^\"]*))?\"")]
    private static partial Regex Link();
}
