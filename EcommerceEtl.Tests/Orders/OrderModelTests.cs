using System.Security.Cryptography;
using EcommerceEtl.Data.Invariants;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Tests.Kills;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Orders;

/// <summary>
/// Random histories of a shop whose orders are edited, refunded, cancelled and lost between runs: after each run the warehouse shows what a
/// bookkeeper would, who knows the events alone. <c>ECOMMERCE_ETL_ORDERS_SEED</c> takes another seed (a number, or <c>random</c>),
/// <c>ECOMMERCE_ETL_ORDERS_HISTORIES</c> and <c>ECOMMERCE_ETL_ORDERS_RUNS</c> make it run longer.
/// </summary>
public sealed class OrderModelTests
{
    private const string Net = "gross - discounts - returns";

    [Test]
    public async Task After_any_run_the_money_is_what_a_bookkeeper_says()
    {
        var seed = Environment.GetEnvironmentVariable("ECOMMERCE_ETL_ORDERS_SEED") switch
        {
            "random" => RandomNumberGenerator.GetInt32(int.MaxValue),
            { Length: > 0 } given => int.Parse(given, CultureInfo.InvariantCulture),
            _ => 20261128,
        };
        var histories = TestProgram.Number("ECOMMERCE_ETL_ORDERS_HISTORIES", 10);
        await TestContext.Out.WriteLineAsync($"ECOMMERCE_ETL_ORDERS_SEED={seed}, {histories} histories");
        for (var history = 0; history < histories; history++)
            await RunHistoryAsync(unchecked(seed + history), TestProgram.Number("ECOMMERCE_ETL_ORDERS_RUNS", 8));
    }

    private static async Task RunHistoryAsync(int seed, int runs)
    {
        var r = new Random(seed);
        var zone = new[] { "Europe/Berlin", "America/New_York", "UTC", "Pacific/Apia" }[r.Next(4)];
        await using var pipeline = new PipelineBundle();
        pipeline.MoreKinds = pipeline.MoreKinds.Add("OrderShop", (_, client) => new OrderShop(client));
        pipeline.Store = new StoreOptions
        { Name = "orders", Kind = "OrderShop", BaseUrl = pipeline.Shop.Url, Currency = "EUR", TimeZone = zone };
        var edits = new OrderEdits(r);
        IReadOnlyCollection<Journey> loaded = [];
        var succeeded = false;
        for (var run = 0; run < runs; run++)
        {
            pipeline.Clock.Now += TimeSpan.FromSeconds(r.Next(3 * 86_400));
            var label = $"seed {seed}, {zone}, run {run}: {edits.Edit(run == 0 ? 30 : r.Next(12), pipeline.Clock.Now.UtcDateTime)}";
            pipeline.Shop.Carts = [.. edits.Journeys.Select(journey => journey.ToJson())];
            var journeys = edits.Journeys
                .Select(journey => journey.Broken ? loaded.FirstOrDefault(earlier => earlier.Id == journey.Id) : journey)
                .OfType<Journey>().ToList();
            var read = journeys.Where(journey => !edits.Journeys.Any(now => now.Id == journey.Id && now.Broken)).ToList();
            if (r.Next(4) == 0)
            {
                await LoseSessionAsync(pipeline, r);
                await CompareAsync(pipeline, loaded, zone, label + " (session lost)");
            }
            else if (r.Next(5) == 0 && succeeded)
            {
                if (await KillAsync(pipeline, r))
                    loaded = journeys;
                await CompareAsync(pipeline, loaded, zone, label + " (killed)");
            }
            var summary = await pipeline.RunAsync(request => request with { AcceptShrink = true });
            Assert.That(summary.Outcome, Is.EqualTo(RunOutcome.Succeeded), $"{label}\n{summary.Error}");
            await CompareAsync(pipeline, journeys, zone, label);
            var carts = summary.Entities.Single(counts => counts.Entity == Entity.Carts);
            Assert.That(carts.Skipped, Is.EqualTo(read.Count(journey => !journey.IsCounted)), label);
            Assert.That(carts.Rejected, Is.EqualTo(edits.Journeys.Count(journey => journey.Broken)), label);
            Assert.That(
                carts.SkippedByCurrency.GetValueOrDefault("USD"),
                Is.EqualTo(read.Count(journey => !journey.Draft && !journey.IsCounted)),
                label);
            Assert.That(carts.Differing, Is.EqualTo(read.Count(journey => journey.IsSale && journey.Off < -0.01m)), label);
            var (before, after) = (Figures(loaded, zone), Figures(journeys, zone));
            await pipeline.Database.GivesAsync(
                $"""
                SELECT
                  day, sessions_before, sessions_after, orders_before, orders_after, trim_scale(revenue_before), trim_scale(revenue_after)
                FROM restatements WHERE run_id = {summary.RunId} ORDER BY day
                """,
                succeeded ? [.. after.Restated(before, loaded, LastFinal(pipeline, zone))] : [], label);
            (loaded, succeeded) = (journeys, true);
        }
        await BreakdownsAddUpAsync(pipeline, r, zone);
        // The repair of the tables of sums comes to what the loads have kept.
        await pipeline.Database.FillRollupsAsync();
        await CompareAsync(pipeline, loaded, zone, $"seed {seed}: sums made anew");
    }

    private static async Task CompareAsync(PipelineBundle pipeline, IReadOnlyCollection<Journey> journeys, string zone, string label)
    {
        var figures = Figures(journeys, zone);
        await pipeline.Database.GivesAsync(
            """
            SELECT
              day, sessions, viewed, carted, orders, abandoned, added, bought, trim_scale(units), trim_scale(gross), trim_scale(discounts),
              trim_scale(returns), trim_scale(shipping), trim_scale(tax), trim_scale(other)
            FROM daily_totals ORDER BY day
            """,
            [.. figures.Days()], label);
        await pipeline.Database.GivesAsync(
            """
            SELECT month, product_id, trim_scale(units), trim_scale(revenue), trim_scale(returned_units), trim_scale(returns)
            FROM monthly_products WHERE (units, revenue, returned_units, returns) <> (0, 0, 0, 0) ORDER BY month, product_id
            """,
            [.. figures.Products()], label);
        await pipeline.Database.GivesAsync(
            """
            SELECT sums
            FROM monthly_products
            CROSS JOIN LATERAL (VALUES
              (month + 8, units_8, revenue_8, returned_units_8, returns_8),
              (month + 16, units_16, revenue_16, returned_units_16, returns_16),
              (month + 24, units_24, revenue_24, returned_units_24, returns_24)
            ) first_days (until, units, revenue, returned_units, returns)
            CROSS JOIN LATERAL (
              SELECT concat_ws(
                '|', until, product_id, trim_scale(first_days.units), trim_scale(first_days.revenue),
                trim_scale(first_days.returned_units), trim_scale(first_days.returns))
            ) row (sums)
            WHERE (first_days.units, first_days.revenue, first_days.returned_units, first_days.returns) <> (0, 0, 0, 0)
            ORDER BY sums COLLATE "C"
            """,
            [.. figures.ProductsToDate()], label);
        await pipeline.Database.GivesAsync(
            "SELECT cart_id, trim_scale(difference) FROM orders WHERE difference <> 0 ORDER BY cart_id",
            [.. journeys.Where(journey => journey.IsSale && journey.Off != 0)
                .Select(journey => string.Create(CultureInfo.InvariantCulture, $"{journey.Id}|{journey.Off}"))],
            label);
        await using var connection = await pipeline.Database.OpenAsync();
        Assert.That(await WarehouseInvariants.CheckAsync(connection, rowsEach: 3), Is.Empty, label);
    }

    /// <summary>Over any range the breakdowns of net sales add up to the days' figures and to the view.</summary>
    private static async Task BreakdownsAddUpAsync(PipelineBundle pipeline, Random r, string zone)
    {
        var (from, to) = (pipeline.Clock.Now.AddHours(-r.Next(24 * 60)), pipeline.Clock.Now);
        var range = $"'{from:O}', '{to:O}', 'EUR', '{{__all__}}', '{{__all__}}'";
        const string cities = "(SELECT array_agg(city) FROM board_cities)";
        // A day belongs to the range if its noon does, and the day of the range's end if none does.
        var last = $"('{to:O}'::timestamptz AT TIME ZONE '{zone}')";
        var days = $"(('{from:O}'::timestamptz <= (day + time '12:00') AT TIME ZONE '{zone}' AND {last} >= day + time '12:00') "
            + $"OR (day = {last}::date AND {last} - interval '12 hours' < (('{from:O}'::timestamptz AT TIME ZONE '{zone}') "
            + "+ interval '12 hours' - interval '1 microsecond')::date))";
        var expected = await pipeline.Database.RowsAsync(
            $"SELECT coalesce(trim_scale(sum({Net})), 0), coalesce(trim_scale(sum(units)), 0) FROM daily_totals WHERE {days}");
        const string sold = "action = 'sale' AND item = 'product'";
        foreach (var sql in new[]
        {
            $"sum(net), sum(quantity) FILTER (WHERE {sold}) FROM sales WHERE item IN ('product', 'fee', 'adjustment') AND {days}",
            $"sum(revenue), sum(units) FROM funnel_daily({range}, '{{__all__}}')",
            $"sum(revenue), sum(units) FROM funnel_daily({range}, {cities})",
            $"sum(revenue), sum(units) FROM funnel_sales({range}, '{{__all__}}')",
            $"sum(revenue), sum(units) FROM funnel_sales({range}, {cities})",
            $"sum(revenue), sum(units) FROM funnel_sales({range}, '{{__all__}}', money_only => true)",
            $"sum(revenue), sum(units) FROM funnel_products({range}, '{{__all__}}')",
            $"sum(revenue), sum(units) FROM funnel_products({range}, {cities})",
            $"sum(revenue), {expected[0].Split('|')[1]} FROM funnel_cities({range}, '{{__all__}}')",
        })
            await pipeline.Database.GivesAsync(
                $"SELECT coalesce(trim_scale(net), 0), coalesce(trim_scale(units), 0) FROM (SELECT {sql}) total (net, units)", expected,
                sql);
    }

    private static async Task LoseSessionAsync(PipelineBundle pipeline, Random r)
    {
        var stage = (RunStage.Load, (Entity)r.Next(3));
        var ended = false;
        await using var connection = await pipeline.Database.OpenAsync();
        var lost = await pipeline.RunAsync(request => request with { AcceptShrink = true }, at =>
        {
            if (ended || (at.Stage, at.Entity) != stage)
                return;
            ended = true;
            using var end = new Npgsql.NpgsqlCommand(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND "
                + "application_name = 'ecommerce-etl'", connection);
            end.ExecuteNonQuery();
        });
        // Where nothing had changed, nothing is loaded, and no session is lost.
        Assert.That(lost.Outcome, Is.EqualTo(ended ? RunOutcome.Failed : RunOutcome.Succeeded), lost.Error?.ToString());
    }

    /// <summary>A run in a process of its own that is killed at any moment.</summary>
    /// <returns>True if it had committed by then.</returns>
    private static async Task<bool> KillAsync(PipelineBundle pipeline, Random r)
    {
        pipeline.Clock.Now += TimeSpan.FromMinutes(1);
        var settings = pipeline.Variables();
        settings["Stores__0__Kind"] = pipeline.Store.Kind;
        settings["Stores__0__Currency"] = pipeline.Store.Currency;
        string[] call = [WorkerProgram.Host, typeof(TestProgram).Assembly.Location, TestProgram.Shop, $"{pipeline.Clock.Now:O}"];
        await using (var run = ChildProcess.Start(call, settings))
        {
            // Most of it is the start of the process: where in the run the end comes is chance.
            await Task.WhenAny(run.ExitAsync(), Task.Delay(r.Next(1_500)));
            await run.KillAsync();
        }
        await StoreLockWait.UntilFreeAsync(pipeline.Database, pipeline.Store.Name);
        return (await pipeline.Database.RowsAsync("SELECT outcome FROM etl_runs ORDER BY run_id DESC LIMIT 1"))[0] == "succeeded"
            && (await pipeline.Database.RowsAsync("SELECT max(started_at) FROM etl_runs"))[0]
                == (await pipeline.Database.RowsAsync($"SELECT '{pipeline.Clock.Now:O}'::timestamptz"))[0];
    }

    private static OrderFigures Figures(IReadOnlyCollection<Journey> journeys, string zone) =>
        new(journeys, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateOnly LastFinal(PipelineBundle pipeline, string zone) =>
        FinalDays.LastAt(pipeline.Clock.Now.UtcDateTime, TimeZoneInfo.FindSystemTimeZoneById(zone));
}
