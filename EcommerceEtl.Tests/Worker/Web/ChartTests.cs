using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EcommerceEtl.Tests.Data.Schema;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>The pictures of the page.</summary>
internal sealed partial class ChartTests : IAsyncDisposable
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task MakeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        await _database.FillRollupsAsync();
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Test]
    public async Task Each_picture_that_the_page_names_is_there_in_every_form_and_has_its_table()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);
        var shown = await page.ReadAsync("/?from=2020-01-01&to=2020-01-03");

        var addresses = Address().Matches(shown.Html).Select(found => WebUtility.HtmlDecode(found.Groups["address"].Value)).ToList();
        Assert.That(addresses, Has.Count.EqualTo(12).And.All.Contain("from=2020-01-01&to=2020-01-03"), "three charts in four forms");
        foreach (var address in addresses)
        {
            var answer = await page.AskAsync($"/{address}");
            Assert.That((answer.Status, answer.Header("Content-Type")), Is.EqualTo((HttpStatusCode.OK, "image/svg+xml")), address);
            var svg = XDocument.Parse(answer.Body).Root!;
            Assert.That((string?)svg.Attribute("viewBox"),
                Is.EqualTo($"0 0 {svg.Attribute("width")!.Value} {svg.Attribute("height")!.Value}"));
            Assert.That(answer.Body, Does.Not.Contain("<script").And.Not.Contain("href="));
        }
        foreach (var section in new[] { "trend", "funnel", "categories" })
            Assert.That(shown.Table(section), Is.Not.Empty, section);
    }

    [Test]
    public async Task A_range_without_a_session_has_tables_and_names_no_picture()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var shown = await page.ReadAsync("/?from=2019-01-01&to=2019-01-31");

        Assert.That(shown.Table("funnel"), Has.Length.EqualTo(3).And.All.Contain("|0|"));
        Assert.That(Address().Matches(shown.Html), Is.Empty);
    }

    [Test]
    public async Task A_chart_writes_the_figures_of_its_table_and_no_name_is_obeyed()
    {
        await _database.ExecuteAsync("UPDATE products SET category = '<b>&' WHERE product_id = 1");
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var categories = Texts((await page.AskAsync("/categories.svg?theme=light&size=half")).Body);
        var funnel = Texts((await page.AskAsync("/funnel.svg?theme=dark&size=narrow")).Body);

        Assert.That(categories, Is.EquivalentTo(new[] { "<b>&", "men's office", "unknown", "20.00", "3.75", "0.00" }));
        Assert.That(funnel.Select(text => Space().Replace(text, " ")), Is.EquivalentTo(
            new[] { "viewed", "added to cart", "purchased", "4 100.0 %", "3 75.0 %", "3 75.0 %" }));
    }

    [TestCase("/trend.svg", HttpStatusCode.BadRequest)]
    [TestCase("/trend.svg?theme=red&size=wide", HttpStatusCode.BadRequest)]
    [TestCase("/trend.svg?theme=dark&size=9999", HttpStatusCode.BadRequest)]
    [TestCase("/trend.svg?theme=dark&size=wide&from=x", HttpStatusCode.BadRequest)]
    [TestCase("/trend.svg?theme=dark&size=wide&to=2019-01-31", HttpStatusCode.NotFound)]
    [TestCase("/other.svg?theme=dark&size=wide", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_drawn_is_refused(string address, HttpStatusCode status)
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        Assert.That((await page.AskAsync(address)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_long_range_is_shown_by_week_or_month_and_a_table_that_adds_up()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var weeks = await page.ReadAsync("/?from=2019-06-01&to=2020-01-31");
        var months = await page.ReadAsync("/?from=2000-01-01&to=2020-01-31");

        // 2 and 3 January 2020 are a Thursday and a Friday: 4 sessions, 3 orders, 23.75.
        Assert.That(weeks.Table("trend"), Does.Contain("2019-12-30 to 2020-01-05|4|3|23.75"));
        Assert.That(months.Table("trend")[^1], Is.EqualTo("2020-01-01 to 2020-01-31|4|3|23.75"));
        Assert.That(months.Html, Has.Length.LessThan(300_000));
    }

    // A cart of every month since the earliest that is taken, and a range of all days that can be chosen.
    [Test]
    public async Task The_longest_range_lists_what_holds_something_and_stays_small()
    {
        await _database.ExecuteAsync("""
            INSERT INTO daily_totals
            SELECT copied.*
            FROM generate_series(timestamp '1990-01-15', '2019-12-15', interval '1 month') month
            CROSS JOIN LATERAL jsonb_populate_record(
              (SELECT d FROM daily_totals d WHERE day = '2020-01-02'), jsonb_build_object('day', month::date)) copied
            """);
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var all = await page.ReadAsync("/?from=1990-01-01&to=2199-12-31");

        // Thirty years and a month, of 210 years; the first row names the columns.
        Assert.That(all.Table("trend"), Has.Length.EqualTo(361));
        Assert.That(all.Words, Does.Contain("The table leaves out months without a session."));
        Assert.That(all.Html, Has.Length.LessThan(300_000));
    }

    private static string[] Texts(string svg) =>
        [.. XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value)];

    [GeneratedRegex("(src|srcset)=\"(?<address>[^\"]*[.]svg[^\"]*)\"")]
    private static partial Regex Address();

    [GeneratedRegex(" +")]
    private static partial Regex Space();
}
