using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>The range of time for which a month stands.</summary>
/// <param name="Month">Its first moment (UTC).</param>
/// <param name="From">First moment of the range; null for all time.</param>
/// <param name="Before">The moment after the last one; null for all time.</param>
internal sealed record MonthRange(DateTime Month, DateTime? From, DateTime? Before)
{
    /// <summary>True if it is a part of its month.</summary>
    public bool IsPart { get; init; }

    public bool Overlaps(ExtractWindow window) => !(Before <= window.Begin) && !(From >= window.End);
}
