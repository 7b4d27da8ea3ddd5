using OxyPlot;

namespace EcommerceEtl.Worker.Web;

/// <summary>How a chart is drawn: in which colours, those of <c>page.css</c>, and how large. It has no ground of its own.</summary>
internal sealed record ChartLook(OxyColor Ink, OxyColor Quiet, OxyColor Line, OxyColor Bar, string Size)
{
    /// <summary>Widths by their names.</summary>
    public static ImmutableDictionary<string, int> Widths { get; } =
        new Dictionary<string, int> { ["wide"] = 960, ["half"] = 540, ["narrow"] = 340 }.ToImmutableDictionary();

    public bool IsNarrow => Size == "narrow";

    public int Width => Widths[Size];

    /// <summary>The look that an address asks for; null if it asks for another than there are.</summary>
    /// <param name="theme"><c>light</c> or <c>dark</c>.</param>
    /// <param name="size">One of <see cref="Widths"/>.</param>
    public static ChartLook? Of(string? theme, string? size) => (theme, size) switch
    {
        (_, null) => null,
        (_, { } wrong) when !Widths.ContainsKey(wrong) => null,
        ("light", { } known) => new(Color("#1b2430"), Color("#566170"), Color("#dde1e7"), Color("#5b93cf"), known),
        ("dark", { } known) => new(Color("#e8ecf1"), Color("#a3adba"), Color("#323b47"), Color("#4f86c0"), known),
        _ => null,
    };

    private static OxyColor Color(string text) => OxyColor.Parse(text);
}
