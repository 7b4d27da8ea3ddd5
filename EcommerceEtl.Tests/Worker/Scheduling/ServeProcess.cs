using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What an endpoint answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body);

/// <summary><c>serve</c> as a process of its own, with its settings in the environment and its endpoints on a port of its own.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    /// <summary>Far above what anything may take, on a machine however busy: a child that hangs must fail the test, not stop the
    /// suite.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);
    private static readonly ConcurrentDictionary<int, bool> _given = [];

    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly List<string> _lines = [];
    private readonly Task _reading;
    private TaskCompletionSource _more = new();

    private ServeProcess(ProcessStartInfo start, Uri url)
    {
        (Started, Url) = (TimeProvider.System.GetUtcNow(), url);
        _process = Process.Start(start)!;
        _client = new HttpClient { BaseAddress = url, Timeout = Limit };
        _reading = ReadAsync();
    }

    /// <summary>When the process was started.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Where its endpoints are.</summary>
    public Uri Url { get; }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>All lines of standard error so far.</summary>
    public string Log
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts the worker.</summary>
    /// <param name="settings">Environment variables; the tests' own settings are not handed on.</param>
    public static ServeProcess Start(IReadOnlyDictionary<string, string?> settings)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(WorkerProgram.Path);
        start.ArgumentList.Add("serve");
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["ASPNETCORE_URLS"] = url.AbsoluteUri;
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        return new ServeProcess(start, url);
    }

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

    /// <summary>Asks an endpoint; null while nobody listens there.</summary>
    public async Task<Answer?> TryGetAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(path);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Asks an endpoint that must answer.</summary>
    public async Task<Answer> GetAsync(string path) =>
        await TryGetAsync(path) ?? throw new InvalidOperationException($"Nobody answers.\n{Log}");

    /// <summary>Asks an endpoint until it answers with a status.</summary>
    public Task<Answer> UntilAsync(string path, HttpStatusCode status) => UntilAsync(path, answer => answer.Status == status);

    /// <summary>Asks an endpoint until its answer will do.</summary>
    public async Task<Answer> UntilAsync(string path, Func<Answer, bool> enough)
    {
        Answer? answer = null;
        await PollAsync(
            async () => (answer = await TryGetAsync(path)) is not null && enough(answer), () =>
                $"{path} answered {answer?.Status} {answer?.Body}\n{Log}", this);
        return answer!;
    }

    /// <summary>Waits until the worker is ready.</summary>
    public Task ReadyAsync() => UntilAsync("/health/ready", HttpStatusCode.OK);

    /// <summary>Waits for a line of its log, from the beginning on.</summary>
    public async Task<string> LineAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        for (var next = 0; ; next++)
        {
            var ended = _reading.IsCompleted;
            Task more;
            lock (_lines)
            {
                for (; next < _lines.Count; next++)
                    if (_lines[next].Contains(text, StringComparison.Ordinal))
                        return _lines[next];
                more = _more.Task;
                next--;
            }
            if (ended)
                throw new InvalidOperationException($"It ended without saying '{text}':\n{Log}");
            try
            {
                await Task.WhenAny(more, _reading).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not say '{text}':\n{Log}");
            }
        }
    }

    /// <summary>Looks every few milliseconds whether something has come true.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="otherwise">What to say if it never does.</param>
    /// <param name="lives">A process that must not end meanwhile; null for none.</param>
    public static async Task PollAsync(Func<Task<bool>> holds, Func<string> otherwise, ServeProcess? lives = null)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Look, clock);
        while (!await holds())
        {
            if (lives?._process.HasExited == true)
                throw new InvalidOperationException($"The process has ended with {lives._process.ExitCode}. {otherwise()}");
            if (clock.GetElapsedTime(started) > Limit)
                throw new TimeoutException(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>
    /// Waits until the worker has gone beyond its first line, which is where it begins to handle signals: one that comes sooner ends the
    /// process the system's way. Its second line loads the command line's library; Linux alone shows what a process has loaded.
    /// </summary>
    public Task HandlesSignalsAsync() => PollAsync(
        () => Task.FromResult(File.ReadAllText($"/proc/{_process.Id}/maps").Contains("/System.CommandLine.dll", StringComparison.Ordinal)),
        () => $"It never began.\n{Log}", this);

    /// <summary>Sends a signal such as <c>TERM</c> or <c>STOP</c>.</summary>
    public Task SignalAsync(string signal) => Signals.SendAsync(_process, signal);

    /// <summary>Ends it and waits for its end.</summary>
    /// <returns>Exit code, and how long it took from the signal.</returns>
    public async Task<(int Code, TimeSpan Took)> EndAsync(string signal = "TERM")
    {
        var started = TimeProvider.System.GetTimestamp();
        await SignalAsync(signal);
        var code = await ExitAsync();
        return (code, TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"The process does not end:\n{Log}");
        }
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _client.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            TaskCompletionSource more;
            lock (_lines)
            {
                _lines.Add(line);
                (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            more.SetResult();
        }
    }
}
