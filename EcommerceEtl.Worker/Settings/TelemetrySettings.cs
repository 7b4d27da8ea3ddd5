namespace EcommerceEtl.Worker.Settings;

/// <summary>The settings of the OTLP exporter, which reads them itself: it sends to localhost where it cannot read an address, and ends
/// the process over a wrong header.</summary>
internal static class TelemetrySettings
{
    /// <summary>The environment variable that names the collector and thereby switches traces on.</summary>
    public const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What it must be.</summary>
    public const string CollectorForm = "an address with http:// or https://, such as http://collector:4317";

    private static readonly string[] Endpoints = [Collector, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    private static readonly string[] Files =
        ["OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY"];
    private static readonly string[] Headers = ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"];

    /// <summary>What is wrong, a sentence a mistake.</summary>
    public static IEnumerable<string> Mistakes(IConfiguration configuration) =>
    [
        .. from key in Endpoints
           let text = configuration[key]
           where text is { Length: > 0 } && !IsAddress(text)
           select $"{key} = '{(text.Contains('@') ? "***" : text)}': must be {CollectorForm}.",.. from key in Headers
           where configuration[key] is { Length: > 0 } text && !text.Split(',').All(header => header.IndexOf('=') > 0)
           select $"{key}: must be NAME=value, several of them parted by commas.",.. from key in Files
           where configuration[key] is { Length: > 0 } file && !File.Exists(file)
           select $"{key}: there is no such file as '{configuration[key]}'.",
    ];

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0;
}
