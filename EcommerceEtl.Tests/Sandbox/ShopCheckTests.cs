using EcommerceEtl.Sandbox;
using EcommerceEtl.Sandbox.Web;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Sandbox;

public sealed class ShopCheckTests
{
    [Test]
    public async Task A_shop_that_answers_is_well()
    {
        var clock = new FakeTimeProvider(ShopReading.Opening.AddSeconds(60));
        await using var app = ShopHost.Build(new ShopSettings(7, 20, ShopReading.Opening), clock, "http://127.0.0.1:0");
        await app.StartAsync();

        Assert.That(await ShopCheck.Command().Parse([app.Urls.Single()]).InvokeAsync(), Is.Zero);
    }

    [Test]
    public async Task Where_no_shop_answers_the_check_fails() =>
        Assert.That(await ShopCheck.Command().Parse(["http://127.0.0.1:1"]).InvokeAsync(), Is.EqualTo(1));

    [Test]
    public void What_is_no_address_is_refused() => Assert.That(ShopCheck.Command().Parse(["shop"]).Errors, Is.Not.Empty);
}
