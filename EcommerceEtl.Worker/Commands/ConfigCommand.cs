using System.CommandLine;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>config</c>: the settings in force, secrets masked.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new Command("config", "Prints the settings in force, secrets masked.").Runs(
        call =>
        {
            var landing = call.Settings.Landing;
            var settings = call.Settings with { Landing = landing with { Path = Path.GetFullPath(landing.Path) } };
            var pairs = Setting.Of(settings).ToDictionary(one => one.Key, one => one.Shown());
            return Task.FromResult(call.Print(pairs, page =>
            {
                foreach (var (key, value) in pairs)
                    page.Line($"{key,-32} {value}", hanging: 4);
            }));
        },
        needsDatabase: false);
}
