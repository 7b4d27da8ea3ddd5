using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Health;

/// <summary>Says once that the database is out of reach and once that it is back, whoever notices first: the start, a run or a health check.</summary>
public sealed partial class DatabaseReach(ILogger<DatabaseReach> log)
{
    private int _away;

    /// <summary>Somebody could not reach it.</summary>
    public void Lost(EtlException error)
    {
        if (Interlocked.Exchange(ref _away, 1) == 0)
            LogWaiting(error.Message);
    }

    /// <summary>It has answered somebody.</summary>
    public void Found()
    {
        if (Interlocked.Exchange(ref _away, 0) == 1)
            LogBack();
    }

    [LoggerMessage(2300, LogLevel.Warning, "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(2301, LogLevel.Information, "The database is back.")]
    private partial void LogBack();
}
