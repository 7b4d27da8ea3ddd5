using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace EcommerceEtl.Worker.Telemetry;

/// <summary>How each instrument is shown: under a name that Prometheus takes, with which buckets and labels, and with how many series at
/// most. The metrics library adds up all label sets beyond that limit in one series called overflow, whose figures belong to no store; so
/// the limit follows the number of stores.</summary>
internal static class MetricViews
{
    /// <summary>The library's own limit. It is kept for what does not depend on the stores.</summary>
    private const int LibraryLimit = 2000;

    /// <summary>More answers (statuses, kinds of broken connections) than a shop gives while a worker lives.</summary>
    private const int Answers = 40;

    /// <summary>More label sets of one store than any instrument has that is not named in <see cref="LabelSets"/>.</summary>
    private const int FewLabelSets = 16;

    /// <summary>Seconds; HTTP requests to a shop take from milliseconds to minutes.</summary>
    private static readonly double[] HttpBounds = [.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>The view of one instrument.</summary>
    /// <param name="instrument">An instrument of the worker, of .NET or of the scheduler.</param>
    public static MetricStreamConfiguration Of(Instrument instrument, int stores)
    {
        // A view with buckets is passed over without a word where the instrument is no histogram.
        var view = instrument is Histogram<double> && instrument.Name.StartsWith("http.client.", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = HttpBounds }
            : new MetricStreamConfiguration();
        view.Name = Name(instrument.Name);
        view.CardinalityLimit = LibraryLimit + stores * LabelSets(instrument.Name);
        // A shop behind a content delivery network answers from ever new addresses, each of which would be a series until the worker ends.
        if (instrument.Name is "http.client.open_connections" or "http.client.connection.duration")
            view.TagKeys = ["http.connection.state", "network.protocol.version", "server.address", "server.port", "url.scheme"];
        return view;
    }

    /// <summary>Prometheus keeps the ending _count for histograms, and its linter says so.</summary>
    private static string Name(string name) => name switch
    {
        "dotnet.assembly.count" => "dotnet.assemblies",
        "dotnet.process.cpu.count" => "dotnet.process.cpus",
        "dotnet.timer.count" => "dotnet.timers",
        _ => name,
    };

    /// <summary>How many label sets one store can have.</summary>
    private static int LabelSets(string name) => name switch
    {
        "etl.runs" => EtlMetrics.Endings.Length * EtlMetrics.Triggers.Length,
        "etl.rows.rejected" => Entities.All.Length * Enum.GetValues<RejectionReason>().Length,
        "etl.source.retries" => Entities.All.Length * Answers,
        "http.client.request.duration" => Answers,
        _ => FewLabelSets,
    };
}
