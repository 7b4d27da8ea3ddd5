using System.Text;
using EcommerceEtl.Worker.Commands;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Commands of the worker within the tests' process, several at a time: each has settings and outputs of its own. A process would
/// take ten times as long, and is started where it is what is tested (<see cref="ChildProcess"/>).</summary>
internal static class HostedCommand
{
    private static readonly AsyncLocal<(TextWriter Output, TextWriter Error)?> _own = new();

    static HostedCommand()
    {
        Console.SetOut(new Divided(Console.Out, own => own.Output));
        Console.SetError(new Divided(Console.Error, own => own.Error));
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="settings">What a process would find in its environment; nothing but settings.</param>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where standard output goes to, if it is not to be returned.</param>
    public static async Task<WorkerExit> RunAsync(IReadOnlyDictionary<string, string?> settings, string[] args, TextWriter? output = null)
    {
        Assert.That(settings.Keys.Where(key => !key.Contains("__", StringComparison.Ordinal) && key != "ASPNETCORE_URLS"
            && !key.StartsWith("OTEL_", StringComparison.Ordinal)), Is.Empty, "variables that are no settings act on a process alone");
        Assert.That((Console.IsOutputRedirected, Console.IsErrorRedirected), Is.EqualTo((true, true)),
            "a terminal would be written to otherwise");
        var started = TimeProvider.System.GetTimestamp();
        using var written = new StringWriter();
        using var error = new StringWriter();
        _own.Value = (new GuardedWriter(output ?? written), new GuardedWriter(error, Printed.MaxLogLine));
        CommandHost.Environment.Value = settings.Where(setting => setting.Value is not null).ToDictionary();
        // As in the worker, which knows no other.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var stop = new StopSignal(TimeProvider.System);
        var code = await CommandLine.InvokeAsync(args, stop).WaitAsync(ChildProcess.Limit, TimeProvider.System);
        return new WorkerExit(code, written.ToString(), error.ToString(), TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>One of the console's streams: what a command writes goes to its own, and everything else to where it went before.</summary>
    private sealed class Divided(TextWriter other, Func<(TextWriter Output, TextWriter Error), TextWriter> choose) : TextWriter
    {
        public override Encoding Encoding => other.Encoding;

        private TextWriter Chosen => _own.Value is { } own ? choose(own) : other;

        public override void Write(char value) => Chosen.Write(value);

        public override void Write(char[] buffer, int index, int count) => Chosen.Write(buffer, index, count);

        public override void Write(string? value) => Chosen.Write(value);

        public override void WriteLine(string? value) => Chosen.WriteLine(value);

        public override void Flush() => Chosen.Flush();
    }
}
