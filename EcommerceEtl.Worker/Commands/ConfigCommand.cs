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
            var pairs = SettingsText.Of(services.GetRequiredService<WorkerSettings>());
            if (parsed.GetValue(json))
                JsonOutput.Write(pairs.ToDictionary(pair => pair.Key, pair => pair.Value));
            else
                foreach (var (key, value) in pairs)
                    Page.Out.Line($"{key,-32} {value}", hanging: 4);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
