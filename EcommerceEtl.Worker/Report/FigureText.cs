namespace EcommerceEtl.Worker.Report;

/// <summary>Figures as people read them, the same in a terminal and on the page; <c>-</c> where there is none.</summary>
internal static class FigureText
{
    /// <summary>Money, two decimals.</summary>
    public static string Amount(decimal? amount) => amount?.ToString("N2", CultureInfo.InvariantCulture) ?? "-";

    public static string Count(decimal? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Units of goods, which may be parts of one.</summary>
    public static string Units(decimal units) => units.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <summary>A share of 1, as a percentage with one decimal.</summary>
    public static string Percent(decimal? share) =>
        share is { } known ? (known * 100).ToString("#,0.0", CultureInfo.InvariantCulture) + " %" : "-";

    /// <summary>A change with its sign.</summary>
    public static string Change(decimal? share) =>
        share is not { } known ? "-" : Signed(Math.Round(known, 3, MidpointRounding.AwayFromZero));

    /// <summary>A difference of two shares, in percentage points with its sign.</summary>
    public static string Points(decimal difference) =>
        (difference * 100).ToString("+#,0.0;-#,0.0;0.0", CultureInfo.InvariantCulture) + " points";

    private static string Signed(decimal rounded) => (rounded > 0 ? "+" : "") + Percent(rounded);
}
