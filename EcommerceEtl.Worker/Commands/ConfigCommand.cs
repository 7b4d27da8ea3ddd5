using System.CommandLine;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>config</c>: the settings in force, secrets masked.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var json = JsonOutput.Option();
        var command = new Command("config", "Prints the settings in force, secrets masked.") { json };
        command.SetAction((parsed, _) => CommandHost.UseAsync(needsDatabase: false, services =>
        {
            var settings = services.GetRequiredService<WorkerSettings>();
            settings = settings with { Landing = settings.Landing with { Path = Path.GetFullPath(settings.Landing.Path) } };
            var pairs = Setting.Of(settings).ToDictionary(one => one.Key, one => one.Shown());
            if (parsed.GetValue(json))
                JsonOutput.Write(pairs);
            else
                foreach (var (key, value) in pairs)
                    Page.Out.Line($"{key,-32} {value}", hanging: 4);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
