using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Worker.Settings;

/// <summary>An address on which <c>serve</c> could not listen, or would listen elsewhere than it says, is refused when the settings are
/// read.</summary>
public sealed class ListenAddressTests
{
    private const string Form =
        "an address such as http://localhost:8080, http://+:8080 (all of this machine) or http://unix:/run/etl.sock";
    private const string HostAndPort =
        "http://HOST:PORT with a port from 1 to 65535 and an address of this machine, localhost or + for HOST";
    private const string Plain = "an address of http: the endpoints have no certificate. A proxy before them can speak https";

    [TestCase("", "one address or several parted by semicolons, such as http://localhost:8080")]
    [TestCase(" ; ", "one address or several parted by semicolons, such as http://localhost:8080")]
    [TestCase("8080", Form)]
    [TestCase("0.0.0.0:8080", Form)]
    [TestCase("localhost", Form)]
    [TestCase("/run/etl.sock", Form)]
    [TestCase("unix:/run/etl.sock", Form)]
    [TestCase("http://", Form)]
    [TestCase("http://:8080", Form)]
    [TestCase("https://localhost:8443", Plain)]
    [TestCase("ftp://localhost:8080", Plain)]
    [TestCase("http://localhost:8080/base", "an address without a path")]
    [TestCase("http://localhost:99999", HostAndPort)]
    [TestCase("http://localhost:0", HostAndPort)]
    [TestCase("http://localhost:-1", HostAndPort)]
    [TestCase("http://localhost:abc", HostAndPort)]
    [TestCase("http://localhost:8080?a=b", HostAndPort)]
    [TestCase("http://[::1:8080", HostAndPort)]
    [TestCase("http://a b:8080", HostAndPort)]
    [TestCase("http://unix:relative.sock", HostAndPort)]
    [TestCase("http://192.0.2.1:8080", "an address of this machine")]
    [TestCase("http://[2001:db8::1]:8080", "an address of this machine")]
    [TestCase("http://unix:/no/such/folder/etl.sock", "the path of a Unix socket in a folder that is there")]
    [TestCase("http://unix:/tmp", "the path of a Unix socket in a folder that is there")]
    public void An_address_that_cannot_be_listened_on_is_refused(string urls, string allowed) =>
        Assert.That(Read(urls).Mistakes, Is.EqualTo(new[] { $"ASPNETCORE_URLS = '{urls}': must be {allowed}." }));

    [Test]
    public void A_socket_path_that_the_system_cannot_hold_is_refused()
    {
        var path = $"http://unix:/tmp/{new string('x', 110)}";

        Assert.That(Read(path).Mistakes,
            Is.EqualTo(new[] { $"ASPNETCORE_URLS = '{path}': must be the path of a Unix socket of at most 107 bytes." }));
    }

    [Test]
    public void Each_of_several_is_looked_at_and_none_may_stand_there_twice() =>
        Assert.That(
            Read("8080; http://localhost:8081 ;http://localhost:0;HTTP://localhost:8081").Mistakes,
            Is.EqualTo(new[]
            {
                $"ASPNETCORE_URLS = '8080': must be {Form}.", "ASPNETCORE_URLS = 'http://localhost:8081': must be there once only.",
                $"ASPNETCORE_URLS = 'http://localhost:0': must be {HostAndPort}.",
            }));

    [Test]
    public void A_password_in_an_address_is_not_repeated() =>
        Assert.That(Read("http://user:hunter2@localhost:8080").Mistakes,
            Is.EqualTo(new[] { $"ASPNETCORE_URLS = '***': must be {HostAndPort}." }));

    [Test]
    public void The_page_has_an_address_of_its_own_of_the_same_form()
    {
        Assert.That(Refused(("Web:Urls", "8081")), Is.EqualTo(new[] { $"Web:Urls = '8081': must be {Form}." }));
        Assert.That(
            Refused(("ASPNETCORE_URLS", "http://+:80;http://+:81"), ("Web:Urls", "http://+:82;http://+:81")),
            Is.EqualTo(new[] { "Web:Urls = 'http://+:81': must be another address than those of ASPNETCORE_URLS." }));
        Assert.That(Refused(("ASPNETCORE_URLS", "http://+:81"), ("Web:Urls", "http://+:81"), ("Web:Enabled", "false")), Is.Empty);
        Assert.That(Refused(("ASPNETCORE_URLS", "http://localhost:8081")), Is.Empty, "nobody chose the page's standard address");
    }

    [TestCase(null, "http://localhost:8080")]
    [TestCase("http://+:8080")]
    [TestCase("http://*:80")]
    [TestCase("http://0.0.0.0:5000/")]
    [TestCase("http://127.0.0.1:5000")]
    [TestCase("http://[::]:5000")]
    [TestCase("http://localhost")]
    [TestCase("http://etl:8080")]
    [TestCase("http://unix:/tmp/etl.sock")]
    [TestCase("http://localhost:8080; http://unix:/tmp/etl.sock;", "http://localhost:8080", "http://unix:/tmp/etl.sock")]
    public void An_address_that_can_be_listened_on_is_taken(string? urls, params string[] addresses)
    {
        var (read, mistakes) = Read(urls);

        Assert.That(mistakes, Is.Empty);
        Assert.That(read, Is.EqualTo(addresses.Length == 0 ? [urls!] : addresses));
    }

    private static string[] Refused(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        try
        {
            SettingsReader.Read(configuration, ["FakeStore"], needsDatabase: false);
            return [];
        }
        catch (SettingsException refused)
        {
            return [.. refused.Errors];
        }
    }

    private static (string[] Urls, string[] Mistakes) Read(string? urls)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(urls is null ? [] : [new("ASPNETCORE_URLS", urls)]).Build();
        var (settings, mistakes) = (new WorkerSettings { Stores = [] }, new List<string>());
        var source = new SettingSource(configuration, mistakes);
        source.Fill(settings);
        ListenAddresses.Check(ListenAddresses.Key, settings.Urls, urls, source);
        return ([.. settings.Urls], [.. mistakes]);
    }
}
