using System.Collections.Immutable;

namespace EcommerceEtl.Tests.Model;

/// <summary>One element of a shop's answer, with what whoever made it says it means: the model never parses JSON.</summary>
/// <param name="Id">Its id; null where none can be read.</param>
/// <param name="Served">Its JSON as the shop sends it.</param>
/// <param name="Landed">The JSON that may be kept of it.</param>
/// <param name="Facts">What it states; null if it is to be rejected.</param>
/// <param name="Reason">Why it is to be rejected.</param>
/// <param name="Path">Where its fault is.</param>
/// <param name="Heals">The good element it was broken from.</param>
internal sealed record ShopElement<T>(
    long? Id, string Served, string Landed, T? Facts, string? Reason = null, string? Path = null, ShopElement<T>? Heals = null)
    where T : class;

/// <param name="Title">Empty where the element states none that can be used.</param>
/// <param name="Category">The same.</param>
/// <param name="Price">Price of one unit.</param>
/// <param name="Rating">Null where none can be used.</param>
/// <param name="RatingCount">The same.</param>
internal sealed record ProductFacts(string Title, string Category, decimal Price, decimal? Rating, int? RatingCount);

internal sealed record CustomerFacts(string City);

/// <param name="User">Null for a guest.</param>
/// <param name="PlacedAt">UTC, whole microseconds; of a day alone its midnight in UTC, which is good enough to tell that it is
/// past.</param>
/// <param name="Lines">In the shop's order.</param>
internal sealed record CartFacts(long? User, DateTime PlacedAt, ImmutableArray<LineFacts> Lines)
{
    /// <summary>The day, where the shop states no time: when it began is a matter of the store's zone. Null otherwise.</summary>
    public DateOnly? Day { get; init; }
}

internal sealed record LineFacts(long? Product, decimal Quantity);

/// <summary>Builds an element's JSON as it is served and as it may be kept.</summary>
internal sealed class ElementText
{
    private readonly List<string> _served = [];
    private readonly List<string> _landed = [];

    public string Served => $"{{{string.Join(',', _served)}}}";

    public string Landed => $"{{{string.Join(',', _landed)}}}";

    public ElementText Kept(string name, string served, string? landed = null)
    {
        _served.Add($"\"{name}\":{served}");
        _landed.Add($"\"{name}\":{landed ?? served}");
        return this;
    }

    /// <summary>A property of which nothing may be landed but what stands in its place; null if it lands as it is.</summary>
    public ElementText Spoilt(string name, (string Served, string? Landed) value) => Kept(name, value.Served, value.Landed);

    public ElementText Dropped(string name, string served)
    {
        _served.Add($"\"{name}\":{served}");
        return this;
    }
}
