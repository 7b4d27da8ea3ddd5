using System.Text.RegularExpressions;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Containers;

public sealed class ComposeWiringTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    [TestCase("postgres", "init", "service_completed_successfully")]
    [TestCase("migrate", "postgres", "service_healthy")]
    [TestCase("etl", "migrate", "service_completed_successfully")]
    [TestCase("admin", "migrate", "service_completed_successfully")]
    [TestCase("alertmanager", "init", "service_completed_successfully")]
    [TestCase("grafana", "init", "service_completed_successfully")]
    [TestCase("grafana", "migrate", "service_completed_successfully")]
    public void Who_needs_another_waits_until_it_is_done(string service, string other, string condition) =>
        Assert.That(Compose.Services[service].DependsOn, Does.ContainKey(other).WithValue(condition));

    [TestCase("postgres", "database:/var/lib/postgresql")]
    [TestCase("etl", "landing:/var/lib/ecommerce-etl/landing")]
    [TestCase("admin", "landing:/var/lib/ecommerce-etl/landing")]
    [TestCase("prometheus", "metrics:/prometheus")]
    [TestCase("alertmanager", "silences:/alertmanager")]
    [TestCase("grafana", "grafana:/var/lib/grafana")]
    public void What_must_outlive_a_container_lies_in_a_volume(string service, string volume) =>
        Assert.That(Compose.Services[service].Items("volumes"), Does.Contain(volume));

    [Test]
    public void Secrets_are_read_from_files()
    {
        Assert.Multiple(() =>
        {
            foreach (var service in Compose.Services.Values)
                foreach (var (key, value) in service.Environment.Where(pair => IsSecret(pair.Key)))
                    if (key.EndsWith("_FILE", StringComparison.Ordinal) || key.EndsWith("PasswordFile", StringComparison.Ordinal))
                        Assert.That(value, Is.Empty.Or.StartsWith("/run/secrets/"), key);
                    else
                        Assert.That((service.Name, value), Is.EqualTo(("init", "")),
                            $"{key}: only what makes the files may be given one, and by default is not");
        });

        static bool IsSecret(string key) =>
            new[] { "PASSWORD", "TOKEN", "SECRET", "CONNECTIONSTRING" }.Any(key.ToUpperInvariant().Contains);
    }

    [Test]
    public void A_service_that_reads_secrets_cannot_change_them()
    {
        var mounts = Compose.Services.Values.Where(service => service.Name != "init")
            .SelectMany(service => service.Items("volumes"))
            .Where(volume => volume.Split(':')[0].EndsWith("secrets", StringComparison.Ordinal)).ToList();

        Assert.That(mounts, Has.Count.GreaterThan(3).And.All.EndsWith(":ro"));
    }

    [Test]
    public void The_owners_connection_and_the_landing_zone_meet_in_one_service_that_does_not_run_by_itself()
    {
        var admin = Compose.Services["admin"];
        Assert.That((admin.IsTask, admin.Items("profiles")), Is.EqualTo((true, new[] { "admin" })));
        Assert.That(Compose.Services.Values.Where(service => service.Items("volumes")
            .Any(volume => volume.StartsWith("admin-secrets:", StringComparison.Ordinal))).Select(service => service.Name),
            Is.EqualTo(new[] { "init", "admin" }), "whoever is the worker's user reads its files");
        Assert.That(admin.Text("user"), Does.StartWith("1654:"), "what it writes in the landing zone, the worker rewrites and deletes");
        Assert.That(admin.Items("ports"), Is.Empty);
    }

    [TestCase("etl")]
    [TestCase("admin")]
    [TestCase("migrate")]
    public void The_worker_understands_every_setting_it_is_given(string service)
    {
        var settings = Compose.Services[service]
            .Environment.ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair.Value);
        Assert.That(settings.Remove("ConnectionStrings:Warehouse_FILE"), Is.True);
        settings["ConnectionStrings:Warehouse"] = "Host=postgres";

        var read = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), ShopKinds.All.Keys.ToList());

        // Left alone, it has its own defaults.
        Assert.That(read.Stores.Single(), Is.EqualTo(new StoreOptions())
            .Using<StoreOptions>((a, b) => (a.Name, a.BaseUrl, a.Cron) == (b.Name, b.BaseUrl, b.Cron)));
        Assert.That(read.Http, Is.EqualTo(new HttpOptions()));
        // In the network of the containers a service is called by its own name.
        Assert.That(read.AllowedHosts, Is.EqualTo(service == "etl" ? new[] { "etl" } : []));
        Assert.That(read.Database.Migrate, Is.EqualTo(service == "migrate" ? MigrateMode.Apply : MigrateMode.Check));
    }

    /// <summary>Debian's docker-compose is one that takes nothing else.</summary>
    [Test]
    public void Variables_are_written_as_every_Compose_knows_them()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
        var all = Regex.Count(text, @"(?<!\$)\$\{");
        Assert.That(Regex.Count(text, @"(?<!\$)\$\{[A-Z_]+((:-|:\?)[^${}]*)?\}"), Is.EqualTo(all).And.GreaterThan(50));
    }

    [Test]
    public void Prometheus_does_not_reach_the_database() =>
        Assert.That(Compose.Services["prometheus"].Items("networks").Intersect(Compose.Services["postgres"].Items("networks")), Is.Empty);

    [Test]
    public void The_sample_shop_runs_only_where_it_is_asked_for_and_the_worker_is_then_pointed_at_it()
    {
        var offline = Variables("offline.env");
        Assert.That(Compose.Services.Values.Where(service => service.Has("profiles")).Select(service => service.Name),
            Is.EqualTo(new[] { "admin", "shop" }));
        Assert.That(Compose.Services["shop"].Items("profiles"), Is.EqualTo(new[] { offline["COMPOSE_PROFILES"] }));
        Assert.That(new Uri(offline["API_BASE_URL"]).Host, Is.EqualTo("shop"));
        Assert.That(offline.Keys.Where(key => key != "COMPOSE_PROFILES"), Is.SubsetOf(Compose.Variables));
    }

    [Test]
    public void The_example_lists_exactly_what_can_be_set_and_holds_no_password()
    {
        var example = Variables(".env.example");
        Assert.That(example.Keys, Is.EquivalentTo(Compose.Variables));
        Assert.That(example.Where(pair => pair.Key.EndsWith("PASSWORD", StringComparison.Ordinal)).Select(pair => pair.Value),
            Has.All.Empty);
        Assert.That(Repository.Lines(".gitignore"), Does.Contain(".env"));
    }

    /// <summary>Lines <c>KEY=value</c> of a file, those that are commented out as well.</summary>
    private static Dictionary<string, string> Variables(string file) => Repository.Lines(file)
        .Select(line => line.TrimStart('#').Split('=', 2))
        .Where(parts => parts.Length == 2 && parts[0].All(c => char.IsAsciiLetterUpper(c) || c == '_'))
        .ToDictionary(parts => parts[0], parts => parts[1]);
}
