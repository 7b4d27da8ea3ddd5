using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcommerceEtl.Tests.Worker;

/// <summary>A program as a process of its own, which ends with the test; all that it writes is kept.</summary>
internal class ChildProcess : IAsyncDisposable
{
    /// <summary>Far above what any may take, on a machine however busy: a child that hangs must fail the test, not stop the
    /// suite.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly ConcurrentDictionary<int, bool> _given = [];

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="words">The program and its arguments.</param>
    /// <param name="variables">Added to the environment; null takes one away. The tests' own settings are not handed on.</param>
    /// <param name="input">What it reads from standard input; null to leave that open for <see cref="Input"/>.</param>
    /// <param name="closeOutput">True to close the reading end of its standard output at once, as <c>| head</c> does.</param>
    protected ChildProcess(string[] words, IReadOnlyDictionary<string, string?>? variables, string? input = "", bool closeOutput = false)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (key, value) in variables ?? new Dictionary<string, string?>())
        {
            start.Environment.Remove(key);
            if (value is not null)
                start.Environment[key] = value;
        }
        _process = Process.Start(start)!;
        if (closeOutput)
            _process.StandardOutput.Close();
        _reading = Task.WhenAll(
            ReadAsync(closeOutput ? TextReader.Null : _process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
        if (input is null)
            return;
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    /// <summary>When the process was started.</summary>
    public DateTimeOffset Started { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Its standard input, where that was left open.</summary>
    public TextWriter Input => _process.StandardInput;

    /// <summary>All lines of standard error so far.</summary>
    public string Log => Text(_error).TrimEnd('\n');

    /// <inheritdoc cref="ChildProcess(string[], IReadOnlyDictionary{string, string?}?, string?, bool)"/>
    public static ChildProcess Start(
        string[] words, IReadOnlyDictionary<string, string?>? variables = null, string? input = "", bool closeOutput = false) =>
        new(words, variables, input, closeOutput);

    /// <summary>Runs a program to its end.</summary>
    /// <inheritdoc cref="ChildProcess(string[], IReadOnlyDictionary{string, string?}?, string?, bool)"/>
    public static async Task<WorkerExit> RunAsync(
        string[] words, IReadOnlyDictionary<string, string?>? variables = null, string? input = "", bool closeOutput = false)
    {
        await using var process = Start(words, variables, input, closeOutput);
        return await process.ExitAsync();
    }

    /// <summary>Runs a program that this machine may lack; null if it does.</summary>
    public static async Task<WorkerExit?> TryRunAsync(params string[] words)
    {
        try
        {
            return await RunAsync(words);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The file of a program in the PATH or in other folders; null where it is not there.</summary>
    public static string? Find(string program, params string[] folders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(folders)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The same; the test is ignored where it is not there.</summary>
    public static string Needed(string program, string missing, params string[] folders) =>
        Find(program, folders) ?? throw new IgnoreException(missing);

    /// <summary>A port that nobody listens on, given out once only: who asked for it may not listen there yet when the next one
    /// asks.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (_given.TryAdd(port, true))
                return port;
        }
    }

    /// <summary>Looks every few milliseconds whether something has come true.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="otherwise">What to say if it never does.</param>
    /// <param name="lives">A process that must not end meanwhile; null for none.</param>
    public static async Task PollAsync(Func<Task<bool>> holds, Func<string> otherwise, ChildProcess? lives = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        while (!await holds())
        {
            if (lives?._process.HasExited == true)
                throw new InvalidOperationException($"The process has ended with {lives._process.ExitCode}. {otherwise()}");
            if (TimeProvider.System.GetElapsedTime(started) > Limit)
                throw new TimeoutException(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits for a line that contains a text, from the beginning on.</summary>
    public async Task<string> LineAsync(string text) =>
        await TryLineAsync(text) ?? throw new InvalidOperationException($"It ended without saying '{text}':\n{Text(_output)}{Log}");

    /// <summary>The same; null if the process ends without such a line.</summary>
    public async Task<string?> TryLineAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task more;
            lock (_error)
                more = _more.Task;
            var ended = _reading.IsCompleted;
            // The last line may still be incomplete.
            var lines = new[] { _output, _error }.SelectMany(written => Text(written).Split('\n').SkipLast(ended ? 0 : 1));
            if (lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
                return line;
            if (ended)
                return null;
            try
            {
                await Task.WhenAny(more, _reading).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not say '{text}':\n{Text(_output)}{Log}");
            }
        }
    }

    /// <summary>Sends a signal such as <c>TERM</c> or <c>STOP</c>. A process that has ended by itself meanwhile needs none.</summary>
    /// <exception cref="InvalidOperationException">The process lives and did not get it.</exception>
    public async Task SignalAsync(string signal)
    {
        var kill = await RunAsync(["kill", $"-{signal}", $"{Id}"]);
        if (kill.Code != 0 && !_process.HasExited)
            throw new InvalidOperationException($"kill -{signal}: {kill.Error}");
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    /// <returns>How it ended, and how long that took from the signal.</returns>
    public async Task<WorkerExit> EndAsync(string signal = "TERM")
    {
        var sent = TimeProvider.System.GetTimestamp();
        await SignalAsync(signal);
        return await ExitAsync() with { Took = TimeProvider.System.GetElapsedTime(sent) };
    }

    /// <summary>Kills it at this very moment, which takes no other process.</summary>
    public Task<WorkerExit> KillAsync()
    {
        _process.Kill();
        return ExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<WorkerExit> ExitAsync()
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _reading).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process does not end:\n{Text(_output)}{Log}");
        }
        return new WorkerExit(_process.ExitCode, Text(_output), Text(_error), TimeProvider.System.GetUtcNow() - Started);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Text(StringBuilder written)
    {
        lock (written)
            return written.ToString();
    }

    private async Task ReadAsync(TextReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            lock (to)
                to.Append(buffer, 0, count);
            TaskCompletionSource more;
            lock (_error)
                (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            more.SetResult();
        }
    }
}

/// <summary>How a command or another program ended.</summary>
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
