namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Shops that record their steps may miss some. Cart 1 was only viewed, cart 2 added without a view, cart 3 viewed and bought
/// without an add, cart 4 made all three steps.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class OpenStepsTests
{
    private const string Sql = """
        INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'shop.example', 'USD', 'UTC', 'observed', 'observed', 'observed');
        INSERT INTO carts
        SELECT 1, id, NULL, id, '2026-01-02 12:00Z', '2026-01-02', id <> 2, id IN (2, 4), id IN (3, 4), 1, 10, 1, 10, md5(id::text)::uuid, 1
        FROM generate_series(1, 4) id;
        INSERT INTO cart_lines
        SELECT 1, cart_id, 1, 1, 1, 10, day, CASE WHEN viewed THEN placed_at END, CASE WHEN carted THEN placed_at END,
          CASE WHEN purchased THEN placed_at END
        FROM carts
        """;

    private BoardReader _reader = null!;

    [OneTimeSetUp]
    public async Task FillAsync() => _reader = await BoardReader.OpenFilledAsync(Sql);

    [OneTimeTearDown]
    public async Task DropAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    // Closed: of the three that viewed one was added, and that one was bought. With a category chosen the steps are read from the lines.
    [TestCase("Funnel", "Viewed|3|1|-", "Added to cart|1|0.3333333333|0.6666666667", "Purchased|1|0.3333333333|0")]
    // Two purchases in three views.
    [TestCase("Conversion Rate", "0.6666666667|-|–|viewed carts")]
    // Two added, one of them never bought: a line for 10.
    [TestCase("Cart Abandonment", "0.5|-|–|10.00 USD")]
    [TestCase("Total Orders", "2|-|–")]
    public async Task Steps_that_were_missed_are_not_made_up(string title, params string[] rows)
    {
        var choice = BoardChoice.Range("2026-01-02 00:00", "2026-01-02 23:59");
        foreach (var chosen in new[] { choice, choice with { Categories = ["unknown"] } })
            Assert.That((await _reader.AskAsync(chosen.Expand(Board.Funnel.Sql(title)))).Texts, Is.EqualTo(rows));
    }
}
