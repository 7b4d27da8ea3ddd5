using EcommerceEtl.Worker.Settings;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>What makes a configured shop another one than the store's, and what an operator may accept.</summary>
public sealed class StoreChangeTests : PipelineTestCase
{
    [TestCase("path")]
    [TestCase("port")]
    [TestCase("host")]
    public async Task Another_address_under_a_known_name_is_refused_until_the_operator_accepts_it(string what)
    {
        await Pipeline.SucceedAsync();
        await using var other = await ShopDouble.FakeStoreAsync();
        if (what == "path")
            Shop.Before = WithoutPrefix("/staging");
        Use(what switch
        {
            "path" => store => store with { BaseUrl = $"{Shop.Url}/staging" },
            "port" => store => store with { BaseUrl = other.Url },
            _ => store => store with { BaseUrl = Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) },
        });
        var now = Pipeline.Settings.Stores[0].BaseUrl;

        Assert.That(await FailAsync(ErrorCode.StoreChanged), Does.Contain($"address {Shop.Url} -> {now}")
            .And.Contain("run --store fakestore --accept-store-change"));

        await Pipeline.SucceedAsync(request => request with { AcceptStoreChange = true });
        await Pipeline.SucceedAsync();
        await GivesAsync("SELECT address FROM stores", [now]);
    }

    [Test]
    public async Task Another_kind_under_a_known_name_is_refused_until_the_operator_accepts_it()
    {
        await Pipeline.SucceedAsync();
        await Pipeline.Database.ExecuteAsync("UPDATE stores SET kind = 'Other'");

        Assert.That(await FailAsync(ErrorCode.StoreChanged), Does.Contain("kind Other -> FakeStore").And.Contain("--accept-store-change"));

        await Pipeline.SucceedAsync(request => request with { AcceptStoreChange = true });
        await GivesAsync("SELECT kind FROM stores", ["FakeStore"]);
    }

    [Test]
    public async Task What_means_nothing_in_an_address_makes_no_other_shop()
    {
        Shop.Before = WithoutPrefix("/api");
        Use(store => store with { BaseUrl = $"{Shop.Url}/api" });
        await Pipeline.SucceedAsync();

        Use(store => store with { BaseUrl = $"{Shop.Url.Replace("http", "HTTP", StringComparison.Ordinal)}/api/" });

        await Pipeline.SucceedAsync();
        await GivesAsync("SELECT address FROM stores", [$"{Shop.Url}/api"]);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Fault("another currency under a known name")]
    public async Task Another_currency_is_never_accepted(bool accept)
    {
        await Pipeline.SucceedAsync();
        Use(store => store with { Currency = "EUR" });

        var message = await FailAsync(ErrorCode.StoreChanged, request => request with { AcceptStoreChange = accept });

        Assert.That(
            message,
            Does.Contain("Store 'fakestore' is known with amounts in USD").And.Contain("settings now say EUR")
                .And.Contain("a store name of its own")
                .And.Not.Contain("--accept-store-change"));
        await GivesAsync("SELECT currency FROM stores", ["USD"]);
    }

    [Test]
    public async Task A_store_that_never_succeeded_may_still_be_set_right()
    {
        var right = Pipeline.Settings.Stores[0];
        Use(store => store with { BaseUrl = $"{Shop.Url}/typo", Currency = "EUR" });
        Assert.That((await Pipeline.RunAsync()).Error?.Code, Is.EqualTo(ErrorCode.SourceError));

        Use(_ => right);

        await Pipeline.SucceedAsync();
        await GivesAsync("SELECT address, currency FROM stores", [$"{Shop.Url}|USD"]);
    }

    private static Func<HttpContext, bool> WithoutPrefix(string prefix) => context =>
    {
        if (context.Request.Path.StartsWithSegments(prefix, out var rest))
            context.Request.Path = rest;
        return false;
    };

    private void Use(Func<StoreOptions, StoreOptions> change) =>
        Pipeline.Settings = Pipeline.Settings with { Stores = [change(Pipeline.Settings.Stores[0])] };
}
