using System.Globalization;
using System.Text.Json;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Sources.Mapping;

/// <summary>Reads ISO 8601 times with a zone, an offset, or neither, which is taken as UTC: the machine's own zone never matters.</summary>
internal static class JsonDates
{
    /// <summary>Offsets without a colon or without minutes, which ISO 8601 allows and the JSON reader does not.</summary>
    private static readonly string[] _shortOffsets =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz", "yyyy-MM-dd'T'HH:mm:sszz", "yyyy-MM-dd'T'HH:mmzz",
    ];

    /// <summary>Reads the time the reader stands on; rounded, it lies between 1990 and a day after the snapshot.</summary>
    /// <param name="json">Stands on the value.</param>
    /// <param name="snapshotTime">The snapshot's own time, UTC.</param>
    /// <param name="time">UTC, rounded to the microsecond.</param>
    public static RejectionReason? Read(ref Utf8JsonReader json, DateTime snapshotTime, out DateTime time)
    {
        time = default;
        if (json.TokenType != JsonTokenType.String)
            return RejectionReason.WrongType;
        if (!TryParse(ref json, out var exact))
            return RejectionReason.BadDate;
        var rounded = Limits.ToMicrosecond(exact);
        if (rounded < Limits.Earliest)
            return RejectionReason.BadDate;
        if (rounded > snapshotTime + Limits.FutureTolerance)
            return RejectionReason.FutureDate;
        time = rounded;
        return null;
    }

    private static bool TryParse(ref Utf8JsonReader json, out DateTime utc)
    {
        try
        {
            if (json.TryGetDateTime(out utc) && utc.Kind != DateTimeKind.Local)
            {
                utc = DateTime.SpecifyKind(utc, DateTimeKind.Utc);
                return true;
            }
            if (json.TryGetDateTimeOffset(out var zoned)
                || DateTimeOffset.TryParseExact(
                    json.GetString(), _shortOffsets, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out zoned))
            {
                utc = zoned.UtcDateTime;
                return true;
            }
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or bytes that are no UTF-8: no date either way.
        }
        utc = default;
        return false;
    }
}
