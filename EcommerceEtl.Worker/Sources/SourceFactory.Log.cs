using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Sources;

public sealed partial class SourceFactory
{
    [LoggerMessage(
        EventId = 200, Level = LogLevel.Warning, Message =
            "Store {Store}: attempt {Attempt} for {Entity} failed ({Reason}); the next follows in {Delay}.")]
    private partial void Retried(string store, Entity entity, int attempt, string reason, TimeSpan delay);
}
