using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Pipeline;
using Spectre.Console;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Shows on standard error where a run is: one moving line on a terminal, plain lines when piped.</summary>
internal static class ProgressDisplay
{
    public static async Task<T> ShowAsync<T>(string store, Func<Action<RunProgress>?, Task<T>> run)
    {
        var terminal = Printed.ErrorTerminal();
        // Without a terminal the library would write lines too, but with a delay, so that they would stand between later lines of the log.
        if (Console.IsErrorRedirected || !terminal.Profile.Capabilities.Interactive)
            return await run(progress => Console.Error.WriteLine($"{store}: {Text(progress)}"));
        return await terminal.Status().StartAsync(
            $"{Markup.Escape(store)}: starting", status =>
                run(progress => status.Status = Markup.Escape(ShownText.Of($"{store}: {Text(progress)}"))));
    }

    private static string Text(RunProgress progress) => (progress.Stage, progress.Entity) switch
    {
        (RunStage.Claim, _) => "waiting for the store's lock",
        (RunStage.Extract, { } entity) => $"asking the shop for {SnakeCase.Of(entity)}",
        (RunStage.Load, { } entity) => progress.Done == 0
            ? $"loading {SnakeCase.Of(entity)}"
            : string.Create(CultureInfo.InvariantCulture, $"loading {SnakeCase.Of(entity)} ({progress.Done:N0})"),
        _ => "committing",
    };
}
