using System.Net;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>What somebody reads on the page, found in its HTML.</summary>
internal sealed partial class PageText(string html)
{
    public string Html => html;

    /// <summary>Key figures by name: the figure with its currency, and what is said of its change.</summary>
    public IReadOnlyDictionary<string, (string Value, string Change, bool IsSimulated)> KeyFigures { get; } =
        Card().Matches(html).ToDictionary(
            card => Plain(card.Groups["name"].Value),
            card => (Plain(card.Groups["value"].Value), Plain(card.Groups["change"].Value).TrimStart('▲', '▼', '■', ' '),
                card.Groups["tag"].Success));

    /// <summary>All that is written, in one line.</summary>
    public string Words => Plain(html);

    /// <summary>The cells of a section's table, a line a row, joined by <c>|</c>, without the headings; none where the section is not
    /// there.</summary>
    public string[] Table(string section) =>
        [.. Row().Matches(Section(section)).Skip(1)
            .Select(row => string.Join('|', Cell().Matches(row.Value).Select(cell => Plain(cell.Groups["text"].Value))))];

    private string Section(string id) =>
        Regex.Match(html, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline) is { Success: true } found ? found.Value : "";

    private static string Plain(string part) => Space().Replace(WebUtility.HtmlDecode(Tag().Replace(part, " ")), " ").Trim();

    [GeneratedRegex("<li class=\"card\">\\s*<h3>(?<name>[^<]*)(?<tag><span class=\"tag\">simulated</span>)?</h3>\\s*"
        + "<p class=\"value\">(?<value>.*?)</p>\\s*<p class=\"change[^\"]*\">(?<change>.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Card();

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<t[hd][^>]*>(?<text>.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
