using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Warehouse;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What PostgreSQL would read for a panel of the funnel board, on <see cref="LargeWarehouse"/>.</summary>
internal sealed class PlanTests
{
    private static readonly BoardChoice _month = BoardChoice.Range("2025-06-01 03:17", "2025-07-01 02:43");

    private TestDatabase _database = null!;
    private BoardReader _reader = null!;

    private static IEnumerable<BoardQuery> Queries => Board.Funnel.PanelQueries.Where(query => !WholeTables.Contains(query.Title));

    /// <summary>Cohorts ask for each buyer's first order, whenever it was.</summary>
    private static string[] WholeTables => ["Monthly Cohorts"];

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        await BoardReader.NeedsRolesAsync();
        _database = await LargeWarehouse.CreateAsync();
        _reader = await BoardReader.OpenAsync(_database);
    }

    [OneTimeTearDown]
    public async Task DropAsync()
    {
        if (_reader is not null)
            await _reader.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [TestCaseSource(nameof(Queries))]
    public async Task Thirty_days_are_read_without_going_through_all_carts_or_lines(BoardQuery query)
    {
        foreach (var choice in new[] { _month, _month with { Stores = ["tokyo"] }, _month with { Categories = ["men's clothing"], Cities = ["Oslo"] } })
            Assert.That(await ScannedAsync(choice.Expand(query.Sql)), Has.None.AnyOf("carts", "cart_lines"), choice.ToString());
    }

    [Test]
    public async Task A_scan_of_a_whole_table_would_be_seen() =>
        Assert.That(await ScannedAsync("SELECT count(*) FROM cart_lines WHERE quantity > 3"), Is.EqualTo(new[] { "cart_lines" }));

    /// <summary>The tables that the plan reads from end to end.</summary>
    private async Task<string[]> ScannedAsync(string sql)
    {
        var plan = (await _reader.AskAsync($"EXPLAIN (FORMAT JSON) {sql}")).Rows[0][0]!.ToString()!;
        return
        [
            .. Nodes(JsonNode.Parse(plan)![0]!["Plan"]!)
                .Where(node => Board.Text(node["Node Type"]) == "Seq Scan").Select(node => Board.Text(node["Relation Name"])).Distinct(),
        ];
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => Board.Objects(node["Plans"]).SelectMany(Nodes).Prepend(node);
}
