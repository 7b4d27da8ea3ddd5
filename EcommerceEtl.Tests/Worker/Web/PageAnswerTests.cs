using System.Net;
using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Data.Schema;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>How the page's listener answers, whatever it is asked.</summary>
internal sealed class PageAnswerTests : IAsyncDisposable
{
    private const string Hostile = "<script>alert(1)</script>\"'&amp;<img src=x onerror=y>";

    private TestDatabase _database = null!;

    [SetUp]
    public async Task MakeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Test]
    public async Task An_empty_warehouse_and_a_store_without_carts_are_said_to_be_so()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);
        Assert.That((await page.ReadAsync()).Words, Does.Contain("The warehouse holds no store yet: the first run loads one."));

        await _database.ExecuteAsync(
            "INSERT INTO stores VALUES (1, 'fresh', 'FakeStore', 'x', 'EUR', 'Asia/Tokyo', 'derived', 'simulated', 'simulated')");
        Assert.That((await page.ReadAsync("/?currency=EUR")).Words, Does.Contain("There are no carts yet."));
        var days = await page.ReadAsync("/?from=2026-01-01&to=2026-01-02");
        Assert.That(days.Words, Does.Contain("No sessions on these days. Carts: fresh none."));
        Assert.That(days.KeyFigures["Total Revenue"], Is.EqualTo(("0.00 EUR", "nothing to compare with", true)));
    }

    // At half past ten in the evening of 3 January in UTC it is the 4th in Tokyo.
    [TestCase("UTC", "2020-01-03", "Today, 2020-01-03, is not over yet: its figures are those so far")]
    [TestCase("Asia/Tokyo", "2020-01-05", "Today, 2020-01-04, is not over yet")]
    [TestCase("Asia/Tokyo", "2020-01-03", null)]
    public async Task A_range_that_holds_today_says_that_today_is_unfinished(string zone, string to, string? says)
    {
        await FillAsync(SampleWarehouse.Sql);
        await _database.ExecuteAsync($"UPDATE stores SET time_zone = '{zone}'");
        var clock = new FakeTimeProvider(new DateTimeOffset(2020, 1, 3, 22, 30, 0, TimeSpan.Zero));
        await using var page = await PageBundle.StartAsync(_database.ConnectionString, clock);

        var shown = await page.ReadAsync($"/?from=2020-01-02&to={to}");

        Assert.That(shown.Words, says is null ? Does.Not.Contain("is not over yet") : Does.Contain(says));
        Assert.That(shown.Words.Contains("a whole day. The days after it are still to come."), Is.EqualTo(to == "2020-01-05"));
    }

    [Test]
    public async Task A_change_is_in_per_cent_of_rates_in_points_and_a_simulated_one_has_no_colour()
    {
        await FillAsync(SampleWarehouse.Sql);
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        // 3 January: an order of no known price, and a look. The day before: orders of 20 and of 3.75, no look without one.
        var simulated = await page.ReadAsync("/?from=2020-01-03");
        Assert.That(simulated.KeyFigures["Total Revenue"], Is.EqualTo(("0.00 USD", "-100.0 % from 23.75", true)));
        Assert.That(simulated.KeyFigures["Total Orders"], Is.EqualTo(("1", "-50.0 % from 2", true)));
        Assert.That(simulated.KeyFigures["Conversion Rate"], Is.EqualTo(("50.0 %", "-50.0 points from 100.0 %", true)));
        Assert.That(simulated.Html, Does.Not.Contain("change better").And.Not.Contain("change worse"));

        await _database.ExecuteAsync("UPDATE stores SET name = 'told', cart_origin = 'observed', purchase_origin = 'derived'");
        var told = await page.ReadAsync("/?from=2020-01-03&store=told");
        Assert.That(told.KeyFigures["Total Revenue"].IsSimulated, Is.False);
        Assert.That(told.Html, Does.Contain("change worse").And.Not.Contain("change better"));
    }

    [Test]
    public async Task Names_of_stores_categories_and_products_are_shown_as_they_are_and_never_obeyed()
    {
        await FillAsync(SampleWarehouse.Sql);
        await _database.ExecuteAsync("ALTER TABLE stores DROP CONSTRAINT ck_stores_name");
        await using (var connection = await _database.OpenAsync())
        {
            await using var rename = new Npgsql.NpgsqlCommand(
                "WITH s AS (UPDATE stores SET name = $1), p AS (UPDATE products SET title = $1, category = $1) SELECT 1", connection);
            rename.Parameters.Add(new() { Value = Hostile });
            await rename.ExecuteNonQueryAsync();
        }
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var shown = await page.ReadAsync($"/?store={Uri.EscapeDataString(Hostile)}");

        Assert.That(shown.Html, Does.Not.Contain("<script").And.Not.Contain("<img src=x"));
        Assert.That(Regex.Replace(shown.Html, "\"[^\"]*\"", "\"\""), Does.Not.Match("(?i)<[^>]* (on[a-z]+|style)="), "outside of values");
        Assert.That(shown.Table("products")[0], Does.StartWith($"{Hostile}|{Hostile}|"));
        Assert.That(shown.Table("categories")[0], Does.StartWith($"{Hostile}|"));
        var refused = await page.AskAsync($"/?store={Uri.EscapeDataString(Hostile)}x");
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(refused.Body, Does.Not.Contain("<script").And.Contain("&lt;script&gt;"));
    }

    [TestCase("from=01/02/2020", "from takes a day as yyyy-MM-dd, from 1990-01-01 to 2199-12-31.")]
    [TestCase("to=1989-12-31", "to takes a day as yyyy-MM-dd, from 1990-01-01 to 2199-12-31.")]
    [TestCase("from=2020-01-02&to=2020-01-01", "The first day, 2020-01-02, is later than the last, 2020-01-01.")]
    [TestCase("from=2020-01-02&from=2020-01-03", "from is there more than once.")]
    [TestCase("from=2199-12-01",
        "The days from 2199-12-01 on lie in the future: no cart is dated so late yet. Choose others with from and to.")]
    [TestCase("store=nowhere", "No store of the warehouse is what store and currency ask for. It holds shop (USD).")]
    [TestCase("store=shop&currency=EUR", "No store of the warehouse is what store and currency ask for. It holds shop (USD).")]
    public async Task What_cannot_be_shown_is_refused_in_plain_words(string query, string says)
    {
        await FillAsync(SampleWarehouse.Sql);
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var answer = await page.AskAsync($"/?{query}");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(new PageText(answer.Body).Words, Does.Contain(says));
    }

    [Test]
    public async Task Empty_fields_of_the_form_leave_the_choice_open()
    {
        await FillAsync(SampleWarehouse.Sql);
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        Assert.That((await page.ReadAsync("/?from=&to=&store=&currency=")).Words, Does.Contain("2019-12-05 to 2020-01-03, 30 days in UTC"));
    }

    [TestCase("/")]
    [TestCase("/?from=nonsense")]
    [TestCase("/page.css")]
    [TestCase("/icon.svg")]
    [TestCase("/none")]
    public async Task Every_answer_lets_nothing_in_from_elsewhere_and_runs_nothing(string address)
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        var answer = await page.AskAsync(address);

        Assert.That(answer.Header("Content-Security-Policy"), Is.EqualTo(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
        Assert.That(
            (answer.Header("X-Content-Type-Options"), answer.Header("Referrer-Policy"), answer.Header("Cross-Origin-Resource-Policy")),
            Is.EqualTo(("nosniff", "no-referrer", "same-origin")));
        Assert.That(answer.Header("Server"), Is.Empty);
        Assert.That(answer.Body, Does.Not.Contain("<script").And.Not.Contain("<style").And.Not.Contain("style=")
            .And.Not.Match("(src|href|action)=\"[a-z]+:").And.Not.Contain("url("));
    }

    [Test]
    public async Task Head_is_answered_like_get_without_the_body_and_nothing_else_is_there()
    {
        await FillAsync(SampleWarehouse.Sql);
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        foreach (var address in new[] { "/", "/page.css" })
        {
            var (get, head) = (await page.AskAsync(address), await page.AskAsync(address, HttpMethod.Head));
            Assert.That((head.Status, head.Body, head.Header("Content-Length")),
                Is.EqualTo((HttpStatusCode.OK, "", get.Header("Content-Length"))), address);
        }
        foreach (var address in new[] { "/metrics", "/health/live", "/health/ready", "/api/runs", "/index.html", "/a/page.css" })
        {
            var answer = await page.AskAsync(address);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound), address);
            Assert.That(answer.Body, Does.Contain("There is no such page").And.Not.Contain("etl_"), address);
        }
        Assert.That((await page.AskAsync("/", HttpMethod.Post)).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That((await page.AskAsync("/", host: "attacker.example")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task FillAsync(string sql)
    {
        await _database.ExecuteAsync(sql);
        await _database.FillRollupsAsync();
    }
}
