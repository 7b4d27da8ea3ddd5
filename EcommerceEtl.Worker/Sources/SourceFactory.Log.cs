namespace EcommerceEtl.Worker.Sources;

public sealed partial class SourceFactory
{
    [LoggerMessage(
        EventId = LogEvents.RequestRepeated, Level = LogLevel.Warning, Message =
            "Store {Store}: attempt {Attempt} for {Entity} failed ({Reason}); the next follows in {Seconds:0.0} s.")]
    private partial void Retried(string store, string entity, int attempt, string reason, double seconds);
}
