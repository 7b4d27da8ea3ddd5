using EcommerceEtl.Sandbox.WooCommerce;
using EcommerceEtl.Tests.Changes;
using EcommerceEtl.Worker.Sources.WooCommerce;

namespace EcommerceEtl.Tests.Worker.Sources.WooCommerce;

/// <summary>A shop of WooCommerce that is read by its changes: what is held is what the shop has.</summary>
public sealed class WooCommerceChangeTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);

    private readonly SetClock _clock = new(_start);
    private readonly ChangeReader _reader = new(WooCommerceKind.FieldsOf(Entity.Carts));
    private readonly WooCommerceDouble _shop;

    public WooCommerceChangeTests() => _shop = new WooCommerceDouble(_clock);

    public void Dispose() => _reader.Dispose();

    [Test]
    public async Task Many_orders_that_changed_in_one_second_all_land_though_some_change_while_they_are_read()
    {
        await using var extraction = await OpenAsync(100);
        await ReadAsync(extraction, minutes: 0);
        for (var i = 0; i < 250; i++)
            _shop.Sell(10 + i);
        _clock.Now += TimeSpan.FromSeconds(30);
        var pages = 0;
        _shop.Asking = asked =>
        {
            if (!asked.Contains("orderby=modified", StringComparison.Ordinal) || ++pages != 2)
                return;
            foreach (var order in _shop.Orders.Take(2))
                _shop.Edit(order, edited => edited["status"] = "completed");
        };
        await ReadAsync(extraction, minutes: 0);
        Assert.That(Held(extraction).Keys, Is.EqualTo(_shop.Truth().Keys));

        // Another one changes in that second after it was read, and one later.
        _shop.Order(10_100)["status"] = "completed";
        _clock.Now += TimeSpan.FromMinutes(11);
        _shop.Edit(_shop.Order(10_200), edited => edited["status"] = "completed");
        await ReadAsync(extraction, minutes: 1);

        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()));
    }

    [Test]
    public async Task An_order_that_is_gone_costs_few_requests_and_an_empty_list_removes_nothing()
    {
        for (var i = 0; i < 20; i++)
            _shop.Sell(10 + i, created: _start.UtcDateTime.AddDays(i < 12 ? -40 : -3).AddMinutes(i));
        await using var extraction = await OpenAsync(100);
        await ReadAsync(extraction, minutes: 0);
        await ReadAsync(extraction, minutes: 120);
        var asked = _shop.Asked.Count;
        await ReadAsync(extraction, minutes: 15);
        var usual = _shop.Asked.Count - asked;

        _shop.Orders.RemoveAt(3);
        asked = _shop.Asked.Count;
        await ReadAsync(extraction, minutes: 15);

        Assert.That(_shop.Asked.Count - asked - usual, Is.LessThanOrEqualTo(5), string.Join('\n', _shop.Asked.Skip(asked)));
        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()));

        // The list of a month comes without its rows, though it counts one less.
        _shop.Orders.RemoveAt(3);
        _shop.Quirks = new Quirks { UnreadableRows = 1 };
        await ReadAsync(extraction, minutes: 15);
        Assert.That(Held(extraction), Has.Count.EqualTo(19));
        _shop.Quirks = new Quirks();
        await ReadAsync(extraction, minutes: 15);
        await ReadAsync(extraction, minutes: 60 * 24);
        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()));
    }

    [Test]
    public async Task What_was_paid_back_costs_one_request_whether_or_not_its_order_says_that_it_changed()
    {
        for (var i = 0; i < 8; i++)
            _shop.Sell(10 + i, created: _start.UtcDateTime.AddDays(-3).AddMinutes(i));
        await using var extraction = await OpenAsync(4);
        await ReadAsync(extraction, minutes: 0);
        await ReadAsync(extraction, minutes: 120);
        _shop.Refund(_shop.Order(10_001), 1);
        _shop.Refund(_shop.Order(10_002), 2);
        var asked = _shop.Asked.Count;

        await ReadAsync(extraction, minutes: 15);

        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()));
        // The count, the orders that changed, and the refunds of that time.
        Assert.That(_shop.Asked.Count - asked, Is.EqualTo(3), string.Join('\n', _shop.Asked.Skip(asked)));

        _shop.Quirks = new Quirks { SilentRefunds = true };
        _shop.Refund(_shop.Order(10_003), 3);
        asked = _shop.Asked.Count;
        await ReadAsync(extraction, minutes: 15);

        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()));
        // Besides, that order.
        Assert.That(_shop.Asked.Count - asked, Is.EqualTo(4), string.Join('\n', _shop.Asked.Skip(asked)));
    }

    [Test]
    public async Task A_fill_that_is_killed_goes_on_from_its_page_and_keeps_what_was_edited_meanwhile()
    {
        for (var i = 0; i < 24; i++)
            _shop.Sell(10 + i, created: _start.UtcDateTime.AddDays(-35 * (i / 8)).AddHours(-1).AddMinutes(i));
        await using var extraction = await OpenAsync(4);
        var pages = 0;
        _shop.Asking = asked =>
        {
            if (asked.Contains("/orders?", StringComparison.Ordinal) && asked.Contains("line_items", StringComparison.Ordinal)
                && asked.Contains("orderby=date", StringComparison.Ordinal) && ++pages == 4)
                throw new OperationCanceledException("killed");
        };
        await Failures.OfAsync(() => ReadAsync(extraction, minutes: 0));
        _clock.Now += TimeSpan.FromMinutes(1);
        _shop.Edit(_shop.Order(10_007), edited => edited["status"] = "completed");

        for (var run = 0; run < 4; run++)
            await ReadAsync(extraction, minutes: 1);

        Assert.That(pages - 1, Is.EqualTo(6), "six pages beside the one that broke off");
        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()));
    }

    [TestCase("as documented")]
    [TestCase("orders without refunds")]
    [TestCase("no list of refunds")]
    [TestCase("silent refunds")]
    [TestCase("silent edits")]
    [TestCase("small pages")]
    public async Task Whatever_the_shops_quirks_what_happens_shows_at_once_or_within_a_night(string quirk)
    {
        _shop.Quirks = quirk switch
        {
            "orders without refunds" => new Quirks { OrdersWithoutRefunds = true, SilentRefunds = true },
            "no list of refunds" => new Quirks { NoRefundList = true, SilentRefunds = true },
            "silent refunds" => new Quirks { SilentRefunds = true },
            "silent edits" => new Quirks { SilentEdits = true },
            "small pages" => new Quirks { MostRows = 3 },
            _ => new Quirks(),
        };
        for (var i = 0; i < 30; i++)
            _shop.Sell(10 + i, created: _start.UtcDateTime.AddDays(-3 * i).AddHours(-1));
        _shop.Refund(_shop.Orders[2], 5);
        await using var extraction = await OpenAsync(10);
        await ReadAsync(extraction, minutes: 0);
        await ReadAsync(extraction, minutes: 1);
        Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()), "after the fill");

        var atOnce = !_shop.Quirks.NoRefundList;
        await AfterAsync("a part is paid back", () => _shop.Refund(_shop.Orders[5], 3.5m), atOnce);
        await AfterAsync("two are paid back", () =>
        {
            _shop.Refund(_shop.Orders[5], 1);
            _shop.Refund(_shop.Orders[7], 2);
        }, atOnce);
        await AfterAsync("a new order", () => _shop.Sell(99), atOnce: true);
        await AfterAsync("an edited total", () => _shop.Edit(_shop.Orders[9], order => order["total"] = "1.00"), !_shop.Quirks.SilentEdits);
        await AfterAsync("an order goes into the trash", () => _shop.Orders[11]["status"] = "trash", atOnce: true);
        await AfterAsync("a refund is deleted", () =>
        {
            _shop.Refunds.RemoveAt(0);
            _shop.Orders[2]["refunds"] = new System.Text.Json.Nodes.JsonArray();
        }, atOnce: false);
        await AfterAsync("a back-dated import", () => _shop.Sell(50, created: _start.UtcDateTime.AddDays(-200)), atOnce: true);

        async Task AfterAsync(string what, Action happens, bool atOnce)
        {
            // What changed within the last hour is not taken for gone.
            _clock.Now += TimeSpan.FromHours(2);
            happens();
            await ReadAsync(extraction, minutes: 15);
            if (!atOnce)
                await ReadAsync(extraction, minutes: 60 * 24);
            Assert.That(Held(extraction), Is.EqualTo(_shop.Truth()), what);
        }
    }

    private async Task<ExtractBundle> OpenAsync(int pageSize)
    {
        var server = await ScriptedShop.StartAsync();
        server.Otherwise = _shop.AnswerAsync;
        return server.Extract(store: WooCommerceDouble.Store with { PageSize = pageSize });
    }

    /// <summary>One run by a source of its own, as each run has.</summary>
    private async Task ReadAsync(ExtractBundle extraction, int minutes)
    {
        _clock.Now += TimeSpan.FromMinutes(minutes);
        await _reader.RunAsync(extraction.NewSource().Changes!, () => true);
    }

    private SortedDictionary<long, string> Held(ExtractBundle extraction) => _reader.Carts(extraction.Source.Changes!);
}
