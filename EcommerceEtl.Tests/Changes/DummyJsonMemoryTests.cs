using EcommerceEtl.Tests.Worker.Sources.DummyJson;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Changes;

/// <summary>DummyJSON states no dates: when a cart was first seen is remembered in the landing zone.</summary>
public sealed class DummyJsonMemoryTests
{
    private const string Carts = "SELECT cart_id, placed_at, (SELECT sum(quantity)::int FROM cart_lines l "
        + "WHERE l.cart_id = c.cart_id) FROM carts c ORDER BY 1";

    private readonly DummyJsonDouble _double = new();
    private PipelineBundle _pipeline = null!;
    private ScriptedShop _shop = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _pipeline = new PipelineBundle();
        _double.Now = new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero);
        _shop = await _double.With("products", """{"id":144,"title":"Cricket Helmet","price":44.99,"category":"sports"}""")
            .With("users", """{"id":1,"address":{"city":"Phoenix"}}""").With("carts", Cart(1, 4), Cart(2, 1)).StartAsync();
        _pipeline.Store = new StoreOptions { Name = "dummy", Kind = "DummyJson", BaseUrl = _shop.Url };
        await _pipeline.SucceedAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _pipeline.DisposeAsync();
        await _shop.DisposeAsync();
    }

    [Test]
    public async Task A_cart_keeps_the_day_on_which_it_was_first_seen()
    {
        await _pipeline.GivesAsync(Carts, ["1|2026-03-01 11:00:00Z|4", "2|2026-03-01 11:00:00Z|1"]);

        Move(days: 2);
        _double.With("carts", Cart(1, 4), Cart(2, 3), Cart(3, 5));
        await _pipeline.SucceedAsync();

        string[] seen = ["1|2026-03-01 11:00:00Z|4", "2|2026-03-01 11:00:00Z|3", "3|2026-03-03 11:00:00Z|5"];
        await _pipeline.GivesAsync(Carts, seen);
        Move(days: 1);
        Assert.That(await _pipeline.LoadsAsync(), Is.False, "nothing changed");
        await _pipeline.Database.HoldsAsync();

        // What is landed says it by itself: a replay in a new database.
        await _pipeline.ReplaceDatabaseAsync();
        await _pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new ReplayOf(null, null, Force: false),
        });
        await _pipeline.GivesAsync(Carts, seen);
    }

    [Test]
    public async Task A_cart_that_comes_back_is_a_new_one()
    {
        _double.With("carts", Cart(1, 4));
        await _pipeline.SucceedAsync();
        Move(days: 2);
        _double.With("carts", Cart(1, 4), Cart(2, 1));
        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync(Carts, ["1|2026-03-01 11:00:00Z|4", "2|2026-03-03 11:00:00Z|1"]);
    }

    [Test]
    public async Task A_dry_run_remembers_too()
    {
        Move(days: 2);
        _double.With("carts", Cart(1, 4), Cart(2, 3));
        await using var services = _pipeline.Services();
        var dry = services.GetRequiredService<DryRun>();

        var summary = await dry.ExecuteAsync(new RunRequest(_pipeline.Store, RunTrigger.Manual), null, CancellationToken.None);

        Assert.That(summary.Run.Error, Is.Null);
        Assert.That(summary.Days.Select(day => day.Day), Is.EqualTo(new[] { new DateOnly(2026, 3, 1) }));
    }

    [Test]
    public async Task A_backfill_is_of_the_days_on_which_carts_were_first_seen()
    {
        Move(days: 2);
        _double.With("carts", Cart(1, 7), Cart(2, 1), Cart(3, 5));
        await _pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Backfill,
            Window = new EcommerceEtl.Worker.Sources.Http.ExtractWindow(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 5)),
        });

        await _pipeline.GivesAsync(Carts, ["1|2026-03-01 11:00:00Z|4", "2|2026-03-01 11:00:00Z|1", "3|2026-03-03 11:00:00Z|5"]);
    }

    [Test]
    public async Task Without_what_was_landed_all_carts_are_new()
    {
        foreach (var chunk in Directory.GetFiles(_pipeline.LandingPath, "*.gz", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(chunk, "damaged");
        Move(days: 2);

        await _pipeline.SucceedAsync();

        await _pipeline.GivesAsync(Carts, ["1|2026-03-03 11:00:00Z|4", "2|2026-03-03 11:00:00Z|1"]);
    }

    private void Move(int days)
    {
        _double.Now += TimeSpan.FromDays(days);
        _pipeline.Clock.Now = _double.Now;
    }

    private static string Cart(int id, int quantity) =>
        $$"""{"id":{{id}},"userId":1,"products":[{"id":144,"quantity":{{quantity}},"price":44.99}]}""";
}
