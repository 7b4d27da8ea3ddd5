using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Worker.Settings;

public sealed class TokenSettingTests
{
    [TestCase("http://shop.example", "Token", false)]
    [TestCase("http://shop.example", "Key", false)]
    [TestCase("http://shop.example", "Secret", false)]
    [TestCase("https://shop.example", "Token", true)]
    [TestCase("http://127.0.0.1:3000", "Token", true)]
    [TestCase("http://127.0.0.1:3000", "Key", true)]
    public void A_secret_is_not_sent_over_plain_http_to_another_machine(string address, string secret, bool isAllowed)
    {
        var values = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Warehouse"] = "Host=db;Username=etl",
            ["Stores:0:BaseUrl"] = address,
            ["Stores:0:AllowHttp"] = "true",
            ["Stores:0:Kind"] = secret == "Token" ? "FakeStore" : "WooCommerce",
            [$"Stores:0:{secret}"] = "hunter2",
        };
        WorkerSettings Read() => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), ShopKinds.Names);

        if (isAllowed)
            Assert.That(Read().Stores[0] is { Token: "hunter2" } or { Key: "hunter2" });
        else
            Assert.That(
                Assert.Throws<SettingsException>(() => Read())!.Errors.Single(),
                Does.Contain("must be https, since the store's Token").And.Not.Contain("hunter2"));
    }

    [TestCase("FakeStore", null, null)]
    [TestCase("WooCommerce", null, 2)]
    [TestCase("WooCommerce", "7", 7)]
    public void A_kind_whose_shops_bear_little_is_asked_slowly_unless_the_settings_say_otherwise(string kind, string? set, int? pace)
    {
        var values = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Warehouse"] = "Host=db;Username=etl",
            ["Stores:0:BaseUrl"] = "https://shop.example",
            ["Stores:0:Kind"] = kind,
            ["Stores:0:RequestsPerSecond"] = set,
        };
        var settings = SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build(), ["FakeStore", "WooCommerce"]);
        Assert.That(settings.Stores[0].RequestsPerSecond, Is.EqualTo(pace));
    }
}
