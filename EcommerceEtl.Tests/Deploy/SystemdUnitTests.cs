using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Scripts;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Settings;
using Microsoft.Extensions.Configuration;

namespace EcommerceEtl.Tests.Deploy;

/// <summary>The service of systemd in <c>deploy/</c>, its command and its settings.</summary>
[Platform("Linux")]
internal sealed partial class SystemdUnitTests
{
    private const string Unit = "deploy/ecommerce-etl.service";

    [Test]
    public async Task Systemd_understands_every_line()
    {
        using var folder = new ScriptFolder();

        var exit = await AnalyzeAsync("verify", Installed(folder));

        Assert.That((exit.Code, exit.Everything), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task It_may_do_little()
    {
        using var folder = new ScriptFolder();
        if ((await AnalyzeAsync("--help")).Output.Contains("--offline", StringComparison.Ordinal) is false)
            Assert.Ignore("This systemd does not judge units that are not installed.");

        // In tenths: 2.0 of 10. The documentation says 1.4.
        var exit = await AnalyzeAsync("security", "--offline=true", "--threshold=20", "--no-pager", Installed(folder));

        Assert.That(exit.Code, Is.Zero, exit.Everything);
    }

    [Test]
    public void Unit_command_and_documentation_name_the_same_places()
    {
        var unit = Directives();
        var command = File.ReadAllText(Path.Combine(Repository.Root, "deploy/ecommerce-etl"));
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/systemd.md"));
        var program = unit["ExecStart"].Split(' ')[1];

        Assert.Multiple(() =>
        {
            Assert.That(unit["WorkingDirectory"], Is.EqualTo($"/var/lib/{unit["StateDirectory"]}"));
            foreach (var place in new[] { unit["EnvironmentFile"], unit["WorkingDirectory"], program })
            {
                Assert.That(command, Does.Contain(place));
                Assert.That(guide, Does.Contain(place));
            }
            Assert.That(guide, Does.Contain(
                $"useradd --system --no-create-home --home-dir {unit["WorkingDirectory"]} --shell /usr/sbin/nologin {unit["User"]}"));
            Assert.That(guide, Does.Contain("chmod -R u=rwX,go=rX /opt/ecommerce-etl"),
                "a clone made with umask 077 is published with its modes");
        });
    }

    [Test]
    public void It_comes_back_for_ever_but_not_with_wrong_settings()
    {
        var unit = Directives();

        Assert.That((unit["Restart"], unit["StartLimitIntervalSec"], unit["RestartPreventExitStatus"]), Is.EqualTo(("always", "0", "2")));
        Assert.That(int.Parse(unit["TimeoutStopSec"], System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThan(10),
            "the worker ends within 10 s");
    }

    [Test]
    public async Task The_example_of_its_settings_is_the_same_for_systemd_and_the_shell_and_the_worker_takes_it()
    {
        var file = Path.Combine(Repository.Root, "deploy/environment.example");
        var shell = await ChildProcess.RunAsync(["env", "-i", "sh", "-c", "set -a; . \"$1\"; env -0", "sh", file]);
        var read = shell.Output.Split('\0').Where(line => line.Contains("__", StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var written = Repository.Lines("deploy/environment.example").Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();

        Assert.That(written, Is.Not.Empty.And.All.Matches(Setting()));
        Assert.That(read, Is.EquivalentTo(written.Select(line => Setting().Match(line).Groups)
            .ToDictionary(groups => groups["key"].Value, groups => groups["value"].Value)));
        var settings = SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(
                read.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)))
                .Build(),
            ShopKinds.All.Keys.ToList());
        Assert.That(settings.Database.Migrate, Is.EqualTo(MigrateMode.Apply), "the service migrates by itself");
        // What is commented out has the same form.
        Assert.That(Repository.Lines("deploy/environment.example").Where(line => line.Contains("='") && line[0] == '#' && line[1] != ' '),
            Is.Not.Empty.And.All.Match("^#" + Setting().ToString()[1..]));
    }

    [GeneratedRegex("^(?<key>[A-Za-z0-9_]+)='(?<value>[^']*)'$")]
    private static partial Regex Setting();

    /// <summary>What the unit says, by directive; of one that is there several times the last.</summary>
    private static Dictionary<string, string> Directives()
    {
        Dictionary<string, string> found = [];
        foreach (var line in Repository.Lines(Unit).Where(line => !line.StartsWith('#') && line.Contains('=')))
            found[line.Split('=', 2)[0]] = line.Split('=', 2)[1];
        return found;
    }

    /// <summary>The unit as it stands where .NET lies elsewhere: systemd wants the program to be there.</summary>
    private static string Installed(ScriptFolder folder)
    {
        var path = Path.Combine(folder.Root, "ecommerce-etl.service");
        File.WriteAllText(path, File.ReadAllText(Path.Combine(Repository.Root, Unit))
            .Replace("ExecStart=/usr/bin/dotnet ", "ExecStart=/bin/sh ", StringComparison.Ordinal));
        return path;
    }

    private static async Task<WorkerExit> AnalyzeAsync(params string[] args)
    {
        if (await ChildProcess.TryRunAsync(["systemd-analyze", .. args]) is { } exit)
            return exit;
        Assert.Ignore("There is no systemd-analyze here.");
        throw new InvalidOperationException();
    }
}
