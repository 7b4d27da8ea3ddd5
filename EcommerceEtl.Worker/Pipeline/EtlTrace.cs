using System.Diagnostics;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Spans: one a run, one a phase beneath it. Nothing is recorded unless a collector is configured.</summary>
public static class EtlTrace
{
    public const string SourceName = "EcommerceEtl";

    private static readonly ActivitySource Source = new(SourceName, WorkerVersion.Text);

    /// <summary>Begins a span; null if nobody listens.</summary>
    public static Activity? Begin(string phase, string store) => Source.StartActivity(phase)?.SetTag("store", store);
}
