namespace EcommerceEtl.Tests.Dashboards;

/// <summary>Categories and a city with whatever a shop may call them. Of category n one piece was bought, for n dollars; the first piece by
/// a customer of the city.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class VariableTests
{
    private const string City = "$5(each)";

    private static readonly string[] _categories =
        ["", "$5(each)", "it's", "a \"quoted\", one", "box [large] (new)", "50% off %24", "$plain", "books"];

    private static readonly BoardChoice _days = BoardChoice.Range("2026-01-01 00:00", "2026-01-31 23:59");

    private BoardReader _reader = null!;

    private static IEnumerable<int> Numbers => Enumerable.Range(1, _categories.Length);

    [OneTimeSetUp]
    public async Task FillAsync() => _reader = await BoardReader.OpenFilledAsync($"""
        INSERT INTO stores VALUES (1, 'shop', 'FakeStore', 'shop.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
        VALUES (1, 'manual', 'succeeded', '2026-01-03Z', '2026-01-03Z', '1');
        INSERT INTO customers VALUES (1, 1, NULL, '{City}');
        INSERT INTO products
        SELECT 1, n, NULL, 'item ' || n, name, n, NULL, NULL, '2026-01-01Z', NULL
        FROM unnest(ARRAY[{string.Join(", ", _categories.Select(Quoted))}]) WITH ORDINALITY category (name, n);
        INSERT INTO carts
        SELECT 1, product_id, NULL, product_id, '2026-01-02 12:00Z', '2026-01-02', true, true, true, 1, product_id, 1, product_id,
          md5(product_id::text)::uuid, 1
        FROM products;
        INSERT INTO cart_lines
        SELECT 1, cart_id, 1, cart_id, 1, cart_id, day, placed_at, placed_at, placed_at FROM carts
        """);

    [OneTimeTearDown]
    public async Task DropAsync() => await (_reader?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCaseSource(nameof(Numbers))]
    public async Task A_category_can_be_chosen_whatever_it_is_called(int number)
    {
        var name = _categories[number - 1];
        var offered = (await OfferedAsync("category")).Single(option => option.Text == (name.Length == 0 ? "(empty)" : name)).Value;
        Assert.That(offered, Is.Not.Empty.And.Not.Contain("$"), "Grafana drops what is empty, and takes $word(...) for a macro");

        var chosen = _days with { Categories = [offered] };
        Assert.That((await RevenueAsync(chosen)), Is.EqualTo(number));
        foreach (var query in Board.Funnel.PanelQueries)
            await _reader.AskAsync(chosen.Expand(query.Sql));
    }

    [Test]
    public async Task So_can_a_city()
    {
        var offered = (await OfferedAsync("city")).Single(option => option.Text == City).Value;

        Assert.That(await RevenueAsync(_days with { Cities = [offered] }), Is.EqualTo(1m));
    }

    [Test]
    public async Task Two_of_them_add_up()
    {
        var offered = (await OfferedAsync("category")).ToDictionary(option => option.Text, option => option.Value);

        Assert.That(await RevenueAsync(_days with { Categories = [offered["(empty)"], offered["$5(each)"], offered["books"]] }),
            Is.EqualTo(1m + 2 + 8));
    }

    [Test]
    public async Task All_together_with_a_value_is_all()
    {
        var more = _days with { Stores = ["__all__", "shop"], Categories = ["__all__", "books"], Cities = ["__all__", "Oslo"] };
        foreach (var query in Board.Funnel.PanelQueries.Where(query => query.Title is not "Data age"))
            Assert.That(
                (await _reader.AskAsync(more.Expand(query.Sql))).Texts, Is.EqualTo((await _reader.AskAsync(_days.Expand(query.Sql))).Texts),
                query.Title);
        Assert.That(await RevenueAsync(more), Is.EqualTo(36m));
    }

    private async Task<decimal> RevenueAsync(BoardChoice choice) =>
        (decimal)(await _reader.AskAsync(choice.Expand(Board.Funnel.Sql("Total Revenue")))).Rows[0][0]!;

    private async Task<List<(string Value, string Text)>> OfferedAsync(string variable)
    {
        var query = Board.Funnel.Queries.Single(query => query.Kind == "variable" && query.Title == variable);
        var answer = await _reader.AskAsync(_days.Expand(query.Sql));
        Assert.That(answer.Columns, Is.EqualTo(new[] { "__value", "__text" }));
        return [.. answer.Rows.Select(row => ((string)row[0]!, (string)row[1]!))];
    }

    private static string Quoted(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
