using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>config</c>: every setting in force, no secret.</summary>
internal sealed class ConfigCommandTests
{
    private static readonly string[] Keys =
    [
        "ConnectionStrings:Warehouse", "Database:Migrate", "Database:SessionTimeout", "Stores:0:Name", "Stores:0:Kind", "Stores:0:BaseUrl",
        "Stores:0:Currency",
        "Stores:0:TimeZone", "Stores:0:Cron", "Stores:0:Token", "Stores:0:Key", "Stores:0:Secret", "Stores:0:KeyIn",
        "Stores:0:SaleDate", "Stores:0:SaleStatuses", "Stores:0:AllowHttp", "Stores:0:Cities", "Stores:0:Since",
        "Stores:0:PageSize",
        "Stores:0:RequestsPerSecond", "Stores:0:MaxShrink",
        "Http:AttemptTimeout", "Http:RunDeadline",
        "Http:Retries", "Http:RetryBaseDelay", "Http:MaxBodyBytes", "Http:RequestsPerSecond", "Funnel:Seed", "Funnel:AddToCartRate",
        "Funnel:PurchaseRate", "Landing:Path",
        "Landing:RetentionDays", "Quality:MaxRejectShare", "Quality:MaxShrink", "Web:Enabled", "Web:Urls",
        "AllowedHosts", "Roles:Worker:PasswordFile",
        "Roles:Reader:PasswordFile",
        "Roles:Analyst:PasswordFile", "ASPNETCORE_URLS", "OTEL_EXPORTER_OTLP_ENDPOINT",
    ];

    [TestCase("FakeStore", "Token")]
    [TestCase("WooCommerce", "Key")]
    [TestCase("WooCommerce", "Secret")]
    public async Task Every_setting_is_printed_and_every_secret_masked(string kind, string secret)
    {
        await using var test = new WorkerBundle();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Host=db;Username=etl;Password=hunter2;SSL Password=hunter3;Database=shop\n");
        test.Settings["ConnectionStrings__Warehouse"] = null;
        test.Settings["ConnectionStrings__Warehouse_FILE"] = file;
        test.Settings["Stores__0__Kind"] = kind;
        test.Settings[$"Stores__0__{secret}"] = "hunter4";
        test.Settings["Funnel__AddToCartRate"] = "0.25";

        var plain = await test.DoneAsync("config");
        using var json = JsonDocument.Parse((await test.DoneAsync("config", "--json")).Output);
        File.Delete(file);

        Assert.That(plain.Output.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]), Is.EqualTo(Keys));
        Assert.That(json.RootElement.EnumerateObject().Select(setting => setting.Name), Is.EqualTo(Keys));
        Assert.That(plain.Everything + json.RootElement, Does.Not.Contain("hunter"));
        Assert.That(json.RootElement.GetProperty("ConnectionStrings:Warehouse").GetString(), Does.Contain("Host=db").And.Contain("***"));
        Assert.That(plain.Output, Does.Match($@"(?m)^Stores:0:{secret} +\*\*\*$").And.Match(@"(?m)^Funnel:AddToCartRate +0\.25$")
            .And.Match("(?m)^Http:RunDeadline +00:10:00$"));
        Assert.That(plain.Error, Is.Empty);
    }

    [Test]
    public async Task The_settings_can_be_seen_without_a_database_and_under_a_language_with_decimal_commas()
    {
        await using var test = new WorkerBundle();
        test.Settings["ConnectionStrings__Warehouse"] = null;
        test.Settings["LANG"] = test.Settings["LC_ALL"] = "de_DE.UTF-8";

        var config = await test.ProcessAsync("config");

        Assert.That(config.Output, Does.Match(@"(?m)^ConnectionStrings:Warehouse +\(none").And.Match(@"(?m)^Funnel:AddToCartRate +0\.6$"));
    }
}
