namespace EcommerceEtl.Worker.Health;

/// <summary>Says once that there is no session with the database and once that there is one again, whoever notices first: the start, a run
/// or a health check, and however often they try meanwhile. Another reason than before is said once too: a server that refuses needs
/// somebody, one that is down may come back.</summary>
public sealed partial class DatabaseReach(ILogger<DatabaseReach> log)
{
    private readonly Lock _saying = new();
    private readonly HashSet<ErrorCode> _said = [];

    /// <summary>Somebody had no session.</summary>
    public void Lost(EtlException error)
    {
        lock (_saying)
        {
            if (_said.Add(error.Code))
                LogWaiting(error.Message);
        }
    }

    /// <summary>It has answered somebody.</summary>
    public void Found()
    {
        lock (_saying)
        {
            if (_said.Count > 0)
                LogBack();
            _said.Clear();
        }
    }

    [LoggerMessage(LogEvents.DatabaseAwaited, LogLevel.Warning, "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogEvents.DatabaseBack, LogLevel.Information, "The database is back.")]
    private partial void LogBack();
}
