using EcommerceEtl.Data.Session;
using EcommerceEtl.Data.Totals;
using EcommerceEtl.Tests.Data.Schema;

namespace EcommerceEtl.Tests.Data.Totals;

/// <summary>When each buyer ordered first is read anew for those whose orders a load changed, and for nobody else.</summary>
public sealed class FirstOrderLoadTests : IAsyncDisposable
{
    private const string Rows = "SELECT user_id, day FROM first_orders ORDER BY user_id";
    private static readonly DateOnly _day = new(2020, 1, 3);
    private TestDatabase _database = null!;
    private StoreSession _session = null!;

    [SetUp]
    public async Task FillAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        _session = await StoreSession.OpenAsync(_database.ConnectionString, TimeSpan.FromMinutes(1), CancellationToken.None);
        var first = Load(isFirst: true);
        first.Inserted(8, new DateOnly(2020, 1, 3), purchased: true);
        first.Inserted(7, new DateOnly(2020, 1, 2), purchased: true);
        first.Inserted(null, new DateOnly(2020, 1, 2), purchased: true);
        first.Inserted(9, new DateOnly(2020, 1, 3), purchased: false);
        await first.WriteAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test]
    public Task A_first_load_notes_all_buyers_but_guests_and_who_bought_nothing() =>
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
        var load = Load(isFirst: false);

        load.Deleted(buyer, _day, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync(Rows, rows.Split(','));
    }

    [Test]
    public async Task Nobody_is_read_anew_of_whom_no_order_changed()
    {
        await _database.ExecuteAsync("DELETE FROM first_orders");
        var load = Load(isFirst: false);

        load.Inserted(7, _day, purchased: false);
        load.Deleted(null, _day, purchased: true);
        // A cart that is written anew.
        load.Inserted(8, _day, purchased: true);
        load.Deleted(8, _day, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync(Rows, []);
    }

    [TestCase(50_000, 1)]
    [TestCase(50_001, 2, Description = "more than are kept in mind: all are read")]
    public async Task Of_very_many_buyers_all_of_the_store_are_read(int changed, int found)
    {
        await _database.ExecuteAsync("DELETE FROM first_orders");
        var load = Load(isFirst: false);

        foreach (var buyer in Enumerable.Range(8, changed))
            load.Deleted(buyer, _day, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync("SELECT count(*) FROM first_orders", [$"{found}"]);
    }

    [Test]
    public async Task Where_a_first_load_has_too_many_buyers_to_note_they_are_read_from_the_carts()
    {
        var load = Load(isFirst: true);

        for (var buyer = 100; buyer < 101 + FirstDays.Most; buyer++)
            load.Inserted(buyer, new DateOnly(2020, 1, 1), purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync(Rows, ["7|2020-01-02", "8|2020-01-03"]);
    }

    [Test]
    public async Task Rows_of_a_first_load_go_into_one_COPY_after_another()
    {
        var load = Load(isFirst: true);

        for (var buyer = 0; buyer <= 100_000; buyer++)
            load.Inserted(buyer, _day, purchased: true);
        await load.WriteAsync(CancellationToken.None);

        await _database.GivesAsync(
            "SELECT count(*), min(user_id), max(user_id), max(day)::text FROM first_orders", ["100001|0|100000|2020-01-03"]);
    }

    [TestCase("1988-12-31")]
    [TestCase("2168-07-01")]
    public void A_day_that_no_cart_can_have_is_refused(string day) =>
        Assert.That(new FirstDays().TryAdd(1, DateOnly.Parse(day, CultureInfo.InvariantCulture)), Is.False);

    [Test]
    public void First_days_are_those_of_a_dictionary()
    {
        var random = new Random(7);
        var (days, expected) = (new FirstDays(), new SortedDictionary<long, DateOnly>());
        for (var at = 0; at < 20_000; at++)
        {
            // Keys beside each other, hashes of texts, and few enough of both to come again.
            var buyer = random.Next(2) == 0 ? random.Next(3_000) : random.Next(3_000) * 1_152_921_504_606_847L;
            var day = new DateOnly(1990, 1, 1).AddDays(random.Next(20_000));
            Assert.That(days.TryAdd(buyer, day), Is.True);
            if (!expected.TryGetValue(buyer, out var known) || day < known)
                expected[buyer] = day;
        }

        Assert.That(Enumerable.Range(0, days.Sort()).Select(days.At), Is.EqualTo(expected.Select(one => (one.Key, one.Value))));
    }

    private FirstOrderLoad Load(bool isFirst) => new(
        new LoadContext(_session, 1, 1, DateTime.UnixEpoch, Complete: true, KnowsViews: true), isFirst);
}
