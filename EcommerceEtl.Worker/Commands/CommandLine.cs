using System.CommandLine;

namespace EcommerceEtl.Worker.Commands;

/// <summary>The worker's command line.</summary>
public static class CommandLine
{
    /// <summary>Runs a command and returns the process's exit code (<see cref="ExitCode"/>).</summary>
    /// <param name="args">The command line.</param>
    /// <param name="stop">The signals that end the process.</param>
    internal static async Task<int> InvokeAsync(string[] args, StopSignal stop)
    {
        var parsed = Root().Parse(args);
        // Help and version answer for themselves, also beside what could not be understood.
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("--help shows what is allowed.");
            return ExitCode.Usage;
        }
        stop.EndsWell = parsed.CommandResult.Command is RootCommand or { Name: ServeCommand.Name };
        try
        {
            // The library would hand a signal on as a cancellation too, but then end with whatever the command returns: the signal would be forgotten.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Code is not null)
        {
            return stop.Code.Value;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Keeps a PostgreSQL warehouse of a shop's catalogue, carts and funnel events equal to what the shop's API says.")
        {
            ServeCommand.Create(),
            RunCommand.Create(),
            ReplayCommand.Create(),
            MigrateCommand.Create(),
            StatusCommand.Create(),
            QuarantineCommand.Create(),
            CheckCommand.Create(),
            ReportCommand.Create(),
            StoreCommand.Create(),
            CustomerCommand.Create(),
            ConfigCommand.Create(),
            HealthCheckCommand.Create(),
        };
        root.SetAction(ServeCommand.InvokeAsync);
        return root;
    }
}
