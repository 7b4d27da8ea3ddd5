using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Sources;

/// <summary>
/// Finds signs in an answer's headers that the shop has more elements than it sent. A list that is taken for the whole removes from the
/// warehouse what it lacks, so any such sign refuses it.
/// </summary>
internal static partial class PartialAnswer
{
    /// <summary>Longest number that is repeated in a message.</summary>
    private const int MaxDigits = 9;

    // Header names without their leading x, wp, ms, pagination or paging, in lower case and without hyphens: all spellings in use fall
    // together.
    private static readonly HashSet<string> _totals =
        ["total", "totalcount", "totalelements", "totalitems", "totalrecords", "totalresults", "totalrows", "resultcount", "recordcount",
            "itemcount"];

    private static readonly HashSet<string> _pages = ["totalpages", "totalpagecount", "pagecount", "pages", "pagestotal", "lastpage"];

    private static readonly HashSet<string> _next =
        ["next", "nextpage", "nextlink", "nexturl", "nextcursor", "nexttoken", "nextpagetoken", "continuationtoken"];

    private static readonly HashSet<string> _more =
        ["hasmore", "hasnext", "hasnextpage", "hasmorepages", "moreresults", "truncated", "istruncated"];

    private static readonly HashSet<string> _units = new(StringComparer.OrdinalIgnoreCase)
    {
        "bytes", "items", "products", "carts", "orders", "users", "customers", "elements", "entries", "records",
        "resources", "results", "rows",
    };

    private static readonly string[] _prefixes = ["x", "wp", "ms", "pagination", "paging"];

    /// <summary>The first sign found, in words that quote nothing but header names and numbers; null if there is none.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="elements">How many elements it held.</param>
    public static string? SignOf(HttpResponseMessage response, long elements)
    {
        foreach (var (name, values) in Headers(response))
            foreach (var value in values)
                if (SignOf(name, value, elements) is { } sign)
                    return sign;
        return null;
    }

    /// <summary>What an answer's <c>Content-Range</c> says, such as <c>Content-Range: 0-3/7</c>; null if it has none that can be
    /// read.</summary>
    public static string? RangeOf(HttpResponseMessage response) =>
        Headers(response).Where(header => IsRange(header.Key)).SelectMany(header => header.Value)
            .Select(value => Range().Match(value)).FirstOrDefault(range => range.Success) is { } found ? Said(found) : null;

    private static IEnumerable<KeyValuePair<string, HeaderStringValues>> Headers(HttpResponseMessage response) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated);

    private static string? SignOf(string name, string value, long elements)
    {
        if (name.Equals("Link", StringComparison.OrdinalIgnoreCase))
            return HasNext(value) ? "a Link header with rel=\"next\", so there is a next page" : null;
        if (IsRange(name))
            return Range().Match(value) is { Success: true } range && IsPart(range, elements)
                ? $"{Said(range)}, where {Came(elements)}" : null;
        var words = name.Split('-', '_').SkipWhile(word => _prefixes.Contains(word, StringComparer.OrdinalIgnoreCase)).ToArray();
        return words.Length > 0 ? SignOf(name, string.Concat(words), value, elements) : Described(name, value, elements);
    }

    /// <summary>The sign in one value.</summary>
    /// <param name="shown">Its name as the shop writes it.</param>
    /// <param name="bare">Its name without what only some shops write.</param>
    /// <param name="value">Its value.</param>
    /// <param name="elements">How many elements came.</param>
    private static string? SignOf(string shown, string bare, string value, long elements)
    {
        bare = bare.ToLowerInvariant();
        value = value.Trim();
        if (_totals.Contains(bare))
            return IsAbove(value, elements) ? $"{shown}: {Digits(value)}, where {Came(elements)}" : null;
        if (_pages.Contains(bare))
            return IsAbove(value, 1) ? $"{shown}: {Digits(value)}, where one page came" : null;
        // The page or cursor itself may be a secret.
        if (_next.Contains(bare))
            return value.ToLowerInvariant() is "" or "0" or "-1" or "null" or "none" or "false" ? null
                : $"{shown}, which names a next page";
        return _more.Contains(bare) && value.ToLowerInvariant() is "true" or "1" or "yes"
            ? $"{shown}, which says that there is more" : null;
    }

    /// <summary>The sign in a header that holds a JSON object of such values, as <c>X-Pagination</c> of ASP.NET shops does.</summary>
    private static string? Described(string name, string value, long elements)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.ValueKind != JsonValueKind.Object ? null : json.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True
                or JsonValueKind.False)
                .Select(property => SignOf(
                    $"{name} with {property.Name}", property.Name.Replace("_", "", StringComparison.Ordinal),
                    property.Value.ToString(), elements))
                .FirstOrDefault(sign => sign is not null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasNext(string link) => Parameter().Matches(Target().Replace(link, ""))
        .Where(parameter => parameter.Groups["name"].Value.Equals("rel", StringComparison.OrdinalIgnoreCase))
        .SelectMany(parameter => parameter.Groups["value"].Value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Contains("next", StringComparer.OrdinalIgnoreCase);

    private static bool IsRange(string name) => name.Equals("Content-Range", StringComparison.OrdinalIgnoreCase);

    /// <summary>A range that does not begin at 0, or ends before its total. A total of bytes says nothing of elements.</summary>
    private static bool IsPart(Match range, long elements)
    {
        var (from, to, total) = (range.Groups["from"].Value, range.Groups["to"].Value, range.Groups["total"].Value);
        var inBytes = range.Groups["unit"].Value.Equals("bytes", StringComparison.OrdinalIgnoreCase);
        return from.Length > 0 && IsAbove(from, 0)
            || to.Length > 0 && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && IsAbove(total, last + 1)
            || !inBytes && IsAbove(total, elements);
    }

    /// <summary>A range; its unit may be any word of the shop's and is repeated only if it is a usual one.</summary>
    private static string Said(Match range)
    {
        var (from, to, total) = (range.Groups["from"].Value, range.Groups["to"].Value, range.Groups["total"].Value);
        var unit = range.Groups["unit"];
        var behind = range.Value.Contains('=', StringComparison.Ordinal) ? '=' : ' ';
        var shown = _units.Contains(unit.Value) ? $"{unit.Value}{behind}" : "";
        return $"Content-Range: {shown}{(from.Length > 0 ? $"{Digits(from)}-{Digits(to)}" : "*")}/{Digits(total)}";
    }

    /// <summary>A number as it came, unless it is too long for a count and may be anybody's.</summary>
    private static string Digits(string number) =>
        number.Length <= MaxDigits ? number : string.Create(CultureInfo.InvariantCulture, $"(a number of {number.Length} digits)");

    private static string Came(long elements) =>
        string.Create(CultureInfo.InvariantCulture, $"{elements} element{(elements == 1 ? "" : "s")} came");

    /// <summary>True for a whole number above a bound, however many digits it has. What is no whole number says nothing.</summary>
    private static bool IsAbove(string value, long bound) =>
        value.Length > 0 && value.All(char.IsAsciiDigit)
        && (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > bound);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Target();

    /// <summary>A parameter of a link. Quoted values are matched whole, so that what stands in a title is no parameter.</summary>
    [GeneratedRegex("""[;,\s](?<name>[\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"(?<value>(?:[^"\\]|\\.)*)"|'(?<value>[^']*)'|(?<value>[^\s;,"]*))""")]
    private static partial Regex Parameter();

    [GeneratedRegex(
        @"^\s*(?:(?<unit>[A-Za-z_-]{1,30})(?:\s+|\s*=\s*))?(?:(?<from>\d{1,30})-(?<to>\d{1,30})|\*)\s*/\s*(?<total>\d{1,30}|\*)\s*$")]
    private static partial Regex Range();
}
