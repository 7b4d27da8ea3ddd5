namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Where a click on the owner's board leads.</summary>
internal sealed class BoardLinkTests
{
    // Where clocks are 13 hours ahead of UTC, as in Auckland's summer, the noon of a day is on the day before in UTC.
    [TestCase("Pacific/Auckland", "2026-01-30", "2026-02-02")]
    [TestCase("Pacific/Auckland", "2026-06-30", "2026-07-02")]
    [TestCase("Pacific/Auckland", "2026-04-03", "2026-04-08")]
    [TestCase("Pacific/Pago_Pago", "2026-01-30", "2026-02-02")]
    [TestCase("America/Los_Angeles", "2026-01-30", "2026-02-02")]
    public async Task A_click_on_a_store_shows_exactly_its_days(string zone, string first, string last)
    {
        await using var board = await BoardReader.OpenFilledAsync($"""
            INSERT INTO stores VALUES (1, 'shop', 'Medusa', 'b.example', 'EUR', '{zone}', 'none', 'observed', 'observed', NULL, 'none');
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
            VALUES (1, 'schedule', 'succeeded', '2026-08-01 12:00Z', '2026-08-01 12:01Z', '1');
            INSERT INTO carts
            SELECT 1, n, NULL, n, (day + time '12:00') AT TIME ZONE '{zone}', day, false, true, true, 1, 10, 0, 0, md5(n::text)::uuid, 1
            FROM (VALUES (1, date '{first}'), (2, date '{last}')) cart (n, day)
            """);
        var row = (await board.AskAsync(Euros(DateTime.UnixEpoch, DateTime.UnixEpoch).Expand(Board.Funnel.Sql("Data coverage")))).Rows[0];
        var link = Euros(Time(row[^2]), Time(row[^1]));

        var days = await board.AskAsync(link.Expand(Board.Funnel.Sql("Days Shown")));

        Assert.That(days.Rows.Single()[1], Is.EqualTo($"{first} to {last}"));
        // Its chart has a point at the midnight of each day in UTC.
        Assert.That(link.From, Is.LessThanOrEqualTo(Day(first)));
        Assert.That(link.To, Is.GreaterThan(Day(last)));
    }

    [Test]
    public async Task The_bar_of_all_other_categories_leads_to_all_of_them_and_any_other_to_its_own()
    {
        await using var board = await BoardReader.OpenFilledAsync("""
            INSERT INTO stores VALUES (1, 'shop', 'Medusa', 'b.example', 'EUR', 'UTC', 'none', 'observed', 'derived', NULL, 'none');
            INSERT INTO products SELECT 1, n, NULL, 'P' || n, 'c' || n, 10, NULL, NULL, '2026-01-01Z', NULL FROM generate_series(1, 14) n;
            INSERT INTO carts
            VALUES (1, 1, NULL, 1, '2026-03-01 12:00Z', '2026-03-01', false, true, true, 14, 105, 105, 105, md5('1')::uuid, 1);
            INSERT INTO cart_lines
            SELECT 1, 1, n, n, n, 1, '2026-03-01', NULL, '2026-03-01 12:00Z', '2026-03-01 12:00Z' FROM generate_series(1, 14) n
            """);
        var choice = BoardChoice.Range("2026-03-01 00:00", "2026-03-01 23:59") with { Currency = "EUR" };

        var bars = (await board.AskAsync(choice.Expand(Board.Funnel.Sql("Revenue by Category")))).Texts;

        Assert.That(bars, Has.Length.EqualTo(13).And.Contain("c14|14|c14").And.Contain("c3|3|c3").And.Contain("other categories|3|$__all"));
    }

    private static BoardChoice Euros(DateTime from, DateTime to) => new(from, to) { Currency = "EUR" };

    private static DateTime Time(object? milliseconds) => DateTime.UnixEpoch.AddMilliseconds((long)milliseconds!);

    private static DateTime Day(string text) => DateTime.Parse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
