namespace EcommerceEtl.Tests.Dashboards;

/// <summary>How Grafana expands PromQL.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GrafanaExpressionTests
{
    private static readonly GrafanaExpression _day = new(TimeSpan.FromDays(1), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(15))
    {
        Variables = new Dictionary<string, string>
        {
            ["one"] = GrafanaExpression.Values("my.shop"),
            ["two"] = GrafanaExpression.Values("a", "b(c)"),
            ["all"] = ".*",
        },
    };

    [TestCase("rate(x[$__rate_interval])", "rate(x[135s])")]
    [TestCase("rate(x[${__rate_interval}])", "rate(x[135s])")]
    [TestCase("x[$__interval] offset $__interval_ms", "x[120s] offset 120000")]
    [TestCase("increase(x[$__range]) / $__range_s * $__range_ms", "increase(x[86400s]) / 86400 * 86400000")]
    [TestCase("""x{store=~"$one"}""", """x{store=~"my\\.shop"}""")]
    [TestCase("""x{store=~"${two}"}""", """x{store=~"(a|b\\(c\\))"}""")]
    [TestCase("""x{store=~"$all"}""", """x{store=~".*"}""")]
    public void An_expression_is_expanded(string expression, string expected) => Assert.That(_day.Expand(expression), Is.EqualTo(expected));

    [Test]
    public void A_rate_looks_back_over_at_least_four_scrapes() =>
        Assert.That((_day with { Step = TimeSpan.FromSeconds(15) }).Expand("$__rate_interval"), Is.EqualTo("60s"));

    [Test]
    public void A_variable_that_the_board_does_not_have_is_an_error() =>
        Assert.That(() => _day.Expand("x{a=\"$b\"}"), Throws.TypeOf<FormatException>());
}
