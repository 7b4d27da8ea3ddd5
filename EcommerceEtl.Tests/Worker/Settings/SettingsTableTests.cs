using System.Text.RegularExpressions;
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
        var keys = Repository.Lines("docker-compose.yml").Select(line => Variable().Match(line).Groups).Where(found => found[0].Success)
            .DistinctBy(found => found["key"].Value)
            .ToDictionary(found => found["variable"].Value, found => found["key"].Value.Replace("__", ":", StringComparison.Ordinal));
        var settings = new WorkerSettings();
        var before = Shown(settings);

        var example = Repository.Lines(".env.example").Where(line => line.StartsWith('#') && line.Contains('='))
            .Select(line => line[1..].Split('=', 2)).Where(pair => keys.ContainsKey(pair[0])).ToList();
        foreach (var pair in example.Where(pair => pair[1].Length > 0))
            Assert.That(Setting.Of(settings).Single(setting => setting.Key == keys[pair[0]]).Take(pair[1]), Is.True, pair[0]);

        Assert.That(example, Has.Count.EqualTo(keys.Count));
        Assert.That(Shown(settings), Is.EqualTo(before));
    }

    private static string[] Shown(WorkerSettings settings) =>
        [.. Setting.Of(settings).Select(setting => $"{setting.Key} {setting.Shown()}")];

    private static string Row(Setting setting)
    {
        var key = setting.Key.Replace(":0:", ":N:", StringComparison.Ordinal);
        var file = setting.Says.IsSecret ? $", `{key}_FILE`" : "";
        var standard = setting.Shown() is ['(', ..] none ? none : $"`{setting.Shown()}`";
        return $"| `{key}`{file} | {setting.Says.Meaning} | {setting.Allowed} | {standard} |";
    }

    [GeneratedRegex(@"^ +(?<key>(Stores|Http)__\w+)(?<!_FILE): \$\{(?<variable>\w+):-\}$")]
    private static partial Regex Variable();
}
