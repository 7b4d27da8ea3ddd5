using EcommerceEtl.Worker.Output;
using Spectre.Console;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Guards <c>Console.Out</c> and <c>Console.Error</c> (<see cref="GuardedWriter"/>) at the start of the process, so that no
/// command and no log can forget it. Only the line of progress is drawn without the guard, since it needs control sequences of the
/// terminal: its text is escaped before.</summary>
internal static class Printed
{
    /// <summary>Most characters of a line of the log: an error with its stack fits, a server's message of a megabyte does not.</summary>
    internal const int MaxLogLine = 64_000;

    private static TextWriter _error = Console.Error;

    /// <summary>Puts the guard in front of both.</summary>
    public static void Guard()
    {
        _error = Console.Error;
        Console.SetOut(new GuardedWriter(Console.Out));
        Console.SetError(new GuardedWriter(_error, MaxLogLine));
    }

    /// <summary>The terminal of standard error, to draw on.</summary>
    public static IAnsiConsole ErrorTerminal() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new Drawing(_error) });

    /// <summary>The library takes a writer for a terminal only if it is one of the console's, and those are guarded.</summary>
    private sealed class Drawing(TextWriter writer) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _output = new(writer);

        public TextWriter Writer => writer;

        public bool IsTerminal => !Console.IsErrorRedirected;

        public int Width => _output.Width;

        public int Height => _output.Height;

        public void SetEncoding(Encoding encoding) => _output.SetEncoding(encoding);
    }
}

/// <summary>Writes data for <c>--json</c>.</summary>
internal static class JsonOutput
{
    /// <summary>Writes JSON. Control characters that the serializer does not escape can only stand within texts, and
    /// <see cref="GuardedWriter"/> escapes them there as JSON does.</summary>
    public static void Write(object data) => Console.Out.Write(JsonText.Of(data) + "\n");
}
