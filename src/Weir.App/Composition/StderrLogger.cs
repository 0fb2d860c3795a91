using Microsoft.Extensions.Logging;

namespace Weir.App.Composition;

/// <summary>Log lines for people on standard error: what happened, one line each, with the level where it is not plain information.</summary>
internal sealed class StderrLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string level = logLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error or LogLevel.Critical => "error: ",
            _ => "",
        };
        Console.Error.WriteLine($"weir: {level}{formatter(state, exception)}{(exception is null ? "" : ": " + exception.Message)}");
    }
}
