using System.CommandLine;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary>The worker's command line.</summary>
public static class CommandLine
{
    private const int MaxMessage = 500;

    /// <summary>Runs a command and returns the process's exit code (<see cref="ExitCode"/>).</summary>
    internal static Task<int> InvokeAsync(string[] args, StopSignal stop) =>
        EndAsync(() => ParseAndInvokeAsync(args, stop), stop, Console.Error);

    /// <summary>Runs a command: whatever it throws ends it with one plain line, never with a stack trace.</summary>
    internal static async Task<int> EndAsync(Func<Task<int>> command, StopSignal stop, TextWriter error)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (stop.Code is not null)
        {
            return stop.Code.Value;
        }
        catch (Exception unexpected)
        {
            await TellAsync(error, unexpected);
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ParseAndInvokeAsync(string[] args, StopSignal stop)
    {
        // An argument such as @name is a value like any other, and not a file with further arguments.
        var parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Help and version are shown even if other arguments are wrong.
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("--help shows what is allowed.");
            return ExitCode.Usage;
        }
        stop.EndsWell = parsed.CommandResult.Command is RootCommand or { Name: ServeCommand.Name };
        // The library's own handling of signals cancels the command too, but then the process ends with the command's exit code instead
        // of the signal's.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token);
    }

    private static async Task TellAsync(TextWriter error, Exception unexpected)
    {
        var cause = unexpected.GetBaseException();
        var place = cause.TargetSite is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}" : "";
        // The message of a library may repeat personal data that it was given.
        var said = ShownText.Of(PersonalText.Mask(cause.Message.ReplaceLineEndings(" ")), MaxMessage);
        try
        {
            await error.WriteLineAsync($"{SnakeCase.Of(ErrorCode.Unexpected)}: {said} ({cause.GetType().Name}{place})");
        }
        catch (IOException)
        {
            // Nobody reads standard error, or its disk is full; the exit code says enough.
        }
    }

    internal static RootCommand Root()
    {
        RootCommand root = new(
            "Keeps a PostgreSQL warehouse of a shop's catalogue, carts and funnel events equal to what the shop's API says.")
        {
            ServeCommand.Create(),
            RunCommand.Create(),
            ReplayCommand.Create(),
            MigrateCommand.Create(),
            StatusCommand.Create(),
            QuarantineCommand.Create(),
            CheckCommand.Create(),
            ReportCommand.Create(),
            ExplainCommand.Create(),
            StoreCommand.Create(),
            CustomerCommand.Create(),
            ConfigCommand.Create(),
            HealthCheckCommand.Create(),
        };
        root.SetAction(ServeCommand.InvokeAsync);
        return root;
    }
}
