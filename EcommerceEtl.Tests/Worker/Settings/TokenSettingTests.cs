using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Worker.Settings;

public sealed class TokenSettingTests
{
    [TestCase("http://shop.example", false)]
    [TestCase("https://shop.example", true)]
    [TestCase("http://127.0.0.1:3000", true)]
    public void A_token_is_not_sent_over_plain_http_to_another_machine(string address, bool isAllowed)
    {
        var values = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Warehouse"] = "Host=db;Username=etl",
            ["Stores:0:BaseUrl"] = address,
            ["Stores:0:AllowHttp"] = "true",
            ["Stores:0:Token"] = "hunter2",
        };
        WorkerSettings Read() => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), ["FakeStore"]);

        if (isAllowed)
            Assert.That(Read().Stores[0].Token, Is.EqualTo("hunter2"));
        else
            Assert.That(
                Assert.Throws<SettingsException>(() => Read())!.Errors.Single(),
                Does.Contain("must be https, since the store's Token").And.Not.Contain("hunter2"));
    }
}
