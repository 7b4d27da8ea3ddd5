using System.Collections.Immutable;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>A warehouse that the real pipeline filled from three <see cref="DrawnShop"/>s, two refreshes each, and to which two failed
/// runs, restated days of the first refresh and set-aside records were added. Made once for all tests of the boards, which only read
/// it.</summary>
[SetUpFixture]
public sealed class SeededWarehouse
{
    private static readonly SemaphoreSlim _making = new(1, 1);
    private static PipelineBundle? _pipeline;
    private static ShopDouble[] _doubles = [];

    /// <summary>UTC and Tokyo, both in dollars, and one in euros.</summary>
    internal static ImmutableArray<DrawnShop> Shops { get; private set; } = [];

    /// <summary>The filled warehouse; the first caller waits until it is filled.</summary>
    internal static async Task<TestDatabase> GetAsync()
    {
        await _making.WaitAsync();
        try
        {
            if (_pipeline is null)
                await FillAsync();
            return _pipeline!.Database;
        }
        finally
        {
            _making.Release();
        }
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (_pipeline is not null)
            await _pipeline.DisposeAsync();
        foreach (var shop in _doubles)
            await shop.DisposeAsync();
        _making.Dispose();
    }

    private static async Task FillAsync()
    {
        Shops = [new DrawnShop("harbour", "UTC", "USD", 1), new DrawnShop("tokyo", "Asia/Tokyo", "USD", 2),
            new DrawnShop("atelier", "Europe/Paris", "EUR", 3)];
        _doubles = await Task.WhenAll(Shops.Select(_ => ShopDouble.StartAsync()));
        var pipeline = new PipelineBundle(_doubles[0]);
        pipeline.Settings = pipeline.Settings with { Stores = [.. Shops.Zip(_doubles, (shop, answers) => shop.Options(answers))] };
        pipeline.Clock.Now = DrawnShop.First;
        for (var i = 0; i < Shops.Length; i++)
        {
            Shops[i].ServeFirst(_doubles[i]);
            await pipeline.SucceedAsync(request => request with { Store = pipeline.Settings.Stores[i] });
        }
        pipeline.Clock.Now = DrawnShop.Second;
        for (var i = 0; i < Shops.Length; i++)
        {
            Shops[i].ServeSecond(_doubles[i], (pipeline.Clock.Now + TimeSpan.FromMinutes(1)).UtcDateTime);
            await pipeline.SucceedAsync(request => request with { Store = pipeline.Settings.Stores[i] });
        }
        await pipeline.Database.ExecuteAsync(More);
        _pipeline = pipeline;
    }

    private const string More = """
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version, error_code, error)
        SELECT store_id, 'schedule', 'failed', time, time + interval '9 s', '1', 'source_error', 'The shop answered 500.'
        FROM stores CROSS JOIN (VALUES ('2026-02-20 06:00Z'::timestamptz), ('2026-03-12 06:00Z')) AS failed (time);
        INSERT INTO restatements
        SELECT run_id, store_id, (started_at - interval '9 days')::date, 3, 4, 30.5, 42, 'shop changed 1 cart'
        FROM etl_runs WHERE outcome = 'succeeded' AND started_at < '2026-03-02Z';
        INSERT INTO quarantine SELECT store_id, 'carts', 'x' || store_id, 'bad_date', '$.date', '{}', '2026-02-01Z', '2026-03-01Z', 1,
          'open', 'hash' FROM stores
        """;
}
