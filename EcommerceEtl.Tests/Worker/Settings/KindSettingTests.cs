using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Worker.Settings;

public class KindSettingTests
{
    [TestCase("DummyJson", "Since", "2024-01-01")]
    [TestCase("FakeStore", "Since", "2024-01-01")]
    [TestCase("FakeStore", "PageSize", "50")]
    [TestCase("FakeStore", "Key_FILE", "/dev/null/key")]
    [TestCase("FakeStore", "SaleDate", "created")]
    [TestCase("Vendure", "Secret", "cs_1")]
    [TestCase("Vendure", "KeyIn", "query")]
    [TestCase("Vendure", "SaleStatuses", "shipped")]
    [TestCase("WooCommerce", "Token", "abc")]
    public void A_setting_that_the_kind_does_not_use_is_refused(string kind, string setting, string value)
    {
        var wrong = Assert.Throws<SettingsException>(() => SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:Warehouse"] = "Host=db;Username=etl",
                ["Stores:0:Kind"] = kind,
                [$"Stores:0:{setting}"] = value,
            }).Build(), ShopKinds.Names));

        Assert.That(wrong!.Errors, Has.One.Matches(
            $@"^Stores:0:{setting.Replace("_FILE", "", StringComparison.Ordinal)}: is not used by a shop of the kind {kind}, only by "
            + @"(?!.*\b" + kind + @"\b.*Remove).+\. Remove it, or correct the store's Kind\.$"));
    }
}
