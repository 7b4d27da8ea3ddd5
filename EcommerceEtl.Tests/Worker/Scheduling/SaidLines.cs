using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>Hands on what is logged, while it is said.</summary>
internal sealed class SaidLines(Action<string> said) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
        string> formatter) =>
        said(formatter(state, exception));

    public void Dispose()
    {
    }
}
