using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>config</c>: the settings in force, secrets masked.</summary>
internal static class ConfigCommand
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var json = JsonOutput.Option();
        var command = new Command("config", "Prints the settings in force, secrets masked.") { json };
        command.SetAction((parsed, _) => CommandHost.UseAsync(needsDatabase: false, services =>
        {
            var pairs = SettingsText.Of(services.GetRequiredService<WorkerSettings>());
            if (parsed.GetValue(json))
                Console.Out.WriteLine(JsonSerializer.Serialize(pairs.ToDictionary(pair => pair.Key, pair => pair.Value), Indented));
            else
                foreach (var (key, value) in pairs)
                    Page.Out.Line($"{key,-32} {value}", hanging: 33);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
