using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Finds signs in an answer's headers, and in those that follow its body, that the shop has more elements than it sent. A list
/// that is taken for the whole removes from the warehouse what it lacks, so any such sign refuses it.</summary>
internal static partial class PartialAnswer
{
    /// <summary>Longest number that is repeated in a message.</summary>
    private const int MaxDigits = 9;

    private static readonly HashSet<string> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        "bytes", "items", "products", "carts", "orders", "users", "customers", "elements", "entries", "records",
        "resources", "results", "rows",
    };

    /// <summary>The first sign found, in words that quote nothing but header names and numbers; null if there is none.</summary>
    public static string? SignOf(HttpResponseMessage response, Entity entity, long elements)
    {
        foreach (var (name, values) in Headers(response).Concat(response.TrailingHeaders.NonValidated))
            foreach (var value in values)
                if (SignOf(name, value.Trim(), entity, elements) is { } sign)
                    return sign;
        return null;
    }

    /// <summary>What an answer's <c>Content-Range</c> says, such as <c>Content-Range: 0-3/7</c>; null if it has none that can be
    /// read.</summary>
    public static string? RangeOf(HttpResponseMessage response) =>
        Headers(response).Where(header => MoreWords.IsRange(header.Key)).SelectMany(header => header.Value)
            .Select(value => Range().Match(value)).FirstOrDefault(range => range.Success) is { } found ? Said(found) : null;

    private static IEnumerable<KeyValuePair<string, HeaderStringValues>> Headers(HttpResponseMessage response) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated);

    private static string? SignOf(string name, string value, Entity entity, long elements)
    {
        if (MoreWords.IsLink(name) && Rels(value).FirstOrDefault(rel => rel is "next" or "prev" or "previous") is { } rel)
            return $"a Link header with rel=\"{rel}\", so there is a {(rel == "next" ? "next page" : "page before")}";
        if (MoreWords.IsRange(name))
        {
            var ranges = value.Split(',').Select(one => Range().Match(one));
            return ranges.FirstOrDefault(range => range.Success && IsPart(range, elements)) is { } part
                ? $"{Said(part)}, where {Came(elements)}" : null;
        }
        return SignOfPair(name, name, value, entity, elements)
            ?? (MoreWords.IsDescription(name) ? Described(name, value, entity, elements) : null);
    }

    /// <summary>The sign in one value.</summary>
    /// <param name="shown">Its name, as the message repeats it.</param>
    /// <param name="name">Its name as the shop writes it.</param>
    private static string? SignOfPair(string shown, string name, string value, Entity entity, long elements)
    {
        return MoreWords.Of(name, entity) switch
        {
            Saying.Pages when MoreWords.NumberAbove(value, 1) is { } pages => $"{shown}: {Digits(pages)}, where one page came",
            Saying.Total when MoreWords.NumberAbove(value, elements) is { } total => $"{shown}: {Digits(total)}, where {Came(elements)}",
            // The page or cursor itself may be a secret.
            Saying.Next => MoreWords.IsNothing(value) ? null : $"{shown}, which names a next page",
            Saying.More => MoreWords.IsYes(value) ? $"{shown}, which says that there is more" : null,
            Saying.Last or Saying.Pages => MoreWords.IsNo(value) ? $"{shown}, which says that there is more" : null,
            _ => null,
        };
    }

    /// <summary>The sign in a header that holds several such values: a JSON object, as <c>X-Pagination</c> of ASP.NET shops does, or
    /// pairs.</summary>
    private static string? Described(string name, string value, Entity entity, long elements)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return Within(name, json.RootElement, entity, elements);
        }
        catch (JsonException)
        {
            return value.Contains('<', StringComparison.Ordinal) ? null : Pair().Matches(value)
                .Select(pair => (Name: pair.Groups["name"].Value, Value: pair.Groups["value"].Value))
                .Select(pair => SignOfPair($"{name} with {pair.Name}", pair.Name, pair.Value, entity, elements))
                .FirstOrDefault(sign => sign is not null);
        }
    }

    private static string? Within(string header, JsonElement json, Entity entity, long elements) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject()
            .Select(property =>
                SignOfPair($"{header} with {property.Name}", property.Name, Text(property.Value), entity, elements)
                ?? Within(header, property.Value, entity, elements))
            .FirstOrDefault(sign => sign is not null),
        JsonValueKind.Array => json.EnumerateArray()
            .Select(element => Within(header, element, entity, elements)).FirstOrDefault(sign => sign is not null),
        _ => null,
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.Object when !value.EnumerateObject().Any() => "",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "",
        _ => value.ToString(),
    };

    /// <summary>The relations of links, in lower case; of those that are addresses the last segment.</summary>
    private static IEnumerable<string> Rels(string link) => Parameter().Matches(Target().Replace(link, ""))
        .Where(parameter => parameter.Groups["name"].Value.TrimEnd('*').Equals("rel", StringComparison.OrdinalIgnoreCase))
        .SelectMany(parameter => parameter.Groups["value"].Value.Split(" \t\\\"'".ToCharArray(), StringSplitOptions.RemoveEmptyEntries))
        .Select(rel => rel[(rel.LastIndexOfAny(['/', '#']) + 1)..].ToLowerInvariant());

    /// <summary>A range that does not begin at 0, or ends before its total. A total of bytes says nothing of elements.</summary>
    private static bool IsPart(Match range, long elements)
    {
        var (from, to, total) = (range.Groups["from"].Value, range.Groups["to"].Value, range.Groups["total"].Value);
        var inBytes = range.Groups["unit"].Value.Equals("bytes", StringComparison.OrdinalIgnoreCase);
        return MoreWords.NumberAbove(from, 0) is not null
            || long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                && MoreWords.NumberAbove(total, last + 1) is not null || !inBytes && MoreWords.NumberAbove(total, elements) is not null;
    }

    /// <summary>A range; its unit may be any word of the shop's and is repeated only if it is a usual one.</summary>
    private static string Said(Match range)
    {
        var (from, to, total) = (range.Groups["from"].Value, range.Groups["to"].Value, range.Groups["total"].Value);
        var unit = range.Groups["unit"];
        var behind = range.Value.Contains('=', StringComparison.Ordinal) ? '=' : ' ';
        var shown = Units.Contains(unit.Value) ? $"{unit.Value}{behind}" : "";
        return $"Content-Range: {shown}{(from.Length > 0 ? $"{Digits(from)}-{Digits(to)}" : "*")}/{Digits(total)}";
    }

    /// <summary>A number as it came, unless it is too long for a count and may be anybody's.</summary>
    private static string Digits(string number) =>
        number.Length <= MaxDigits ? number : string.Create(CultureInfo.InvariantCulture, $"(a number of {number.Length} digits)");

    private static string Came(long elements) =>
        string.Create(CultureInfo.InvariantCulture, $"{elements} element{(elements == 1 ? "" : "s")} came");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Target();

    /// <summary>A parameter of a link. Quoted values are matched whole, so that what stands in a title is no parameter.</summary>
    [GeneratedRegex(
        """[;,\s](?<name>[\w!#$%&'*+.^`|~-]+)\s*=\s*"""
        + """(?:"(?<value>(?:[^"\\]|\\.)*)(?:"|$)|'(?<value>[^']*)(?:'|$)|(?<value>[^\s;,"]*))""")]
    private static partial Regex Parameter();

    [GeneratedRegex(
        @"^\s*(?:(?<unit>[\w.-]{1,30})(?:\s+|\s*=\s*))?(?:(?<from>[0-9]{1,30})\s*-\s*(?<to>[0-9]{1,30})|\*)\s*(?:/|of)\s*"
        + @"(?<total>[0-9]{1,30}|\*)(?![0-9])")]
    private static partial Regex Range();

    /// <summary>Such as <c>total=7</c> or <c>'total': 7</c>.</summary>
    [GeneratedRegex("""(?<name>[A-Za-z][\w.-]{0,40})["']?\s*[=:]\s*["']?(?<value>[^;,&"'}\s]+)""")]
    private static partial Regex Pair();
}
