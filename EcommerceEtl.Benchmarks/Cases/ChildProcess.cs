using System.Diagnostics;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>What a finished child process printed, and what it took.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="PeakBytes">Peak resident memory; 0 where the system does not say.</param>
/// <param name="Busy">Time of the processor that it used, but for what came after the last look.</param>
internal sealed record ChildProcess(string Output, long PeakBytes, TimeSpan Busy)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>A program of the benchmark's own folder.</summary>
    public static ProcessStartInfo Program(string name, params string[] arguments) =>
        Start(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name), arguments);

    /// <summary>A command of the worker.</summary>
    /// <param name="folder">Folder of a published worker; null for that of this build.</param>
    public static ProcessStartInfo Worker(string? folder, params string[] arguments) => folder is null
        ? Program("EcommerceEtl.Worker", arguments)
        : Start("dotnet", [Path.Combine(folder, "EcommerceEtl.Worker.dll"), .. arguments]);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">Its exit code was not 0.</exception>
    public static async Task<ChildProcess> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var exit = process.WaitForExitAsync(cancellationToken);
            var (peak, busy) = (0L, TimeSpan.Zero);
            // The kernel keeps the high-water mark itself: a look every 20 ms can only miss a rise in the last 20 ms of the process's life.
            while (!exit.IsCompleted)
            {
                (peak, busy) = (Math.Max(peak, PeakOf(process)), BusyOf(process) ?? busy);
                await Task.WhenAny(exit, Task.Delay(LookEvery, cancellationToken));
            }
            await exit;
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {await errors}{await output}");
            return new ChildProcess(await output, peak, busy);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Peak resident memory of a process; 0 where the system does not say.</summary>
    public static long PeakOf(Process process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                process.Refresh();
                return process.PeakWorkingSet64;
            }
            foreach (var line in File.ReadLines($"/proc/{process.Id}/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    return long.Parse(line["VmHWM:".Length..^" kB".Length].Trim(),
                        System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            // It ended between two looks.
        }
        return 0;
    }

    private static TimeSpan? BusyOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended just now.
            return null;
        }
    }

    private static ProcessStartInfo Start(string file, IEnumerable<string> arguments) => new(file, arguments)
    { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
}
