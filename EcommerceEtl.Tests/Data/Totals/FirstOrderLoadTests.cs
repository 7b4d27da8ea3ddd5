using EcommerceEtl.Data.Session;
using EcommerceEtl.Data.Totals;
using EcommerceEtl.Tests.Data.Schema;

namespace EcommerceEtl.Tests.Data.Totals;

/// <summary>When each buyer ordered first is read anew for those whose orders a load changed, and for nobody else.</summary>
public sealed class FirstOrderLoadTests : IAsyncDisposable
{
    private const string Rows = "SELECT user_id, day FROM first_orders ORDER BY user_id";
    private TestDatabase _database = null!;
    private StoreSession _session = null!;

    [SetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        _session = await StoreSession.OpenAsync(_database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
        await Load(ofAll: true).WriteAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test]
    public Task A_first_load_reads_all_buyers_but_guests_and_who_bought_nothing() =>
        _database.GivesAsync(Rows, ["7|2020-01-02", "8|2020-01-03"]);

    [TestCase("UPDATE carts SET purchased = true WHERE cart_id = 4", 9, "7|2020-01-02,8|2020-01-03,9|2020-01-03")]
    [TestCase("UPDATE carts SET user_id = 8 WHERE cart_id = 2", 8, "7|2020-01-02,8|2020-01-02", Description = "an earlier order")]
    [TestCase("UPDATE carts SET user_id = 7 WHERE cart_id = 3", 7, "7|2020-01-02,8|2020-01-03", Description = "a later order of 7 alone")]
    [TestCase("DELETE FROM carts WHERE cart_id = 1", 7, "8|2020-01-03", Description = "the only order")]
    [TestCase("UPDATE carts SET user_id = 7; DELETE FROM carts WHERE cart_id < 3", 7, "7|2020-01-03,8|2020-01-03",
        Description = "the first order, of two")]
    public async Task What_becomes_of_the_orders_of_a_buyer_is_written(string change, long buyer, string rows)
    {
        await _database.ExecuteAsync(change);
        var load = Load(ofAll: false);

        load.Changed(buyer, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync(Rows, rows.Split(','));
    }

    [Test]
    public async Task Nobody_is_read_anew_of_whom_no_order_changed()
    {
        await _database.ExecuteAsync("DELETE FROM first_orders");
        var load = Load(ofAll: false);

        load.Changed(7, purchased: false);
        load.Changed(null, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync(Rows, []);
    }

    [TestCase(50_000, 1)]
    [TestCase(50_001, 2, Description = "more than are kept in mind: all are read")]
    public async Task Of_very_many_buyers_all_of_the_store_are_read(int changed, int found)
    {
        await _database.ExecuteAsync("DELETE FROM first_orders");
        var load = Load(ofAll: false);

        foreach (var buyer in Enumerable.Range(8, changed))
            load.Changed(buyer, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync("SELECT count(*) FROM first_orders", [$"{found}"]);
    }

    private FirstOrderLoad Load(bool ofAll) => new(
        new LoadContext(_session, 1, 1, DateTime.UnixEpoch, Complete: true, KnowsViews: true), ofAll);
}
