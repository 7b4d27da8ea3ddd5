using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Explain;

/// <summary><c>explain day</c>. On 1 March 2020 the Fake Store has carts 3 (an order: 2 x 109.95 = 219.90), 5 (an order: 9.99), 6 (an
/// order: 3 x 114 = 342) and 7 (carted, not bought).</summary>
internal sealed class ExplainDayTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [SetUp]
    public Task LoadAsync() => _test.BeforehandAsync();

    [Test]
    public async Task Every_figure_stands_beside_what_its_carts_add_up_to()
    {
        var told = (await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01")).Output;

        Assert.Multiple(() =>
        {
            Assert.That(told, Does.StartWith("fakestore, 2020-03-01 (UTC), amounts in USD\n"));
            foreach (var (figure, value, carts) in new[]
            {
                ("sessions", "4", 4), ("viewed", "4", 4), ("carted", "4", 4), ("orders", "3", 3), ("abandoned", "1", 1), ("units", "6", 3),
                ("gross", "571.89", 3), ("discounts", "0.00", 0), ("returns", "0.00", 0), ("net", "571.89", 3), ("shipping", "0.00", 0),
                ("tax", "0.00", 0), ("other", "0.00", 0),
            })
                Assert.That(told, Does.Match($@"(?m)^  {figure} +{value} +{value} +{carts} +0$"));
            Assert.That(told, Does.Contain("Every figure is what the carts and the rows of orders below add up to."));
            Assert.That(told, Does.Match(@"(?m)^  3 +03-01 00:00 .* 1 +1 +1 +2 +219\.90$"));
            Assert.That(told, Does.Match(@"(?m)^  7 +03-01 00:00 .* 1 +1 +1$"));
            Assert.That(told, Does.EndWith("No run has restated this day.\n"));
        });
    }

    [Test]
    public async Task A_figure_that_is_not_what_its_carts_add_up_to_is_called_a_fault()
    {
        await _test.Database.ExecuteAsync("UPDATE daily_totals SET units = 7 WHERE day = '2020-03-01'");

        var told = (await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01")).Output;

        Assert.That(told, Does.Match(@"(?m)^  units +7 +6 +3 +0$").And.Contain("That is a fault"));
    }

    [Test]
    public async Task More_than_50_carts_are_counted_and_in_json_listed()
    {
        await _test.Database.ExecuteAsync("""
            INSERT INTO carts
            SELECT 1, 1000 + n, NULL, NULL, '2020-03-01 01:00Z', '2020-03-01', true, false, false, 0, 0, 0, 0,
              '00000000-0000-0000-0000-000000000001', 1
            FROM generate_series(1, 60) n;
            UPDATE daily_totals SET sessions = 64, viewed = 64 WHERE day = '2020-03-01'
            """);

        var told = (await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01")).Output;

        Assert.That(told, Does.Match(@"(?m)^  viewed +64 +64 +64 +0$").And.Contain("  and 14 carts more; --json lists up to 10,000.\n")
            .And.Contain("Every figure is what"));
        using var json = JsonDocument.Parse((await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01", "--json")).Output);
        var carts = json.RootElement.GetProperty("carts");
        Assert.That((carts.GetProperty("count").GetInt32(), carts.GetProperty("listed").GetArrayLength()), Is.EqualTo((64, 64)));
    }

    [Test]
    public async Task Its_json_holds_the_same_and_what_runs_restated()
    {
        _test.Shop.Carts.RemoveAt(2);
        await _test.BeforehandAsync();

        using var json = JsonDocument.Parse((await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01", "--json")).Output);

        var root = json.RootElement;
        Assert.That(root.GetProperty("adds_up").GetBoolean(), Is.True);
        Assert.That(JsonSerializer.Serialize(root.GetProperty("figures")[6]),
            Is.EqualTo("""{"figure":"gross","value":351.99,"adds_up_to":351.99,"carts":2,"rows":0}"""));
        Assert.That(root.GetProperty("carts").GetProperty("listed").EnumerateArray().Select(cart => cart.GetProperty("cart").GetString()),
            Is.EqualTo(new[] { "5", "6", "7" }));
        Assert.That(JsonSerializer.Serialize(root.GetProperty("carts").GetProperty("listed")[0].GetProperty("adds")),
            Is.EqualTo("""{"sessions":1,"viewed":1,"carted":1,"orders":1,"units":1,"gross":9.99,"net":9.99}"""));
        var restated = root.GetProperty("restatements").EnumerateArray().Single();
        Assert.That(
            (restated.GetProperty("run_id").GetInt64(), restated.GetProperty("cause").GetString(),
                restated.GetProperty("orders_before").GetInt64(), restated.GetProperty("net_before").GetDecimal(),
                restated.GetProperty("net_after").GetDecimal()),
            Is.EqualTo((2L, "carts removed", 3L, 571.89m, 351.99m)));
    }
}
