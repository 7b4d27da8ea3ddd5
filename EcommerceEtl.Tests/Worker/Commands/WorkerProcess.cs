using System.Diagnostics;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>The worker as a process of its own, started from the tests' output folder with its settings in the environment.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>Far above what any command may take: a child that hangs must fail the test, not stop the suite.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _started;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private WorkerProcess(ProcessStartInfo start, bool closeOutput)
    {
        _started = _clock.GetTimestamp();
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        if (closeOutput)
            _process.StandardOutput.Close();
        _output = closeOutput ? Task.FromResult("") : _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a command.</summary>
    /// <param name="settings">Environment variables; the tests' own settings are not handed on.</param>
    /// <param name="args">The command line.</param>
    /// <param name="closeOutput">True to close the reading end of its standard output at once, as <c>| head</c> does.</param>
    /// <param name="program">Another program's file in the output folder than the worker's.</param>
    /// <param name="user">Another user to run as; only root can.</param>
    /// <param name="umask">Another umask than that of the tests.</param>
    /// <param name="output">A file that its standard output goes to.</param>
    /// <param name="terminal">True to run it on a terminal, which <c>script</c> makes and which shows standard output alone.</param>
    public static WorkerProcess Start(
        IReadOnlyDictionary<string, string?> settings, string[] args, bool closeOutput = false, string? program = null, string? user = null,
        string? umask = null,
        string? output = null, bool terminal = false)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] worker =
            [host, program is null ? WorkerProgram.Path : Path.Combine(TestContext.CurrentContext.TestDirectory, program), .. args];
        string[] words = terminal ? ["script", "-qec", $"{string.Join(' ', worker.Select(word => $"'{word}'"))} 2>/dev/null", "/dev/null"]
            : output is not null ? ["sh", "-c", $"exec \"$@\" >{output}", "sh", .. worker]
            : umask is not null ? ["sh", "-c", $"umask {umask}; exec \"$@\"", "sh", .. worker]
            : user is not null ? ["runuser", "-u", user, "--", .. worker] : worker;
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        return new WorkerProcess(start, closeOutput);
    }

    /// <summary>True if SIGINT does not reach it: a shell starts what it puts into the background with that signal ignored, and everything
    /// below inherits it.</summary>
    public bool IgnoresInterrupts => OperatingSystem.IsLinux()
        && File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;

    /// <summary>Sends a signal such as <c>TERM</c>.</summary>
    public Task SignalAsync(string signal) => Signals.SendAsync(_process, signal);

    /// <summary>Waits for its end.</summary>
    public async Task<WorkerExit> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit, _clock);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"The process did not end within {Limit}. It said: {await _output}{await _error}");
        }
        return new WorkerExit(_process.ExitCode, await _output, await _error, _clock.GetElapsedTime(_started));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}

/// <summary>How a process ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Took">From its start to its end.</param>
internal sealed record WorkerExit(int Code, string Output, string Error, TimeSpan Took)
{
    /// <summary>Both streams, for assertions about what must be nowhere.</summary>
    public string Everything => Output + Error;

    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void ShowsNoStackTrace() => Assert.That(Everything, Does.Not.Match(@"(?m)^\s+at .+\(|Unhandled exception|Exception:"));
}
