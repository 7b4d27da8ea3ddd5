using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using EcommerceEtl.Tests.Worker.Web;
using Microsoft.Playwright;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The built-in page in a real Chromium.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class PageInBrowserTests
{
    private static readonly ViewportSize _desk = new() { Width = 1280, Height = 900 };
    private static readonly ViewportSize _phone = new() { Width = 360, Height = 780 };

    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;
    private BoardReader _board = null!;
    private PageBundle _page = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        var chromium = ChildProcess.Needed("chromium", "Chromium is not installed (apt-get install chromium): no page was opened in it.");
        _board = await BoardReader.OpenSeededAsync();
        _page = await PageBundle.StartAsync(_board.Database.ConnectionString);
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await (_page?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_board?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Test]
    public async Task Axe_finds_nothing_and_nothing_is_wider_than_the_screen(
        [Values("?currency=USD", "?currency=USD&from=2025-08-30&to=2026-03-16", "?store=nowhere", "docs/runbook.md")] string query,
        [Values] bool isDark, [Values] bool isPhone)
    {
        await using var context = await ContextAsync(isDark, isPhone ? _phone : _desk, javaScript: true);
        var (page, asked) = await OpenAsync(context, new Uri(_page.Url, query).AbsoluteUri);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(folded => folded.open = true)");

        var axe = await page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions
            { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });

        Assert.That(
            axe.Violations.Select(found => $"{found.Id}: {string.Join(' ', found.Nodes.Select(node => node.Html))}"), Is.Empty);
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"),
            Is.LessThanOrEqualTo((isPhone ? _phone : _desk).Width));
        Assert.That(asked, Has.All.StartsWith(_page.Url.AbsoluteUri), "nothing is asked of another address");
    }

    [Test]
    public async Task Without_javascript_the_form_chooses_days_and_every_picture_is_seen()
    {
        await using var context = await ContextAsync(isDark: false, _desk, javaScript: false);
        var (page, asked) = await OpenAsync(context, new Uri(_page.Url, "?currency=USD").AbsoluteUri);

        await page.GetByLabel("First day").FillAsync("2026-03-03");
        await page.GetByLabel("Last day").FillAsync("2026-03-16");
        await page.Locator("select[name=store]").SelectOptionAsync("tokyo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.That(await page.TextContentAsync("h1"), Is.EqualTo("tokyo"));
        Assert.That(page.Url, Does.Contain("from=2026-03-03&to=2026-03-16&store=tokyo&currency=USD"));
        Assert.That(asked.Count(address => address.Contains("store=tokyo") && address.Contains(".svg")), Is.EqualTo(3));
    }

    private Task<IBrowserContext> ContextAsync(bool isDark, ViewportSize size, bool javaScript) => _chromium.NewContextAsync(new()
    {
        ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        ViewportSize = size,
        JavaScriptEnabled = javaScript,
        // The page's policy forbids every script, that of the checker too.
        BypassCSP = javaScript,
        Locale = "en-GB",
    });

    private static async Task<(IPage Page, List<string> Asked)> OpenAsync(IBrowserContext context, string address)
    {
        List<string> asked = [];
        var page = await context.NewPageAsync();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        return (page, asked);
    }
}
