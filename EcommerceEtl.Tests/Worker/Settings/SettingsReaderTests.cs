using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Commands;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Worker.Settings;

public sealed class SettingsReaderTests
{
    private const string Warehouse = "Host=db;Database=shop;Username=etl;Password=hunter2";

    [Test]
    public void With_only_a_connection_string_everything_else_has_its_documented_default()
    {
        var settings = Read(("ConnectionStrings:Warehouse", Warehouse));

        Assert.That(settings.Stores, Has.Length.EqualTo(1));
        Assert.Multiple(() =>
        {
            Assert.That(settings.Stores[0].Name, Is.EqualTo("fakestore"));
            Assert.That(settings.Stores[0].BaseUrl, Is.EqualTo("https://fakestoreapi.com"));
            Assert.That(settings.Stores[0].Cron, Is.EqualTo("0 0/15 * * * ?"));
            Assert.That(settings.Stores[0].Currency, Is.Empty, "what the shop says");
            Assert.That(settings.Database.Migrate, Is.EqualTo(MigrateMode.Apply));
            Assert.That(settings.Database.SessionTimeout, Is.EqualTo(TimeSpan.FromMinutes(1)));
            Assert.That(settings.Http.AttemptTimeout, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(settings.Http.RunDeadline, Is.EqualTo(TimeSpan.FromMinutes(10)));
            Assert.That(settings.Http.Retries, Is.EqualTo(4));
            Assert.That(settings.Http.MaxBodyBytes, Is.EqualTo(1_073_741_824));
            Assert.That(settings.Http.RequestsPerSecond, Is.EqualTo(10));
            Assert.That(settings.Funnel.Seed, Is.EqualTo("ecommerce"));
            Assert.That(settings.Funnel.AddToCartRate, Is.EqualTo(0.6));
            Assert.That(settings.Funnel.PurchaseRate, Is.EqualTo(0.5));
            Assert.That(settings.Landing.Path, Is.EqualTo("landing"));
            Assert.That(settings.Landing.RetentionDays, Is.EqualTo(14));
            Assert.That(settings.Quality.MaxRejectShare, Is.EqualTo(0.2));
            Assert.That(settings.Quality.MaxShrink, Is.EqualTo(0.5));
        });
    }

    [Test]
    [Fault("plain http to another machine")]
    public void Every_mistake_is_listed_at_once_with_key_value_and_what_is_allowed()
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(
            ("Database:Migrate", "maybe"), ("Database:SessionTimeout", "00:00:04"), ("Http:Retries", "-1"), ("Funnel:AddToCartRate", "1,5"),
            ("Stores:0:Name", "My Shop"), ("Stores:0:BaseUrl", "http://shop.example"), ("Stores:0:Cron", "every hour"),
            ("Stores:0:TimeZone", "Mars/Olympus"),
            ("Stores:0:Currency", "us$"), ("Stores:0:Kind", "Etsy"), ("Funnel:AddToCardRate", "0.5"), ("Stores:0:BaseURI", "x")));
        Assert.That(wrong!.Errors, Is.EquivalentTo(new[]
        {
            "ConnectionStrings:Warehouse: is required: an Npgsql connection string such as "
                + "Host=localhost;Database=ecommerce;Username=etl;Password=...",
            "Database:Migrate = 'maybe': must be apply or check.",
            "Database:SessionTimeout = '00:00:04': must be a time span hh:mm:ss or a number of seconds, from 00:00:05 to 01:00:00.",
            "Http:Retries = '-1': must be a whole number from 0 to 20.",
            "Funnel:AddToCartRate = '1,5': must be a number from 0 to 1, such as 0.25.",
            "Stores:0:Name = 'My Shop': must be 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit.",
            "Stores:0:BaseUrl = 'http://shop.example': must be https, or set AllowHttp to true for a trusted network.",
            "Stores:0:Cron = 'every hour': must be a Quartz cron expression (seconds first) that is due again, such as 0 0/15 * * * ?.",
            "Stores:0:TimeZone = 'Mars/Olympus': must be an IANA time zone such as Europe/Berlin.",
            "Stores:0:Currency = 'us$': must be an ISO 4217 code such as USD.",
            $"Stores:0:Kind = 'Etsy': must be {string.Join(" or ", ShopKinds.Names)}.",
            "Funnel:AddToCardRate: is no setting; this section has Funnel:Seed, Funnel:AddToCartRate, Funnel:PurchaseRate.",
            "Stores:0:BaseURI: is no setting; a store has Name, Kind, BaseUrl, Currency, TimeZone, Cron, Token, Token_FILE, Key, "
                + "Key_FILE, Secret, Secret_FILE, KeyIn, SaleDate, SaleStatuses, AllowHttp, Cities, Since, PageSize, "
                + "RequestsPerSecond, MaxShrink.",
        }));
    }

    [TestCase("Stores:0:PageSize", "0", "a whole number from 1 to 1000")]
    [TestCase("Stores:0:Since", "1.1.2024", "a date such as 2024-01-01")]
    [TestCase("Http:AttemptTimeout", "3601", "a time span hh:mm:ss or a number of seconds, from 00:00:00.1000000 to 01:00:00")]
    [TestCase("Http:RunDeadline", "soon", "a time span hh:mm:ss or a number of seconds, from 00:00:00.1000000 to 1.00:00:00")]
    [TestCase("Http:RetryBaseDelay", "0", "a time span hh:mm:ss or a number of seconds, from 00:00:00.0010000 to 00:05:00")]
    [TestCase("Http:MaxBodyBytes", "12", "a whole number from 1024 to 1099511627776")]
    [TestCase("Http:RequestsPerSecond", "0", "a whole number from 1 to 1000")]
    [TestCase("Funnel:PurchaseRate", "NaN", "a number from 0 to 1, such as 0.25")]
    [TestCase("Landing:RetentionDays", "0", "a whole number from 1 to 3650")]
    [TestCase("Quality:MaxRejectShare", "1.01", "a number from 0 to 1, such as 0.25")]
    [TestCase("Quality:MaxShrink", "-0.1", "a number from 0 to 1, such as 0.25")]
    [TestCase("Stores:0:Cron", "0 0 0 1 1 ? 2020", "a Quartz cron expression (seconds first) that is due again, such as 0 0/15 * * * ?")]
    [TestCase("Stores:0:AllowHttp", "yes", "true or false")]
    [TestCase("Stores:0:MaxShrink", "50 %", "a number from 0 to 1, such as 0.25")]
    [TestCase("Logging:Console:FormatterName", "systemd", "json or simple")]
    [TestCase("Logging:LogLevel:Default", "LOUD", "Trace or Debug or Information or Warning or Error or Critical or None")]
    [TestCase("Logging:LogLevel:Default", "99", "Trace or Debug or Information or Warning or Error or Critical or None")]
    [TestCase("Logging:LogLevel:Default", "Debug,Error", "Trace or Debug or Information or Warning or Error or Critical or None")]
    public void A_wrong_value_says_what_is_allowed(string key, string value, string allowed)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(
            ("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:Kind", "Vendure"), (key, value)));
        Assert.That(wrong!.Errors, Is.EqualTo(new[] { $"{key} = '{value}': must be {allowed}." }));
    }

    [TestCase("EUR")]
    [TestCase("eur")]
    [TestCase("Eur")]
    public void A_currency_may_be_written_in_any_case_of_letters(string text) =>
        Assert.That(Read(("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:Currency", text)).Stores[0].Currency, Is.EqualTo("EUR"));

    [TestCase("eurıo")]
    [TestCase("ıuı")]
    [TestCase("EU")]
    [TestCase("E1R")]
    public void A_currency_is_three_letters_from_A_to_Z(string text) =>
        Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:Currency", text)));

    [Test]
    public void A_store_may_shrink_as_far_as_it_says_itself_or_else_as_all_may()
    {
        var settings = Read(
            ("ConnectionStrings:Warehouse", Warehouse), ("Quality:MaxShrink", "0.3"), ("Stores:0:Name", "a"), ("Stores:0:MaxShrink", "1"),
            ("Stores:1:Name", "b"));

        Assert.That(settings.Stores.Select(settings.MaxShrink), Is.EqualTo(new[] { 1, 0.3 }));
    }

    [TestCase("30", 30)]
    [TestCase("0.5", 0.5)]
    [TestCase("00:02:00", 120)]
    public void A_time_is_a_time_span_or_a_number_of_seconds(string text, double seconds) =>
        Assert.That(
            Read(("ConnectionStrings:Warehouse", Warehouse), ("Http:AttemptTimeout", text)).Http.AttemptTimeout,
            Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("99999999999999999999999999")]
    [TestCase("-5")]
    [TestCase("1,5")]
    public void A_number_of_seconds_that_no_time_can_be_is_refused(string text) =>
        Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), ("Http:AttemptTimeout", text)));

    [TestCase("INFO", "Information")]
    [TestCase("warn", "Warning")]
    [TestCase("Fatal", "Critical")]
    [TestCase("debug", "debug")]
    public void Log_levels_may_have_the_names_that_other_libraries_give_them(string text, string level)
    {
        const string key = "Logging:LogLevel:Default";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, text)]).Build();

        LogLevels.Translate(configuration);

        Assert.That(configuration[key], Is.EqualTo(level));
        Assert.DoesNotThrow(() => Read(("ConnectionStrings:Warehouse", Warehouse), (key, text)));
    }

    [TestCase("Stores", "https://shop.test", "Stores: must be a list of stores, such as Stores:0:BaseUrl (Stores__0__BaseUrl in the "
        + "environment), and no value.")]
    [TestCase("Stores:0", "https://shop.test", "Stores:0: must be the settings of a store, such as Stores:0:BaseUrl, and no value.")]
    [TestCase("Stores:BaseUrl", "https://shop.test", "Stores:BaseUrl: must be the settings of a store, such as Stores:0:BaseUrl, and no "
        + "value.")]
    [TestCase("Stores:Token", "hunter2", "Stores:Token: must be the settings of a store, such as Stores:0:BaseUrl, and no value.")]
    public void A_setting_of_no_store_is_refused_instead_of_loading_the_default_one(string key, string value, string said)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), (key, value)));

        Assert.That(wrong!.Errors, Is.EqualTo(new[] { said }));
    }

    [TestCase("OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [TestCase("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")]
    [TestCase("OTEL_EXPORTER_OTLP_CLIENT_KEY")]
    public void A_file_of_the_collector_that_is_not_there_is_named(string key)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), (key, "/no/such/file")));

        Assert.That(wrong!.Errors, Is.EqualTo(new[] { $"{key}: there is no such file as '/no/such/file'." }));
    }

    [Test]
    public void Two_stores_must_not_share_a_name()
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(
            ("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:Name", "a"), ("Stores:1:Name", "a")));

        Assert.That(wrong!.Errors, Is.EqualTo(new[] { "Stores:N:Name = 'a': must be different for each store." }));
    }

    [TestCase("https://user:hunter2@shop.example")]
    [TestCase("https://shop.example/api?key=hunter2")]
    [TestCase("ftp://user:hunter2@shop.example")]
    public void A_secret_in_an_address_is_refused_and_not_repeated(string url)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:BaseUrl", url)));

        Assert.That(wrong!.Errors.Single(), Does.StartWith("Stores:0:BaseUrl").And.Not.Contain("hunter2"));
    }

    [Test]
    public void A_secret_can_stand_in_a_file()
    {
        Assert.That(ReadFile($"\n  {Warehouse} \r\n\n").Database.ConnectionString, Is.EqualTo(Warehouse));
    }

    [TestCase(Warehouse + "\nSSL Mode=Require", "the file holds more than one line; a secret is one line.")]
    [TestCase(" \n\n", "the file is empty; it must hold the secret.")]
    [TestCase("", "the file is empty; it must hold the secret.")]
    public void A_file_that_holds_no_secret_or_more_than_one_line_is_refused_without_repeating_it(string content, string said)
    {
        var wrong = Assert.Throws<SettingsException>(() => ReadFile(content));

        Assert.That(wrong!.Errors.Single(), Does.StartWith("ConnectionStrings:Warehouse_FILE = '/").And.EndsWith($"': {said}"));
    }

    [Test]
    public void A_secret_file_that_cannot_be_read_is_named()
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse_FILE", "/nowhere/password")));

        Assert.That(wrong!.Errors.Single(),
            Does.StartWith("ConnectionStrings:Warehouse_FILE = '/nowhere/password': the file cannot be read"));
    }

    [TestCase("hunter2\nhunter3")]
    [TestCase("hunter2\r")]
    [TestCase("hünter2")]
    [TestCase("hunter2 ")]
    public void A_token_that_no_header_can_hold_is_refused_and_not_repeated(string token)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:Token", token)));

        Assert.That(
            wrong!.Errors,
            Is.EqualTo(
                new[] { "Stores:0:Token: must be visible ASCII characters, without spaces and line breaks: it is sent as a header." }));
    }

    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")]
    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector:4317")]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "//collector")]
    public void A_collector_without_a_scheme_is_refused(string key, string value)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), (key, value)));

        Assert.That(wrong!.Errors, Is.EqualTo(
            new[] { $"{key} = '{value}': must be an address with http:// or https://, such as http://collector:4317." }));
    }

    [TestCase("OTEL_EXPORTER_OTLP_HEADERS", "hunter2")]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b,hunter2")]
    public void Headers_that_the_exporter_cannot_read_are_refused_and_not_repeated(string key, string value)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(("ConnectionStrings:Warehouse", Warehouse), (key, value)));

        Assert.That(wrong!.Errors, Is.EqualTo(new[] { $"{key}: must be NAME=value, several of them parted by commas." }));
    }

    [Test]
    public void A_listener_that_is_set_elsewhere_is_refused()
    {
        var wrong = Assert.Throws<SettingsException>(
            () => Read(("ConnectionStrings:Warehouse", Warehouse), ("Kestrel:Endpoints:Http:Url", "http://*:9000")));

        Assert.That(wrong!.Errors, Is.EqualTo(
            new[] { "Kestrel:Endpoints:Http:Url: is no setting; ASPNETCORE_URLS says where the endpoints listen." }));
    }

    [TestCase("{ \"Http\": ")]
    [TestCase("{ \"Http\": { \"Retries\": 1, \"retries\": 2 } }")]
    public void A_settings_file_that_cannot_be_read_is_named(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "appsettings.json"), json);

        var wrong = Assert.Throws<SettingsException>(() => CommandHost.Configuration(folder.Path));

        Assert.That(wrong!.Errors.Single(), Does.StartWith($"{Path.Combine(folder.Path, "appsettings.json")}: cannot be read: "));
    }

    [Test]
    public void The_printed_settings_hold_no_secret()
    {
        var settings = Read(("ConnectionStrings:Warehouse", Warehouse), ("Stores:0:Token", "tok-123"));

        var text = string.Join('\n', Setting.Of(settings).Select(setting => setting.Shown()));

        Assert.That(text, Does.Contain("Host=db").And.Contain("***").And.Not.Contain("hunter2").And.Not.Contain("tok-123"));
    }

    [Test]
    public void A_collector_is_printed_without_the_password_in_its_address() =>
        Assert.That(
            Setting.Of(Read(
                ("ConnectionStrings:Warehouse", Warehouse), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://etl:hunter2@collector:4317")))
                .Select(setting => setting.Shown()),
            Has.None.Contains("hunter2"));

    private static WorkerSettings ReadFile(string content)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "secret");
        File.WriteAllText(file, content);
        return Read(("ConnectionStrings:Warehouse_FILE", file));
    }

    private static WorkerSettings Read(params (string Key, string Value)[] values) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build(), ShopKinds.Names);
}
