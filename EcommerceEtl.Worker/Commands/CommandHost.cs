using System.CommandLine;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Reads the settings and gives a command what it works with.</summary>
internal static class CommandHost
{
    /// <summary>Lets a command print what its body finds, with <c>--json</c> as JSON; see <see cref="WithSettingsAsync"/>.</summary>
    /// <param name="body">What it does; returns the exit code.</param>
    /// <param name="needsDatabase">True if it cannot do without a connection string.</param>
    /// <param name="json">What <c>--json</c> is for.</param>
    public static Command Runs(
        this Command command, Func<CommandCall, Task<int>> body, bool needsDatabase = true, string json = "Print JSON.")
    {
        var asJson = new Option<bool>("--json") { Description = json };
        command.Add(asJson);
        command.SetAction((parsed, cancellationToken) => WithSettingsAsync(needsDatabase, async (configuration, settings) =>
        {
            await using var services = new ServiceCollection()
                .AddSingleton(configuration).AddWorker(settings).AddWorkerLogging(configuration, json: false).BuildServiceProvider();
            return await body(new CommandCall(services, parsed, parsed.GetValue(asJson), cancellationToken));
        }));
        return command;
    }

    /// <summary>Runs a command's body with its settings. Wrong settings are listed on standard error and end it with
    /// <see cref="ExitCode.Usage"/>, an understood failure with one plain line and <see cref="ExitCode.Failed"/>.</summary>
    /// <param name="needsDatabase">True if it cannot do without a connection string.</param>
    /// <param name="body">The command; returns the exit code.</param>
    public static async Task<int> WithSettingsAsync(bool needsDatabase, Func<IConfiguration, WorkerSettings, Task<int>> body)
    {
        try
        {
            var configuration = Configuration(AppContext.BaseDirectory);
            var settings = SettingsReader.Read(configuration, [.. ShopKinds.Names], needsDatabase);
            return await EndAsync(() => body(configuration, settings), Console.Error);
        }
        catch (SettingsException wrong)
        {
            await Console.Error.WriteLineAsync("The settings cannot be used:");
            foreach (var error in wrong.Errors)
                await Console.Error.WriteLineAsync($"  {error}");
            await Console.Error.WriteLineAsync(
                "Settings come from appsettings.json beside the program and from the environment (Section__Key).");
            return ExitCode.Usage;
        }
    }

    /// <summary>Runs a command's body: an understood failure ends it with one plain line and <see cref="ExitCode.Failed"/>.</summary>
    internal static async Task<int> EndAsync(Func<Task<int>> body, TextWriter output)
    {
        try
        {
            return await body();
        }
        catch (Exception error) when (DatabaseErrors.OnSession(error) is { } failure)
        {
            await output.WriteLineAsync($"{SnakeCase.Of(failure.Code)}: {failure.Message}");
            return ExitCode.Failed;
        }
    }

    /// <summary>If set, these variables are read in place of the process's environment, so that several commands can run in one process,
    /// each with its own.</summary>
    internal static AsyncLocal<IReadOnlyDictionary<string, string?>?> Environment { get; } = new();

    /// <summary>The settings of <c>appsettings.json</c> in a folder, and over them those of the environment.</summary>
    /// <exception cref="SettingsException">The file is there and cannot be read.</exception>
    internal static IConfigurationRoot Configuration(string folder)
    {
        try
        {
            var sources = new ConfigurationBuilder().SetBasePath(folder).AddJsonFile("appsettings.json", optional: true);
            var configuration = (Environment.Value is { } environment
                ? sources.AddInMemoryCollection(environment.Select(variable =>
                    KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value)))
                : sources.AddEnvironmentVariables()).Build();
            LogLevels.Translate(configuration);
            return configuration;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                [$"{Path.Combine(folder, "appsettings.json")}: cannot be read: {error.GetBaseException().Message}"]);
        }
    }
}
