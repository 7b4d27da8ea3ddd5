using System.Diagnostics;

namespace EcommerceEtl.Tests.Worker;

/// <summary>Signals to processes of the tests.</summary>
internal static class Signals
{
    /// <summary>Sends one such as <c>TERM</c>. A process that has ended by itself meanwhile needs none.</summary>
    /// <exception cref="InvalidOperationException">The process lives and did not get it.</exception>
    public static async Task SendAsync(Process process, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{process.Id}"]) { RedirectStandardError = true })!;
        var error = await kill.StandardError.ReadToEndAsync();
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0 && !process.HasExited)
            throw new InvalidOperationException($"kill -{signal}: {error}");
    }
}
