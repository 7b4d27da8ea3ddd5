namespace EcommerceEtl.Tests.Containers;

public sealed class ComposeHardeningTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    private static IEnumerable<ComposeService> Services => Compose.Services.Values;

    private static IEnumerable<ComposeService> Servers => Services.Where(service => !service.IsTask);

    [TestCaseSource(nameof(Services))]
    public void A_port_is_published_on_this_machine_alone(object service) =>
        Assert.That(((ComposeService)service).Items("ports"), Has.All.StartsWith("127.0.0.1:"));

    [TestCaseSource(nameof(Services))]
    public void A_service_has_no_way_to_the_machine_it_runs_on(object tested)
    {
        var service = (ComposeService)tested;
        Assert.Multiple(() =>
        {
            foreach (
                var key in new[] { "privileged", "pid", "ipc", "userns_mode", "devices", "cgroup_parent", "container_name", "extra_hosts" })
                Assert.That(service.Has(key), Is.False, key);
            Assert.That(service.Text("network_mode"), Is.EqualTo("").Or.EqualTo("none"));
            Assert.That(service.Text("read_only"), Is.EqualTo("true"));
            Assert.That(service.Items("cap_drop"), Is.EqualTo(new[] { "ALL" }));
            Assert.That(service.Items("security_opt"), Does.Contain("no-new-privileges:true"));
            // Named volumes only: a folder of the clone would come in with its owner, modes and SELinux label, and the service's user may
            // not be able to read it. Only the maker of the secrets, which is root, has the folder with the shop's keys.
            foreach (var mount in service.Items("volumes")
                .Where(volume => (service.Name, volume) != ("init", "./secrets:/store-secrets:ro,z")))
                Assert.That(Compose.Volumes, Does.Contain(mount.Split(':')[0]));
        });
    }

    [TestCaseSource(nameof(Services))]
    public void A_service_has_bounds(object tested)
    {
        var service = (ComposeService)tested;
        Assert.Multiple(() =>
        {
            Assert.That(service.Text("mem_limit"), Does.Match("^[0-9]+[mg]$"));
            Assert.That(int.Parse(service.Text("pids_limit"), CultureInfo.InvariantCulture), Is.InRange(1, 1000));
            Assert.That(ComposeFile.Map(service.Map("logging")["options"]), Does.ContainKey("max-size").And.ContainKey("max-file"));
        });
    }

    [Test]
    public void Nobody_silences_an_alert_from_a_web_page_of_this_machine() =>
        Assert.That(Compose.Services["alertmanager"].Items("ports"), Is.Empty, "Alertmanager asks nobody who they are");

    [Test]
    public void Only_the_maker_of_the_secrets_is_root_and_it_has_no_network()
    {
        var roots = Services.Where(service => service.Text("user") is "root" or "0" || service.Has("cap_add"));

        Assert.That(roots.Select(service => service.Name), Is.EqualTo(new[] { "init" }));
        Assert.That(Compose.Services["init"].Text("network_mode"), Is.EqualTo("none"));
        // A service that names no user runs as its image says, and only of the images built here is that known.
        Assert.That(Services.Where(service => !service.Has("user")).Select(service => service.Has("build")), Has.All.True);
    }

    [Test]
    public void Grafana_has_a_key_of_its_own_and_answers_under_one_name()
    {
        var grafana = Compose.Services["grafana"];
        Assert.Multiple(() =>
        {
            Assert.That(grafana.Environment, Does.ContainKey("GF_SECURITY_SECRET_KEY__FILE").WithValue("/run/secrets/grafana_secret_key"));
            Assert.That(grafana.Environment, Does.ContainKey("GF_SERVER_ENFORCE_DOMAIN").WithValue("true"));
            // Whoever comes under another name is sent there.
            var url = new Uri(grafana.Environment["GF_SERVER_ROOT_URL"]);
            Assert.That(url.Host, Is.EqualTo(grafana.Environment["GF_SERVER_DOMAIN"]));
            Assert.That(grafana.Items("ports").Single(), Does.Contain($":{url.Port}:"), "a link leads where the port is published");
        });
    }

    [TestCaseSource(nameof(Services))]
    public void An_image_has_one_exact_version(object tested)
    {
        var service = (ComposeService)tested;
        // A tag, and beside it the digest where somebody has pinned it (docs/operations.md, Images).
        var image = service.Text("image").Split('@')[0].Split(':');
        Assert.That(image, Has.Length.EqualTo(2));
        Assert.That(image[1], Does.Match(@"^v?[0-9]+\.[0-9]+"));
        if (image[0].StartsWith("ecommerce-etl", StringComparison.Ordinal))
            Assert.That(image[1], Is.EqualTo(Repository.Version));
    }

    [Test]
    public void Grafana_loads_the_data_sources_of_the_boards_and_leaves_room_below_its_limit()
    {
        var grafana = Compose.Services["grafana"];
        var off = grafana.Environment["GF_PLUGINS_DISABLE_PLUGINS"].Split(',');
        var used = Repository.Files(".yaml", ".yml")
            .Where(file => file.StartsWith("grafana/provisioning/datasources/", StringComparison.Ordinal))
            .SelectMany(Repository.Lines).Select(line => line.Trim().Split(": ")).Where(words => words[0] == "type")
            .Select(words => words[1]).ToList();

        Assert.That(used, Has.Count.EqualTo(2));
        Assert.That(off.Intersect(used), Is.Empty);
        Assert.That(off, Has.All.Match("^[a-z-]+$").And.Some.EqualTo("loki").And.Some.EqualTo("grafana-advisor-app"));
        Assert.That(Megabytes(grafana.Environment["GOMEMLIMIT"]), Is.LessThan(0.75 * Megabytes(grafana.Text("mem_limit"))));

        static int Megabytes(string size) => int.Parse(size.TrimEnd('m', 'M', 'i', 'B'), CultureInfo.InvariantCulture);
    }

    [TestCaseSource(nameof(Servers))]
    public void A_server_comes_back_by_itself_tells_its_health_and_is_given_time_to_end(object tested)
    {
        var service = (ComposeService)tested;
        Assert.Multiple(() =>
        {
            Assert.That(service.Text("restart"), Is.EqualTo("unless-stopped"));
            // The worker's and the shop's images have the check in them (DockerfileTests).
            if (service.Name is not ("etl" or "shop"))
                Assert.That(service.Map("healthcheck"), Does.ContainKey("test").And.ContainKey("interval").And.ContainKey("timeout")
                    .And.ContainKey("retries"));
            Assert.That(service.Text("stop_grace_period"), Does.Match("^(1[5-9]|[2-9][0-9])s$|^[0-9]+m$"), "the worker ends within 10 s");
        });
    }
}
