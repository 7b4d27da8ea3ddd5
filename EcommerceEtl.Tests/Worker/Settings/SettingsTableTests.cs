using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Architecture;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Settings;

/// <summary>The documents say of the settings what their specification says.</summary>
public sealed partial class SettingsTableTests
{
    [Test]
    public void The_table_in_the_readme_is_the_specification()
    {
        var expected = Setting.Of(new WorkerSettings()).Select(Row).ToList();

        var table = Repository.Lines("README.md").SkipWhile(line => line != "| key | meaning | value | default |").Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

        Assert.That(table, Is.EqualTo(expected), string.Join('\n', expected));
    }

    [Test]
    public void The_example_of_the_container_stack_shows_the_defaults()
    {
        var keys = Repository.Lines("docker-compose.yml").Select(line => Variable().Match(line)).Where(found => found.Success)
            .DistinctBy(found => found.Groups["key"].Value)
            .ToDictionary(found => found.Groups["variable"].Value, found => found.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal));
        var settings = new WorkerSettings();
        var before = Setting.Of(settings).ToDictionary(setting => setting.Key, setting => setting.Shown());

        var shown = Repository.Lines(".env.example").Where(line => line.StartsWith('#') && keys.ContainsKey(line[1..].Split('=')[0])).ToList();
        foreach (var line in shown)
            Assert.That(
                Setting.Of(settings).Single(setting => setting.Key == keys[line[1..].Split('=')[0]]).Take(line.Split('=', 2)[1]), Is.True, line);

        Assert.That(shown, Has.Count.EqualTo(keys.Count));
        Assert.That(Setting.Of(settings).ToDictionary(setting => setting.Key, setting => setting.Shown()), Is.EqualTo(before));
    }

    private static string Row(Setting setting)
    {
        var key = setting.Key.Replace(":0:", ":N:", StringComparison.Ordinal);
        var file = setting.Says.IsSecret ? $", `{key}_FILE`" : "";
        var standard = setting.Shown();
        return $"| `{key}`{file} | {setting.Says.Meaning} | {setting.Allowed} | {(standard.StartsWith('(') ? standard : $"`{standard}`")} |";
    }

    [GeneratedRegex(@"^ +(?<key>(Stores|Http)__\w+): \$\{(?<variable>\w+):-\}$")]
    private static partial Regex Variable();
}
