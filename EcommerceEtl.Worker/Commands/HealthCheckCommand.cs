using System.CommandLine;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>healthcheck</c>: asks the running worker beside it; for a container that has no shell.</summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var command = new Command("healthcheck", "Ends with 0 if the running worker is ready.");
        command.SetAction(async (_, cancellationToken) =>
        {
            using var client = new HttpClient { Timeout = Patience };
            var url = Address(Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? ServeCommand.DefaultUrl);
            try
            {
                using var response = await client.GetAsync(url, cancellationToken);
                await Console.Out.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellationToken));
                return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"No worker answers at {url}: {error.Message}");
                return ExitCode.Failed;
            }
        });
        return command;
    }

    /// <summary>The first address, its wildcard host replaced by this machine.</summary>
    internal static Uri Address(string urls)
    {
        var first = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
        foreach (var wildcard in new[] { "://+", "://*", "://0.0.0.0", "://[::]" })
            first = first.Replace(wildcard, "://localhost", StringComparison.Ordinal);
        return new Uri(new Uri(first), "/health/ready");
    }
}
