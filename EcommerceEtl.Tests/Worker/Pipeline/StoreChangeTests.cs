using EcommerceEtl.Tests.Worker.Sources.WooCommerce;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What makes a configured shop another one than the store's, and what an operator may accept.</summary>
public sealed class StoreChangeTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("path")]
    [TestCase("port")]
    [TestCase("host")]
    public async Task Another_address_under_a_known_name_is_refused_until_the_operator_accepts_it(string what)
    {
        await _test.SucceedAsync();
        await using var other = await ShopDouble.FakeStoreAsync();
        if (what == "path")
            _test.Shop.Before = WithoutPrefix("/staging");
        var now = what switch
        {
            "path" => $"{_test.Shop.Url}/staging",
            "port" => other.Url,
            _ => _test.Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
        };
        _test.Store = _test.Store with { BaseUrl = now };

        Assert.That(await _test.FailAsync(ErrorCode.StoreChanged), Does.Contain($"address {_test.Shop.Url} -> {now}")
            .And.Contain("run --store fakestore --accept-store-change"));

        await _test.SucceedAsync(request => request with { AcceptStoreChange = true });
        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT address FROM stores", [now]);
    }

    [Test]
    public async Task Another_kind_under_a_known_name_is_refused_until_the_operator_accepts_it()
    {
        await _test.SucceedAsync();
        await _test.Database.ExecuteAsync("UPDATE stores SET kind = 'Other'");

        Assert.That(await _test.FailAsync(ErrorCode.StoreChanged),
            Does.Contain("kind Other -> FakeStore").And.Contain("--accept-store-change"));

        await _test.SucceedAsync(request => request with { AcceptStoreChange = true });
        await _test.GivesAsync("SELECT kind FROM stores", ["FakeStore"]);
    }

    [Test]
    public async Task A_store_that_becomes_one_that_states_orders_holds_what_a_fresh_one_would()
    {
        _test.Store = _test.Store with { Name = "woo", Currency = "EUR", TimeZone = "Europe/Berlin" };
        await _test.SucceedAsync();
        RecordedSource.Serve(_test, "Europe/Berlin");

        Assert.That(await _test.FailAsync(ErrorCode.StoreChanged), Does.Contain("kind FakeStore -> RecordedWooCommerce"));

        await _test.SucceedAsync(request => request with { AcceptStoreChange = true, AcceptShrink = true });
        await _test.Database.HoldsAsync();
        await _test.GivesAsync("SELECT view_origin, purchase_origin, open_carts FROM stores", ["none|observed|checkouts"]);
        await _test.GivesAsync("""
            SELECT day, sessions, orders, added, trim_scale(gross), trim_scale(returns), trim_scale(tax)
            FROM daily_totals
            """, ["2026-11-24|10|8|10|584.25|47.1|108.75"]);
        await _test.GivesAsync("SELECT count(viewed_at) FROM cart_lines", ["0"]);
    }

    [Test]
    public async Task What_means_nothing_in_an_address_makes_no_other_shop()
    {
        _test.Shop.Before = WithoutPrefix("/api");
        _test.Store = _test.Store with { BaseUrl = $"{_test.Shop.Url}/api" };
        await _test.SucceedAsync();

        _test.Store = _test.Store with { BaseUrl = $"{_test.Shop.Url.Replace("http", "HTTP", StringComparison.Ordinal)}/api/" };

        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT address FROM stores", [$"{_test.Shop.Url}/api"]);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Fault("another currency under a known name")]
    public async Task Another_currency_is_never_accepted(bool accept)
    {
        await _test.SucceedAsync();
        _test.Store = _test.Store with { Currency = "EUR" };

        var message = await _test.FailAsync(ErrorCode.StoreChanged, request => request with { AcceptStoreChange = accept });

        Assert.That(
            message,
            Does.Contain("Store 'fakestore' is known with amounts in USD").And.Contain("settings now say EUR")
                .And.Contain("a store name of its own")
                .And.Not.Contain("--accept-store-change"));
        await _test.GivesAsync("SELECT currency FROM stores", ["USD"]);
    }

    [Test]
    public async Task A_store_that_never_succeeded_may_still_be_set_right()
    {
        var right = _test.Store;
        _test.Store = _test.Store with { BaseUrl = $"{_test.Shop.Url}/typo", Currency = "EUR" };
        Assert.That((await _test.RunAsync()).Error?.Code, Is.EqualTo(ErrorCode.SourceError));

        _test.Store = right;

        await _test.SucceedAsync();
        await _test.GivesAsync("SELECT address, currency FROM stores", [$"{_test.Shop.Url}|USD"]);
    }

    private static Func<HttpContext, bool> WithoutPrefix(string prefix) => context =>
    {
        if (context.Request.Path.StartsWithSegments(prefix, out var rest))
            context.Request.Path = rest;
        return false;
    };
}
