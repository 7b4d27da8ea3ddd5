using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A snapshot with as many records as before, of which most known ids are gone: another shop behind the same address.</summary>
public sealed class GoneIdsTests : IAsyncDisposable
{
    private const string Statement = "SELECT count(*) FROM carts WHERE cart_id >= 1000";
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase(Entity.Carts, 1)]
    [TestCase(Entity.Carts, 7, Description = "ids with gaps")]
    [TestCase(Entity.Customers, 1)]
    [TestCase(Entity.Products, 1)]
    [Fault("other ids than before")]
    public async Task Forty_other_ids_are_refused_until_the_operator_accepts_them(Entity entity, int step)
    {
        Serve(entity, Ids(1, 40, step));
        await _test.SucceedAsync();
        Serve(entity, Ids(1000, 40, step));

        var message = await _test.FailAsync(ErrorCode.SuspiciousSnapshot);

        Assert.That(
            message,
            Does.Contain($"{SnakeCase.Of(entity)}: 40 of 40 known ids are gone").And.Contain("run --store fakestore --accept-shrink")
                .And.Contain("Stores:N:MaxShrink").And.Contain("Stores:N:BaseUrl"));
        await _test.FailAsync(ErrorCode.SuspiciousSnapshot);
        var accepted = await _test.SucceedAsync(request => request with { AcceptShrink = true });
        Assert.That(accepted[entity].Removed, Is.EqualTo(40));
        await _test.GivesAsync($"SELECT notes->'accepted_shrink' FROM etl_runs WHERE run_id = {accepted.RunId}",
            [$"[\"{SnakeCase.Of(entity)}: 40 of 40 known ids are gone\"]"]);
        await _test.SucceedAsync();
    }

    [TestCase(20, true, Description = "half of them")]
    [TestCase(21, false)]
    public async Task What_may_go_is_the_share_that_may_shrink(int gone, bool loads)
    {
        Serve(Entity.Carts, Ids(1, 40));
        await _test.SucceedAsync();
        Serve(Entity.Carts, [.. Ids(1 + gone, 40 - gone), .. Ids(1000, 40)]);

        if (loads)
            await _test.SucceedAsync();
        else
            Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain($"carts: {gone} of 40 known ids are gone"));
    }

    [Test]
    public async Task The_ids_need_stand_in_no_order_and_gaps_between_them_hide_nothing()
    {
        Serve(Entity.Carts, Ids(1, 60));
        await _test.SucceedAsync();
        // 31 of 60 are gone; new ones lie between, below and above those that are left, some twice.
        long[] left = [.. Ids(1, 60).Where(id => id % 2 == 0).Skip(1)];
        Serve(Entity.Carts, [.. Ids(500, 40, 3).Reverse(), .. left, left[3], .. left.Take(5)]);

        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts: 31 of 60 known ids are gone"));

        Serve(Entity.Carts, [.. left, .. Ids(500, 40, 3)]);
        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts: 31 of 60 known ids are gone"));

        Serve(Entity.Carts, [2, .. left, .. Ids(500, 40, 3)]);
        await _test.SucceedAsync();
    }

    [Test]
    public async Task Of_a_few_records_all_but_one_may_be_others()
    {
        Serve(Entity.Carts, Ids(1, 9));
        await _test.SucceedAsync();

        Serve(Entity.Carts, [9, .. Ids(100, 8)]);
        await _test.SucceedAsync();

        Serve(Entity.Carts, Ids(200, 9));
        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts: 9 of 9 known ids are gone"));
    }

    [Test]
    public async Task A_shop_that_lists_only_what_is_current_may_say_so()
    {
        _test.Store = _test.Store with { MaxShrink = 1 };
        Serve(Entity.Carts, Ids(1, 40));
        await _test.SucceedAsync();

        Serve(Entity.Carts, Ids(1000, 5));
        await _test.SucceedAsync();

        await _test.GivesAsync(Statement, ["5"]);
    }

    [Test]
    public async Task A_store_may_shrink_less_than_others()
    {
        _test.Store = _test.Store with { MaxShrink = 0.1 };
        Serve(Entity.Carts, Ids(1, 40));
        await _test.SucceedAsync();

        Serve(Entity.Carts, [.. Ids(11, 30), .. Ids(100, 10)]);
        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts: 10 of 40 known ids are gone"));

        Serve(Entity.Carts, Ids(6, 35));
        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts 40 -> 35"), "the count is held to that too");
    }

    [Test]
    public async Task Products_that_were_gone_before_are_not_known_any_more()
    {
        Serve(Entity.Products, Ids(1, 40));
        await _test.SucceedAsync();
        Serve(Entity.Products, Ids(1, 20));
        await _test.SucceedAsync();

        Serve(Entity.Products, Ids(1, 5).Concat(Ids(21, 20)));

        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("products: 15 of 20 known ids are gone"));
    }

    [Test]
    public async Task Carts_that_a_backfill_added_are_known_ones_though_the_shop_answers_with_the_same_as_before()
    {
        Serve(Entity.Carts, Ids(1, 10));
        await _test.SucceedAsync();
        var current = _test.Shop.Carts;
        Serve(Entity.Carts, Ids(100, 30));
        var window = new EcommerceEtl.Worker.Sources.Http.ExtractWindow(new DateOnly(2020, 1, 1), new DateOnly(2020, 2, 1));
        await _test.SucceedAsync(request => request with { Trigger = RunTrigger.Backfill, Window = window });
        _test.Shop.Carts = current;

        Assert.That(await _test.FailAsync(ErrorCode.SuspiciousSnapshot), Does.Contain("carts 40 -> 10"));
        await _test.SucceedAsync(request => request with { AcceptShrink = true });
    }

    [Test]
    public async Task An_element_without_a_readable_id_may_be_any_of_those_that_seem_gone()
    {
        Serve(Entity.Carts, Ids(1, 12));
        await _test.SucceedAsync();
        Serve(Entity.Carts, [1, 2, .. Ids(100, 60)]);
        for (var i = 0; i < 2; i++)
            _test.Shop.Carts.Add(new JsonObject { ["id"] = "?", ["userId"] = 1, ["date"] = "2020-01-01", ["products"] = new JsonArray() });

        await _test.SucceedAsync();

        await _test.GivesAsync("SELECT count(*) FROM carts", ["72"], "and nothing is removed");
    }

    [Test]
    public async Task A_landed_snapshot_that_was_accepted_is_replayed_without_asking_again()
    {
        Serve(Entity.Carts, Ids(1, 40));
        await _test.SucceedAsync();
        Serve(Entity.Carts, Ids(1000, 40));
        var landed = await _test.SucceedAsync(request => request with { AcceptShrink = true });
        Serve(Entity.Carts, Ids(1, 40));
        await _test.SucceedAsync(request => request with { AcceptShrink = true });

        await _test.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Replay,
            Replay = new EcommerceEtl.Worker.Pipeline.ReplayOf(landed.RunId, null, Force: true),
        });

        await _test.GivesAsync(Statement, ["40"]);
    }

    private static long[] Ids(long first, int count, int step = 1) => [.. Enumerable.Range(0, count).Select(i => first + (long)i * step)];

    private void Serve(Entity entity, IEnumerable<long> ids)
    {
        JsonArray list = [.. ids.Select(id => (JsonNode)(entity switch
        {
            Entity.Products => new JsonObject { ["id"] = id, ["title"] = $"Lamp {id}", ["price"] = 5, ["category"] = "home" },
            Entity.Customers => new JsonObject { ["id"] = id, ["address"] = new JsonObject { ["city"] = "Oslo" } },
            _ => ShopDouble.NewCart(id, "2020-01-02T10:00:00Z", (1, 2)),
        }))];
        (_test.Shop.Products, _test.Shop.Users, _test.Shop.Carts) = entity switch
        {
            Entity.Products => (list, _test.Shop.Users, _test.Shop.Carts),
            Entity.Customers => (_test.Shop.Products, list, _test.Shop.Carts),
            _ => (_test.Shop.Products, _test.Shop.Users, list),
        };
    }
}
