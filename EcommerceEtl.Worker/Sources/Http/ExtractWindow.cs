namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>A part of a shop's carts by their dates, for a backfill.</summary>
/// <param name="From">First day (UTC), included.</param>
/// <param name="To">The day after the last one.</param>
public sealed record ExtractWindow(DateOnly From, DateOnly To)
{
    /// <summary>The first moment, UTC.</summary>
    public DateTime Begin => From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The moment after the last one, UTC.</summary>
    public DateTime End => To.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>True for a time on one of its days, read in the zone that the time is given in.</summary>
    public bool Holds(DateTime time) => DateOnly.FromDateTime(time) is var day && day >= From && day < To;

    /// <summary>Such as <c>2026-01-01 to 2026-02-01 (the last day not included)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd} to {To:yyyy-MM-dd} (the last day not included)");
}
