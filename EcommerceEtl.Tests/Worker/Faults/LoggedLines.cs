using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>A line of the log.</summary>
internal sealed record LoggedLine(LogLevel Level, string Text, Exception? Exception);

/// <summary>Keeps what the worker logs, for a test to look at.</summary>
internal sealed class LoggedLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<LoggedLine> _lines = [];

    /// <summary>All lines so far that an operator sees at the usual level.</summary>
    public IReadOnlyList<LoggedLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
        string> formatter)
    {
        if (IsEnabled(logLevel))
            _lines.Enqueue(new LoggedLine(logLevel, formatter(state, exception), exception));
    }

    public void Dispose()
    {
    }
}
