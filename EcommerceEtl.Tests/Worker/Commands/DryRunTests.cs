using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>run --dry-run</c>: says what a run would do, to the row and the cent, and leaves nothing behind.</summary>
internal sealed class DryRunTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task It_foretells_what_the_run_after_it_does_and_writes_nothing()
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts.RemoveAt(6);
        _test.Shop.Carts[0]!["products"]!.AsArray().Clear();
        _test.Shop.AddCart(8, "2020-03-05T00:00:00Z", (5, 2), (6, 2));
        var before = await DaysAsync();
        var untouched = await UntouchedAsync(async () =>
        {
            using var json = JsonDocument.Parse((await _test.DoneAsync("run", "--dry-run", "--json")).Output);
            return json.RootElement.GetProperty("dry_runs")[0].Clone();
        });

        Assert.That(untouched.GetProperty("run").TryGetProperty("run_id", out _), Is.False);
        await _test.DoneAsync("run");

        var carts = untouched.GetProperty("run").GetProperty("entities").EnumerateArray()
            .Single(entity => entity.GetProperty("entity").GetString() == "carts");
        Assert.That(
            string.Join('|', new[] { "inserted", "updated", "unchanged", "removed", "live" }.Select(
                name => carts.GetProperty(name).GetInt64())),
            Is.EqualTo((await _test.RowsAsync("SELECT inserted, updated, unchanged, removed, live FROM etl_run_entities WHERE entity = "
                + "'carts' ORDER BY run_id DESC LIMIT 1"))[0])
                .And.EqualTo("1|1|5|1|7"));
        var after = await DaysAsync();
        var foretold = untouched.GetProperty("days").EnumerateArray()
            .ToDictionary(day => day.GetProperty("day").GetString()!, day => (Before(day), After(day)));
        Assert.That(foretold, Is.EqualTo(before.Keys.Union(after.Keys)
            .Select(day => (day, Change: (before.GetValueOrDefault(day, (0, 0)), after.GetValueOrDefault(day, (0, 0)))))
            .Where(day => day.Change.Item1 != day.Change.Item2)
            .ToDictionary(day => day.day, day => day.Change)));
        Assert.That(foretold, Is.Not.Empty);
    }

    [Test]
    public async Task Of_a_store_that_was_never_run_it_writes_nothing_either()
    {
        var exit = await UntouchedAsync(() => _test.DoneAsync("run", "--dry-run"));

        Assert.That(exit.Output, Does.StartWith("fakestore: a run would succeed. Nothing was changed.\n"));
        Assert.That(exit.Output, Does.Match(@"\n  2020-03-01 +0 +4 +0\.00 +571\.89\n"));
        await _test.GivesAsync("SELECT FROM stores", []);
    }

    [Test]
    public async Task Where_a_run_would_change_no_day_it_says_so()
    {
        await _test.BeforehandAsync();

        Assert.That((await UntouchedAsync(() => _test.DoneAsync("run", "--dry-run"))).Output,
            Does.Contain("No day's figures would change."));
    }

    [Test]
    public async Task A_run_that_would_fail_ends_it_with_1_and_the_reason()
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts.Clear();

        var exit = await UntouchedAsync(() => _test.RunAsync("run", "--dry-run"));

        Assert.That(exit.Code, Is.EqualTo(1), exit.Everything);
        Assert.That(exit.Output, Does.StartWith("fakestore: a run would fail (suspicious_snapshot). Nothing was changed.\n")
            .And.Contain("--accept-shrink"));
        Assert.That((await UntouchedAsync(() => _test.DoneAsync("run", "--dry-run", "--accept-shrink"))).Output,
            Does.Contain("a run would succeed"));
    }

    [Test]
    public async Task While_a_run_is_under_way_it_ends_with_3()
    {
        await _test.BeforehandAsync();
        await using var session = await _test.Database.OpenAsync();
        await Warehouse.QueryRows.RowsAsync(session, "SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))::text");

        var exit = await _test.EndsAsync(3, "run", "--dry-run");

        Assert.That(exit.Output, Does.StartWith(
            "fakestore: not tried: another run holds the store's lock. Nothing was changed.\n  The lock is held by process "));
    }

    [Test]
    public async Task A_signal_ends_it_and_nothing_is_left()
    {
        await _test.BeforehandAsync();
        var asked = _test.Shop.Hold();
        var exit = await UntouchedAsync(async () =>
        {
            await using var worker = _test.Start("run", "--dry-run");
            await asked;
            return await worker.EndAsync();
        });

        Assert.That(exit.Code, Is.EqualTo(143), exit.Everything);
    }

    /// <summary>Does something that must leave database and landing zone as they are.</summary>
    private async Task<T> UntouchedAsync<T>(Func<Task<T>> act)
    {
        var (rows, files) = (await _test.Database.ChecksumAsync(), _test.Landed());
        var result = await act();
        Assert.That((await _test.Database.ChecksumAsync(), _test.Landed()), Is.EqualTo((rows, files)));
        return result;
    }

    private async Task<Dictionary<string, (long Carts, decimal Revenue)>> DaysAsync() =>
        (await _test.RowsAsync("SELECT day, count(*), sum(revenue) FROM carts GROUP BY day"))
            .Select(row => row.Split('|'))
            .ToDictionary(
                row => row[0][..10],
                row => (long.Parse(row[1], CultureInfo.InvariantCulture), decimal.Parse(row[2], CultureInfo.InvariantCulture)));

    private static (long, decimal) Before(JsonElement day) =>
        (day.GetProperty("carts_before").GetInt64(), day.GetProperty("revenue_before").GetDecimal());

    private static (long, decimal) After(JsonElement day) =>
        (day.GetProperty("carts_after").GetInt64(), day.GetProperty("revenue_after").GetDecimal());
}
