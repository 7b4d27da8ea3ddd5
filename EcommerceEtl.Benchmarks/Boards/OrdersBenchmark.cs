using System.Diagnostics;
using EcommerceEtl.Benchmarks.Cases;
using EcommerceEtl.Benchmarks.Server;
using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Tests.Dashboards;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Boards;

/// <summary>Loads the orders of an <see cref="OrderShop"/> by the worker's own classes, and measures the SQL panels of the funnel board on
/// them: everything, everything in a range that begins and ends in the middle of months, some categories, some cities.</summary>
/// <param name="orders">Orders of the shop, with three rows of sales each.</param>
/// <param name="repeat">How often a query is measured.</param>
/// <param name="data">Folder of a cluster that is kept, with the database; null for a temporary one.</param>
/// <param name="say">Gets a line of progress.</param>
internal sealed class OrdersBenchmark(int orders, int repeat, string? data, Action<string> say)
{
    private const string Database = "etl_orders";

    private static readonly (string Name, BoardChoice Days, BoardChoice Years)[] Choices =
    [
        ("all", BoardsBenchmark.Days, BoardsBenchmark.Years),
        // Both ends are four days from where sums of products begin and end, and so as far as can be.
        ("mid-month", BoardChoice.Range("2025-11-13 00:00", "2025-12-12 23:59"), BoardChoice.Range("2023-01-13 00:00", "2025-12-12 23:59")),
        Chosen("category", choice => choice with { Categories = ["category 1", "category 7"] }),
        Chosen("cities", choice => choice with { Cities = [.. Enumerable.Range(0, 20).Select(city => $"City {city}")] }),
    ];

    public async Task<OrdersReport> RunAsync(CancellationToken cancellationToken)
    {
#if DEBUG
        say("This is a Debug build: start it with -c Release for figures worth keeping.");
#endif
        await using var cluster = await LocalCluster.StartAsync(data, cancellationToken);
        var warehouse = await BoardWarehouse.MigratedAsync(cluster.ConnectionString, Database, cancellationToken);
        await using var owner = new NpgsqlConnection(warehouse.ConnectionString);
        await owner.OpenAsync(cancellationToken);
        await BoardWarehouse.ExecuteAsync(
            owner, $"SET bench.orders = {orders}; {Resources.Read("Boards/orders.sql")}", cancellationToken);
        say($"loading {orders:N0} orders");
        var started = Stopwatch.GetTimestamp();
        await LoadAsync(warehouse.ConnectionString, cancellationToken);
        var load = Stopwatch.GetElapsedTime(started);
        await BoardWarehouse.ExecuteAsync(owner, "VACUUM ANALYZE", cancellationToken);
        await BoardWarehouse.ExecuteAsync(owner, "CHECKPOINT", cancellationToken);
        await using var boards = new NpgsqlConnection(warehouse.Reader("public"));
        await boards.OpenAsync(cancellationToken);
        var clock = new PanelClock(boards, repeat);
        List<OrderTimes> times = [];
        foreach (var (name, days, years) in Choices)
            foreach (var panel in BoardPanel.All.Where(panel => panel.Sql.Contains("funnel_", StringComparison.Ordinal)))
            {
                say($"{name}: {panel.Title}");
                times.Add(new OrderTimes(
                    name, panel.Title, await clock.MedianAsync(days.Expand(panel.Sql), cancellationToken),
                    await clock.MedianAsync(years.Expand(panel.Sql), cancellationToken)));
            }
        return new OrdersReport(
            orders, repeat, await MachineFacts.ReadAsync(cluster.ConnectionString, cancellationToken), load,
            await TableSize.ReadAsync(owner, cancellationToken), times);
    }

    private static (string, BoardChoice, BoardChoice) Chosen(string name, Func<BoardChoice, BoardChoice> choose) =>
        (name, choose(BoardsBenchmark.Days), choose(BoardsBenchmark.Years));

    /// <summary>One transaction, as a run's: the next batch is projected while the one before is copied.</summary>
    private async Task LoadAsync(string database, CancellationToken cancellationToken)
    {
        await using var session = await StoreSession.OpenAsync(database, TimeSpan.FromMinutes(1), cancellationToken);
        await session.TryLockStoreAsync("bench", cancellationToken);
        await using var transaction = await session.BeginWriteAsync("bench", cancellationToken);
        var load = await CartLoad.BeginAsync(
            new LoadContext(session, 1, 1, TimeProvider.System.GetUtcNow().UtcDateTime, Complete: true, KnowsViews: false), "bench",
            hashedKeys: false, restated: null, live: null, cancellationToken);
        var (filling, loading) = (new CartBatch(), new CartBatch());
        var (copying, sums) = (Task.CompletedTask, default(CartSums));
        foreach (var cart in new OrderShop(orders).Carts())
        {
            filling.Add(cart);
            sums += CartSums.Of(cart.Lines.Length, cart.Totals, cart.Order);
            if (filling.IsFull)
                await CopyFilledAsync();
        }
        await CopyFilledAsync();
        await copying;
        await load.CompleteAsync(new EntityCounts(Entity.Carts), sums, cancellationToken);
        await SecondaryIndexes.CreateMissingAsync(session, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        async Task CopyFilledAsync()
        {
            load.Prepare(filling);
            await copying;
            (filling, loading) = (loading, filling);
            copying = load.LoadAsync(loading, cancellationToken);
            filling.Clear();
        }
    }
}
