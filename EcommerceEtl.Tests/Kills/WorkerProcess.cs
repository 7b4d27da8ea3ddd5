using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using EcommerceEtl.Tests.Worker;
using EcommerceEtl.Tests.Worker.Pipeline;

namespace EcommerceEtl.Tests.Kills;

/// <summary>A line of standard error and when it was read (<see cref="TimeProvider.GetTimestamp"/>).</summary>
internal sealed record ErrorLine(string Text, long At);

/// <summary>The worker as a process of its own: <c>dotnet EcommerceEtl.Worker.dll COMMAND</c> with its settings in the
/// environment.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>No command of a test takes that long, however busy the machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Channel<ErrorLine> _errors = Channel.CreateUnbounded<ErrorLine>();
    private readonly StringBuilder _errorText = new();
    private readonly Task _readingErrors;
    private readonly Task<string> _readingOutput;

    private WorkerProcess(Process process)
    {
        _process = process;
        _readingErrors = ReadErrorsAsync();
        _readingOutput = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The settings of a harness's first store, database, landing zone and rules, as environment variables.</summary>
    public static Dictionary<string, string> SettingsOf(PipelineHarness pipeline) => new()
    {
        ["ConnectionStrings__Warehouse"] = pipeline.Database.ConnectionString,
        ["Stores__0__Name"] = pipeline.Settings.Stores[0].Name,
        ["Stores__0__BaseUrl"] = pipeline.Settings.Stores[0].BaseUrl,
        ["Stores__0__TimeZone"] = pipeline.Settings.Stores[0].TimeZone,
        ["Landing__Path"] = pipeline.LandingPath,
        ["Http__Retries"] = "1",
        ["Http__RetryBaseDelay"] = "00:00:00.0010000",
        ["Http__RequestsPerSecond"] = "1000",
        ["Funnel__Seed"] = pipeline.Settings.Funnel.Seed,
        ["Funnel__AddToCartRate"] = pipeline.Settings.Funnel.AddToCartRate.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Funnel__PurchaseRate"] = pipeline.Settings.Funnel.PurchaseRate.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    public static WorkerProcess Start(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        StartProgram(settings, [WorkerProgram.Path, .. arguments]);

    /// <summary>Starts another program.</summary>
    /// <param name="settings">Environment variables.</param>
    /// <param name="command">What stands after <c>dotnet</c>.</param>
    public static WorkerProcess StartProgram(IReadOnlyDictionary<string, string> settings, string[] command)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Reads on to a line of standard error that contains a text; null if the process ended without one.</summary>
    public async Task<ErrorLine?> WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _errors.Reader.WaitToReadAsync(patience.Token))
            while (_errors.Reader.TryRead(out var line))
                if (line.Text.Contains(text, StringComparison.Ordinal))
                    return line;
        return null;
    }

    /// <summary>Writes an empty line to its standard input.</summary>
    public Task GoOnAsync()
    {
        _process.StandardInput.WriteLine();
        return _process.StandardInput.FlushAsync();
    }

    /// <summary>Sends a signal such as <c>STOP</c>.</summary>
    public Task SignalAsync(string signal) => Signals.SendAsync(_process, signal);

    /// <summary>SIGKILL, and the end of the process.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await ExitAsync();
    }

    /// <summary>Waits for the end of the process and of its output.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await Task.WhenAll(_readingErrors, _readingOutput);
        return _process.ExitCode;
    }

    /// <summary>All it wrote, once it has ended.</summary>
    public async Task<string> OutputAsync() => await _readingOutput + _errorText;

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errorText.AppendLine(line);
            _errors.Writer.TryWrite(new ErrorLine(line, TimeProvider.System.GetTimestamp()));
        }
        _errors.Writer.Complete();
    }
}
