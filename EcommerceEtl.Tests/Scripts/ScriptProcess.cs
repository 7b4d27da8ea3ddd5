using System.Diagnostics;
using EcommerceEtl.Tests.Architecture;
using EcommerceEtl.Tests.Worker;
using EcommerceEtl.Tests.Worker.Commands;

namespace EcommerceEtl.Tests.Scripts;

/// <summary>A script of this repository as a process of its own.</summary>
internal sealed class ScriptProcess : IAsyncDisposable
{
    /// <summary>Far above what any may take, on a machine however busy: a child that hangs must fail the test, not stop the
    /// suite.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _started;
    private readonly List<string> _lines = [];
    private readonly Task<string> _error;

    private ScriptProcess(ProcessStartInfo start)
    {
        _started = _clock.GetTimestamp();
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts a script, by its path from the repository's folder.</summary>
    public static ScriptProcess Start(string script, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, script), args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (key, value) in environment)
            if (value is null)
                start.Environment.Remove(key);
            else
                start.Environment[key] = value;
        return new ScriptProcess(start);
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<WorkerExit> RunAsync(string script, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        await using var process = Start(script, environment, args);
        return await process.ExitAsync();
    }

    /// <summary>Waits for a line of standard output that holds a text; for one caller at a time.</summary>
    public async Task<string> LineAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit, _clock);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            _lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"It ended without saying '{text}':\n{string.Join('\n', _lines)}\n{await _error}");
    }

    /// <summary>Sends a signal such as <c>TERM</c>.</summary>
    public Task SignalAsync(string signal) => Signals.SendAsync(_process, signal);

    /// <summary>Waits for its end.</summary>
    public async Task<WorkerExit> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit, _clock);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            _lines.Add(line);
        await _process.WaitForExitAsync(limit.Token);
        return new WorkerExit(_process.ExitCode, string.Join('\n', _lines), await _error, _clock.GetElapsedTime(_started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
