namespace EcommerceEtl.Tests.Dashboards;

/// <summary>The rules by which Grafana expands SQL, and its traps, one by one.</summary>
public sealed class GrafanaSqlTests
{
    private static readonly GrafanaSql _sql = new(
        new DateTimeOffset(2026, 2, 10, 5, 17, 0, TimeSpan.FromHours(2)), new DateTimeOffset(2026, 2, 11, 21, 43, 0, 500, TimeSpan.Zero),
        [
            GrafanaVariable.Single("currency", "U'D"), GrafanaVariable.Multi("category", "men's clothing", "jewelery"),
            GrafanaVariable.Multi("one", "x"),
            GrafanaVariable.Multi("none"), GrafanaVariable.All("store", "'__all__'"),
        ])
    {
        Interval = TimeSpan.FromSeconds(90),
    };

    [TestCase("'$currency'", "'U''D'", Description = "single: quotes inside are doubled, none are added")]
    [TestCase("'${currency}'", "'U''D'")]
    [TestCase("IN ($category)", "IN ('men''s clothing','jewelery')", Description = "several: each in quotes")]
    [TestCase("IN (${category})", "IN ('men''s clothing','jewelery')")]
    [TestCase("IN ($one)", "IN ('x')", Description = "one value of a variable of several is in quotes too")]
    [TestCase("IN ($none)", "IN ()", Description = "no value: a syntax error, which an allValue prevents")]
    [TestCase("IN ($store)", "IN ('__all__')", Description = "the allValue is taken as it stands")]
    [TestCase("$currency_2 $currencies $other", "$currency_2 $currencies $other", Description = "other names are left alone")]
    [TestCase("AS \"Revenue $currency\"", "AS \"Revenue U''D\"", Description = "in identifiers too")]
    public void Variables_are_replaced(string sql, string expanded) => Assert.That(_sql.Expand(sql), Is.EqualTo(expanded));

    [TestCase("$__interval_ms ms", "90000 ms")]
    [TestCase("'$__interval'", "'90s'")]
    [TestCase("t > $__unixEpochFrom()", "t > 1770693420")]
    [TestCase("t < $__unixEpochTo()", "t < 1770846180")]
    public void Intervals_and_epochs_are_replaced_as_text(string sql, string expanded) =>
        Assert.That(_sql.Expand(sql), Is.EqualTo(expanded));

    [TestCase("$__time(c)", "c AS \"time\"")]
    [TestCase("$__timeFilter(r.c)", "r.c BETWEEN '2026-02-10T03:17:00Z' AND '2026-02-11T21:43:00.5Z'")]
    [TestCase("$__timeFrom()::timestamptz", "'2026-02-10T03:17:00Z'::timestamptz")]
    [TestCase("$__timeTo()", "'2026-02-11T21:43:00.5Z'")]
    [TestCase("$__timeGroup(c, '1d')", "floor(extract(epoch from c)/86400)*86400")]
    [TestCase("$__timeGroup(c,5m,NULL)", "floor(extract(epoch from c)/300)*300", Description = "the fill leaves no trace in the SQL")]
    [TestCase("$__timeGroup(c,$__interval)", "floor(extract(epoch from c)/90)*90", Description = "intervals are replaced before macros")]
    [TestCase("$__timeGroupAlias(c,'1h')", "floor(extract(epoch from c)/3600)*3600 AS \"time\"")]
    [TestCase("$__unixEpochFilter(c)", "c >= 1770693420 AND c <= 1770846180")]
    public void Macros_are_expanded(string sql, string expanded) => Assert.That(_sql.Expand(sql), Is.EqualTo(expanded));

    [Test]
    public void A_time_group_before_a_comma_becomes_the_alias_form_wherever_the_same_text_stands() =>
        Assert.That(
            _sql.Expand("SELECT $__timeGroup(c,'1d'), 1 GROUP BY $__timeGroup(c,'1d')"),
            Is.EqualTo("SELECT floor(extract(epoch from c)/86400)*86400 AS \"time\", 1 GROUP BY floor(extract(epoch from c)/86400)*86400 "
                + "AS \"time\""));

    [Test]
    public void A_time_group_whose_first_call_no_comma_follows_gets_no_alias() =>
        Assert.That(
            _sql.Expand("SELECT $__timeGroup(c,'1d') AS t, 1 GROUP BY $__timeGroup(c,'1d'), 2"),
            Is.EqualTo("SELECT floor(extract(epoch from c)/86400)*86400 AS t, 1 GROUP BY floor(extract(epoch from c)/86400)*86400, 2"));

    [Test]
    public void An_argument_ends_at_its_first_closing_parenthesis() =>
        Assert.That(_sql.Expand("$__time(max(c))"), Is.EqualTo("max(c AS \"time\")"));

    [TestCase("-- as $__timeFrom() says", "-- as '2026-02-10T03:17:00Z' says")]
    [TestCase("SELECT '$__time(c)'", "SELECT 'c AS \"time\"'")]
    public void Macros_in_comments_and_strings_are_expanded_as_well(string sql, string expanded) =>
        Assert.That(_sql.Expand(sql), Is.EqualTo(expanded));

    [TestCase("$__timeZone(c)")]
    [TestCase("-- $__never(c)", Description = "in a comment too")]
    [TestCase("$unknown(c)", Description = "a name without the underscores is taken for a macro")]
    public void An_unknown_macro_is_an_error(string sql) =>
        Assert.That(Assert.Throws<FormatException>(() => _sql.Expand(sql))!.Message, Does.StartWith("unknown macro $"));

    [TestCase("$__timeFilter()")]
    [TestCase("$__timeGroup(c)")]
    [TestCase("$__timeGroup(c,'soon')")]
    [TestCase("${category:csv}")]
    public void What_is_incomplete_or_not_known_is_an_error(string sql) => Assert.Throws<FormatException>(() => _sql.Expand(sql));

    [Test]
    public void A_value_that_looks_like_a_macro_is_expanded_since_variables_come_first() =>
        Assert.That(
            (_sql with { Variables = [GrafanaVariable.Multi("store", "$__timeFrom()")] }).Expand("IN ($store)"),
            Is.EqualTo("IN (''2026-02-10T03:17:00Z'')"));
}
