namespace EcommerceEtl.Domain.Quality;

/// <summary>A number with what it counts, as people write it: <c>1 run</c>, <c>2,000 runs</c>.</summary>
public static class Counted
{
    /// <summary>The number and its noun.</summary>
    /// <param name="one">What one of them is called, of which the plural ends with an s.</param>
    public static string Of(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");
}
