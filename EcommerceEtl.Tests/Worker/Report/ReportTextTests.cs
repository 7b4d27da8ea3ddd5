using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Tests.Worker.Report;

/// <summary>How a report looks on a terminal, and which days it chooses.</summary>
public sealed class ReportTextTests
{
    [Test]
    public void Figures_and_bars_are_aligned_and_no_text_of_the_shop_is_taken_for_a_command()
    {
        using var screen = new StringWriter();
        var period = new PeriodFigures(
            1234.5m, 3, 0.3m, 411.5m, 0.5m, null, FunnelStep.Of(10, 6, 3), new SalesFigures(1234.5m, 0, 0, 0, 0, 0));
        var report = new SalesReport(
            "USD", [new ReportStore("shop", "USD", "UTC", "derived", "simulated", "simulated", "all", null, null)],
            new ReportRange(new(2026, 1, 1), new(2026, 1, 31)),
            new ReportFigures(
                period, period with { Revenue = 1000, Orders = 4, AverageOrderValue = 411.51m },
                [new DayTotal(new(2026, 1, 2), 10, 3, 1234.5m)], [], [],
                [new ProductFigures("[red]A\u001b[2J" + new string('x', 60), "c", 10, 6, 3, 0.3m, 3.25m, 1234.5m)]));

        new ReportText(new Page(screen, 200, breaksTexts: true)).Write(report);

        var lines = screen.ToString().Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.That(lines, Has.Some.Matches(@"^  Total Revenue +1,234\.50  1,000\.00 +\+23\.5 %$"));
        Assert.That(lines, Has.Some.Matches(@"^  Total Orders +3 +4 +-25\.0 %$"));
        Assert.That(lines, Has.Some.Matches(@"^  Average Order Value +411\.50 +411\.51 +0\.0 %$"), "rounds to nothing: no sign");
        Assert.That(lines, Has.Some.Matches("^  added to cart +6 +60\\.0 %  #{12} +40\\.0 %$"));
        Assert.That(lines, Has.Some.Matches("^  purchased +3 +30\\.0 %  #{6} +50\\.0 %$"));
        Assert.That(lines, Has.Some.Matches(@"^  \[red\]A\\u001B\[2Jx{24}…  c +10 +6 +3 +30\.0 % +3\.25  1,234\.50$"));
        Assert.That(lines, Has.Some.StartsWith("Simulated steps are drawn at a rate"));
        Assert.That(screen.ToString(), Has.None.EqualTo('\u001b'));
    }

    [TestCase(null, null, "2026-03-31", "2026-03-02 2026-03-31", TestName = "the last 30 days that lead to the latest cart")]
    [TestCase(null, "2026-02-10", "2026-03-31", "2026-01-12 2026-02-10", TestName = "with an end: 30 days up to it")]
    [TestCase("2026-03-20", null, "2026-03-31", "2026-03-20 2026-03-31", TestName = "with a beginning: up to the latest cart")]
    [TestCase("2026-04-20", null, "2026-03-31", "2026-04-20 2026-04-20", TestName = "with a beginning after the latest cart: that day")]
    [TestCase("2026-04-20", "2026-04-21", null, "2026-04-20 2026-04-21", TestName = "with both: those, carts or not")]
    [TestCase(null, null, null, null, TestName = "with nothing: none")]
    public void Days_left_open_follow_from_the_latest_cart(string? from, string? to, string? last, string? expected) =>
        Assert.That(
            ReportRange.Of(Day(from), Day(to), Day(last)) is { } range ? $"{range.From:yyyy-MM-dd} {range.To:yyyy-MM-dd}"
                : null, Is.EqualTo(expected));

    [Test]
    public void The_previous_period_has_as_many_days_and_ends_the_day_before() =>
        Assert.That(
            new ReportRange(new(2026, 3, 1), new(2026, 3, 31)).Previous, Is.EqualTo(new ReportRange(new(2026, 1, 29), new(2026, 2, 28))));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, null);
}
