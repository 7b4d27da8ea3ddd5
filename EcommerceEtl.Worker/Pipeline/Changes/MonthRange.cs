using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Pipeline.Changes;

/// <summary>The range of time for which a month stands.</summary>
/// <param name="Month">Its first moment (UTC).</param>
/// <param name="From">First moment of the range; null for all time.</param>
/// <param name="Before">The moment after the last one; null for all time.</param>
internal sealed record MonthRange(DateTime Month, DateTime? From, DateTime? Before)
{
    /// <summary>The range of the month that it is a part of; null where it is all of the month.</summary>
    public MonthRange? PartOf { get; init; }

    public bool Overlaps(ExtractWindow window) => !(Before <= window.Begin) && !(From >= window.End);
}
