namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Every SQL text of both boards, as the role that Grafana logs in as, on a full warehouse, on an empty one, and with every kind
/// of choice.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class QueryTests
{
    private static readonly BoardChoice _wide = BoardChoice.Range("2025-01-01 00:00", "2026-04-01 00:00");

    private static readonly (string Name, BoardChoice Choice)[] _choices =
    [
        ("all", _wide),
        ("one category with an apostrophe", _wide with { Categories = ["men's clothing"] }),
        ("several", _wide with
        {
            Stores = ["harbour", "tokyo"], Categories = ["men's clothing", "jewelery", "unknown"], Cities = ["L'Aquila", "Oslo", "Unknown"],
        }),
        ("an empty range", BoardChoice.Range("2001-05-06 07:08", "2001-05-07 08:09")),
    ];

    private static readonly BoardChoice _nothing = _wide with { Currency = "" };

    private BoardReader _full = null!;
    private BoardReader _empty = null!;

    private static IEnumerable<BoardQuery> Queries => Board.All.SelectMany(board => board.Queries);

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _full = await BoardReader.OpenSeededAsync();
        _empty = await BoardReader.OpenFilledAsync("SELECT");
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (_full?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_empty?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCaseSource(nameof(Queries))]
    public async Task A_query_shows_something_of_a_full_warehouse_and_a_series_in_order_of_time(BoardQuery query)
    {
        var answer = await _full.AskAsync(_wide.Expand(query.Sql));

        Assert.That(answer.Rows, Is.Not.Empty);
        if (query.Format == "time_series")
            Assert.That(answer.Rows.Select(row => (DateTime)row[Array.IndexOf(answer.Columns, "time")]!), Is.Ordered.Ascending);
    }

    [TestCase("Total Revenue", "0|-|–")]
    [TestCase("Total Orders", "0|-|–")]
    [TestCase("Conversion Rate", "-|-|–")]
    [TestCase("Average Order Value", "-|-|–")]
    [TestCase("Cart Abandonment", "-|-|–")]
    [TestCase("Returning Customers", "-|-|–")]
    public async Task A_figure_is_one_row_with_its_comparison_behind_it_and_honest_about_nothing(string title, string nothing)
    {
        var sql = Board.Funnel.Sql(title);
        foreach (var (name, choice) in _choices)
        {
            var answer = await _full.AskAsync(choice.Expand(sql));
            Assert.That(answer.Columns[1..3], Is.EqualTo(new[] { "vs previous", "change" }), name);
            Assert.That(answer.Types[..2], Is.All.AnyOf("numeric", "int8"), name);
            Assert.That(answer.Texts, Has.Length.EqualTo(1), name);
        }
        // The shops that were drawn have simulated purchases.
        Assert.That((await _full.AskAsync(_choices[3].Choice.Expand(sql))).Texts.Single(), Does.StartWith($"{nothing}, simulated"));
        Assert.That((await _empty.AskAsync(_nothing.Expand(sql))).Texts.Single(), Does.StartWith(nothing).And.Not.Contain("simulated"));
    }

    [TestCase("currency", "EUR", "USD")]
    [TestCase("store", "harbour", "tokyo")]
    [TestCase("category", "electronics", "jewelery", "men's clothing", "unknown", "women's clothing")]
    [TestCase("city", "Kyoto", "L'Aquila", "Lima", "Oslo", "Unknown")]
    public async Task A_variable_offers_what_the_warehouse_holds(string name, params string[] values)
    {
        var query = Board.Funnel.Queries.Single(query => query.Kind == "variable" && query.Title == name);
        Assert.That((await _full.AskAsync(_wide.Expand(query.Sql))).Texts.Select(text => text.Split('|')[0]), Is.EquivalentTo(values));
    }

    [Test]
    public async Task Failed_runs_on_the_owners_board_are_those_of_the_schedule()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("""
            INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'shop.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version, error_code, error)
            SELECT 1, trigger, 'failed', '2026-03-01 06:00Z', '2026-03-01 06:01Z', '1', 'source_error', 'by ' || trigger
            FROM unnest(ARRAY['schedule', 'startup', 'manual', 'replay', 'backfill']) trigger
            """);
        await using var reader = await BoardReader.OpenAsync(database);
        var query = Board.Funnel.Queries.Single(query => query.Kind == "annotation" && query.Title == "Failed runs");

        var shown = await reader.AskAsync(_wide.Expand(query.Sql));

        Assert.That(shown.Rows.Select(row => ((string)row[1]!).Split(": ")[1]), Is.EquivalentTo(new[] { "by schedule", "by startup" }));
    }

    /// <summary>The columns that a panel's settings name are those that its query answers with.</summary>
    [Test]
    public async Task Settings_of_columns_name_columns_that_are_there()
    {
        foreach (var query in Board.All.SelectMany(board => board.PanelQueries.Where(query => query.Format == "table")))
        {
            var columns = (await _full.AskAsync(_wide.Expand(query.Sql))).Columns;
            var named = Board.Objects(Board.All.Single(board => board.Name == query.Board).Panel(query.Title)["fieldConfig"]!["overrides"])
                .Select(each => each["matcher"]!).Where(matcher => Board.Text(matcher["id"]) == "byName")
                .Select(matcher => Board.Text(matcher["options"]));
            Assert.That(named, Is.SubsetOf(columns), query.ToString());
        }
    }
}
