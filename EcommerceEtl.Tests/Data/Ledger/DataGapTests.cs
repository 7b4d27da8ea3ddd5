using EcommerceEtl.Data.Ledger;

namespace EcommerceEtl.Tests.Data.Ledger;

/// <summary>What is missing of a store's figures, on a ledger whose shares are worked out by hand.</summary>
public sealed class DataGapTests
{
    /// <summary>Run 2: 2 of 200 products (1 %: left out), 3 of 100 customers (3 %), 25 of 210 carts less 10 doubled ones (12.5 %). Lines: 4
    /// of 150 in the warehouse (2.7 %). Run 3 is a backfill: 1 of 8 carts (12.5 %). Run 4 failed, run 5 is another store's and lacks
    /// nothing.</summary>
    private const string Ledger = """
        INSERT INTO stores VALUES
          (1, 'shop', 'FakeStore', 'shop.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated'),
          (2, 'other', 'FakeStore', 'other.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, window_from, worker_version) VALUES
          (1, 'manual', 'succeeded', '2026-01-01Z', NULL, '1'), (1, 'schedule', 'succeeded', '2026-01-02Z', NULL, '1'),
          (1, 'backfill', 'succeeded', '2026-01-03Z', '2025-01-01Z', '1'), (1, 'schedule', 'failed', '2026-01-04Z', NULL, '1'),
          (2, 'schedule', 'succeeded', '2026-01-05Z', NULL, '1');
        INSERT INTO etl_run_entities (run_id, entity, extracted, duplicates, inserted, updated, unchanged, removed, rejected, unpriced,
          live, bytes, drift) VALUES
          (1, 'carts', 10, 0, 1, 0, 0, 0, 9, 9, 1, 0, '{}'),
          (2, 'products', 200, 0, 198, 0, 0, 0, 2, 0, 198, 0, '{}'), (2, 'customers', 100, 0, 97, 0, 0, 0, 3, 0, 97, 0, '{}'),
          (2, 'carts', 210, 10, 175, 0, 0, 0, 25, 4, 175, 0, '{}'),
          (3, 'carts', 8, 0, 7, 0, 0, 0, 1, 5, 182, 0, '{}'),
          (5, 'products', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}'), (5, 'carts', 1000, 0, 990, 0, 0, 0, 10, 0, 990, 0, '{}');
        INSERT INTO monthly_products VALUES (1, '2026-01-01', 1, 100, 0, 0, 0, 0, 0, 0), (1, '2026-02-01', 0, 50, 0, 0, 0, 0, 0, 0), (2,
          '2026-01-01', 1, 1, 0, 0, 0, 0, 0, 0)
        """;

    private static readonly DataGap _customers = new("customers", "rejected", 3, 100, 0.03m, "3.0 % of the customers were rejected");
    private static readonly DataGap _carts = new("carts", "rejected", 25, 200, 0.125m, "12.5 % of the carts were rejected");
    private static readonly DataGap _lines = new("lines", "unpriced", 4, 150, 0.026667m, "2.7 % of the lines have no price");

    [Test]
    public async Task Shares_above_one_per_cent_are_those_of_the_last_success_over_everything()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(Ledger);
        await using var connection = await database.OpenAsync();

        Assert.That(await DataGap.OfStoreAsync(connection, "shop", CancellationToken.None),
            Is.EqualTo(new[] { _customers, _carts, _lines }));
        Assert.That(await DataGap.OfStoreAsync(connection, "other", CancellationToken.None), Is.Empty, "1 % is not above 1 %");
        Assert.That(await DataGap.OfStoreAsync(connection, "unknown", CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_run_has_its_own_shares_and_a_backfill_says_nothing_of_lines()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(Ledger);
        await using var connection = await database.OpenAsync();

        Assert.That(
            await DataGap.OfRunAsync(connection, 3, CancellationToken.None),
            Is.EqualTo(new[] { new DataGap("carts", "rejected", 1, 8, 0.125m, "12.5 % of the carts were rejected") }));
        Assert.That(await DataGap.OfRunAsync(connection, 4, CancellationToken.None), Is.Empty);
        Assert.That(
            DataGap.Explain([_carts, _lines]),
            Is.EqualTo("12.5 % of the carts were rejected; 2.7 % of the lines have no price; `quarantine list` shows what was rejected"));
        Assert.That(DataGap.Explain([_lines]), Is.EqualTo("2.7 % of the lines have no price"));
    }
}
