using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>The pane on the pipeline, from the ledger.</summary>
internal sealed class PipelinePaneTests : IAsyncDisposable
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task MakeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Test]
    public async Task Stores_runs_rejected_records_and_reasons_are_listed_and_no_record_is_shown()
    {
        await _database.ExecuteAsync("""
            INSERT INTO stores VALUES
              (1, 'shop', 'FakeStore', 'x', 'USD', 'UTC', 'derived', 'simulated', 'simulated'),
              (2, 'left', 'FakeStore', 'y', 'EUR', 'UTC', 'derived', 'simulated', 'simulated');
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version, error_code, error) VALUES
              (1, 'schedule', 'succeeded', '2026-03-01 11:45:00Z', '2026-03-01 11:45:01.5Z', '1', NULL, NULL),
              (1, 'schedule', 'failed', '2026-03-01 12:00:00Z', '2026-03-01 12:00:30Z', '1', 'source_error', 'The shop said <b>500</b>.'),
              (2, 'manual', 'succeeded', '2026-02-28 12:00:00Z', '2026-02-28 12:00:02Z', '1', NULL, NULL);
            INSERT INTO quarantine VALUES
              (1, 'carts', '4711', 'bad_date', '$.date', '{"date":"ann@example.org"}', '2026-02-01Z', '2026-03-01Z', 1, 'open', 'h'),
              (1, 'carts', '4712', 'bad_date', '$.date', '{}', '2026-02-01Z', '2026-03-01Z', 1, 'open', 'h'),
              (1, 'customers', '4713', 'bad_date', '$.date', '{}', '2026-02-01Z', '2026-03-01Z', 1, 'discarded', 'h')
            """);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero));
        await using var page = await PageBundle.StartAsync(
            _database.ConnectionString, clock, new StoreOptions { Name = "shop" }, new StoreOptions { Name = "new" });

        var shown = await page.ReadAsync("/?currency=USD");

        Assert.That(shown.Words, Does.Contain("as of 2026-03-01 12:10:00Z"));
        Assert.That(shown.Table("pipeline"), Is.EqualTo(new[]
        {
            "left|24 h ago|succeeded|not scheduled|0|0",
            "new|never|none|2026-03-01 12:15Z|0|0",
            "shop|25 min ago|failed|2026-03-01 12:15Z|0|2",
            "store|entity|records",
            "shop|carts|2",
            "run|store|started|took|trigger|outcome|reason",
            "3|left|2026-02-28 12:00:00Z|2.0 s|manual|succeeded|",
            "2|shop|2026-03-01 12:00:00Z|30.0 s|schedule|failed|source_error: The shop said <b>500</b>.",
            "1|shop|2026-03-01 11:45:00Z|1.5 s|schedule|succeeded|",
        }));
        Assert.That(shown.Words, Does.Contain(
            "This worker does not run store left, which the warehouse knows. EtlStoreNotConfigured: what to do")
            .And.Contain("Store new has had no success yet. EtlNeverSucceeded: what to do"));
        Assert.That(shown.Html, Does.Contain("href=\"./docs/runbook.md#etlneversucceeded\""));
        Assert.That(shown.Words, Does.Contain(
            "Only Prometheus can tell of EtlWorkerDown and of EtlMetricsAbsent and of a landing zone that grows by more in a day than is "
            + "free."));
        Assert.That(shown.Html, Does.Contain("href=\"./docs/runbook.md#etlworkerdown\""));
        Assert.That(shown.Html, Does.Not.Contain("4711").And.Not.Contain("ann@"));
    }

    // The shop's carts of February were three hours and, once, five hours apart; the newest is of eight hours before the last success.
    [Test]
    public async Task What_the_warehouse_tells_of_orders_and_of_the_usual_time_between_carts_is_told()
    {
        await _database.ExecuteAsync("""
            INSERT INTO stores VALUES (1, 'shop', 'Medusa', 'x', 'EUR', 'UTC', 'none', 'observed', 'observed', NULL, 'none');
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
            VALUES (1, 'schedule', 'succeeded', '2026-03-01 12:00Z', '2026-03-01 12:00Z', '1');
            INSERT INTO carts
            SELECT 1, n, NULL, n, at, at::date, false, true, true, 1, 10, 0, 0, md5(n::text)::uuid, 1
            FROM (
              SELECT row_number() OVER () AS n, at
              FROM generate_series(timestamptz '2026-02-01 04:00Z', '2026-02-28 22:00Z', interval '3 hours') at
              UNION ALL VALUES (1000, timestamptz '2026-03-01 04:00Z'), (1001, '2026-02-28 23:00Z'), (1002, '2026-01-01Z')) cart;
            INSERT INTO orders VALUES (1, 1, 'N1', 'placed', 'known', '2026-02-01 04:00Z', '2026-02-01', NULL, NULL,
              '2026-02-01 04:00Z', NULL, -2.5)
            """);
        await _database.FillRollupsAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero));
        await using var page = await PageBundle.StartAsync(_database.ConnectionString, clock, new StoreOptions { Name = "shop" });

        var words = (await page.ReadAsync()).Words;

        Assert.That(words, Does.Contain(
            "Store shop has had no new cart for 8 h; of the last 28 days the longest time between two was 5 h. EtlNoNewCarts: what to do"));
        Assert.That(words, Does.Contain("Orders of store shop differ from what the shop states of them by 2.50 in its currency."));
    }

    [Test]
    public async Task A_warehouse_that_is_well_says_so()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);

        Assert.That((await page.ReadAsync()).Words, Does.Contain("Nothing: all that can be told here is well.")
            .And.Contain("Rejected records None."));
    }
}
