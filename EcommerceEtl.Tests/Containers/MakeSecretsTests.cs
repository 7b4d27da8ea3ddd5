using System.Runtime.Versioning;

namespace EcommerceEtl.Tests.Containers;

/// <summary>The script of the service <c>init</c>, in a folder of the test's own; who owns a file is left out, since only root gives files
/// away.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MakeSecretsTests
{
    private const string WellKnownKey = "SW2YcwTIb9zpOOhoPsMm";

    private DirectoryInfo _folder = null!;

    private string Secrets => Path.Combine(_folder.FullName, "secrets");

    [SetUp]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("secrets-");
        Directory.CreateDirectory(Secrets);
        var chown = Path.Combine(_folder.FullName, "chown");
        File.WriteAllText(chown, "#!/bin/sh\n");
        File.SetUnixFileMode(chown, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [TearDown]
    public void Remove() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_new_installation_has_a_key_of_its_own_for_Grafana_and_keeps_it()
    {
        await MakeAsync();
        var key = Read("grafana_secret_key");
        Assert.That(key, Does.Match("^[0-9a-f]{64}$").And.Not.EqualTo(Read("grafana_admin_password")));

        await MakeAsync();

        Assert.That(Read("grafana_secret_key"), Is.EqualTo(key));
        Assert.That(
            Directory.EnumerateFiles(Secrets, "*", SearchOption.AllDirectories).Select(File.GetUnixFileMode),
            Is.All.EqualTo(UnixFileMode.UserRead));
    }

    [Test]
    public async Task A_Grafana_of_an_earlier_version_keeps_the_key_that_its_database_is_encrypted_with()
    {
        await File.WriteAllTextAsync(Path.Combine(Secrets, "grafana_admin_password"), "as it was");

        await MakeAsync();

        Assert.That((Read("grafana_secret_key"), Read("grafana_admin_password")), Is.EqualTo((WellKnownKey, "as it was")));
    }

    [Test]
    public async Task The_shops_token_becomes_the_workers_and_goes_when_it_is_not_named_any_more()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "vendure"), "lookup:secret\n");

        await MakeAsync("./secrets/vendure");
        Assert.That(Read("store/vendure"), Is.EqualTo("lookup:secret\n"));

        await MakeAsync();
        Assert.That(Directory.GetFiles(Path.Combine(Secrets, "store")), Is.Empty);
    }

    [Test]
    public async Task A_token_file_that_is_missing_ends_the_start_and_is_named()
    {
        var exit = await RunAsync("secrets/nothing");

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Everything, Does.Contain("The file secrets/nothing is missing or empty. It must hold the shop's token"));
    }

    [TestCase("vendure")]
    [TestCase("/run/secrets/vendure")]
    [TestCase("secrets/")]
    [TestCase("secrets/../vendure")]
    public async Task A_token_file_elsewhere_than_in_the_folder_of_secrets_is_refused(string file)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "vendure"), "lookup:secret\n");

        var exit = await RunAsync(file);

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Everything, Does.Contain($".env names '{file}' for the shop's token. It must be a file of the folder secrets"));
    }

    [Test]
    public async Task Two_addresses_of_the_shop_are_refused()
    {
        var exit = await RunAsync("", ("STORE_URL", "https://shop.example"), ("API_BASE_URL", "https://other.example"));

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Everything, Does.Contain("both STORE_URL and API_BASE_URL"));
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(Secrets, file));

    private async Task MakeAsync(string token = "")
    {
        var exit = await RunAsync(token);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
    }

    private Task<WorkerExit> RunAsync(string token, params (string Name, string Value)[] more)
    {
        var admin = Directory.CreateDirectory(Path.Combine(_folder.FullName, "admin-secrets")).FullName;
        return ChildProcess.RunAsync(
            ["sh", Path.Combine(Repository.Root, "scripts", "make-secrets.sh"), Secrets, admin],
            new Dictionary<string, string?>(more.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
            {
                ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
                ["STORE_SECRETS"] = _folder.FullName,
                ["STORE_TOKEN_FILE"] = token,
            });
    }
}
