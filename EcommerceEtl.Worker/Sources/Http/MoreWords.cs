using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>What a name says about how much more there is: how many elements (<see cref="Total"/>) or pages there are, where it goes on
/// (<see cref="Next"/>), whether there is more, or whether this is the end (<see cref="Last"/>).</summary>
internal enum Saying
{
    Nothing,
    Total,
    Pages,
    Next,
    More,
    Last,
}

/// <summary>The words by which shops say how much more there is. There are as many spellings as shops, so a name is not looked up: it
/// counts if all of it consists of words for amounts, pages and elements, whatever their order, capitals and hyphens. A name with any other
/// word in it, such as <c>X-Cache-Count</c> or <c>X-RateLimit-Total</c>, counts something else.</summary>
internal static partial class MoreWords
{
    /// <summary>Longer names say something else.</summary>
    private const int LongestName = 60;

    // Words that say nothing by themselves: of vendors, and of headers about pages.
    private const string Lead = "x|wp|ms|opc|odata|meta|pagination|paginat(?:e|ed|or)|paging|page[rd]";

    private const string Nouns = "elements|items|entries|records|results|rows|objects|resources|entities";

    private const string Noun = $"{Nouns}|element|item|entry|record|result|row|object|resource|entity";

    /// <summary>What a name says in an answer to the question for an entity.</summary>
    public static Saying Of(string name, Entity entity)
    {
        var bare = Bare(name, entity);
        return bare.Length is 0 or > LongestName ? Saying.Nothing
            : Pages().IsMatch(bare) ? Saying.Pages
            : Total().Match(bare).Groups["amount"].Success ? Saying.Total
            : Next().Match(bare).Groups["next"].Success ? Saying.Next
            : More().Match(bare).Groups["more"].Success ? Saying.More
            : Last().Match(bare).Groups["last"].Success ? Saying.Last : Saying.Nothing;
    }

    /// <summary>True for <c>Content-Range</c> and what stands for it.</summary>
    public static bool IsRange(string name) => Bare(name) is "contentrange" or "xcontentrange" or "range" or "xrange";

    /// <summary>True for <c>Link</c> and what stands for it.</summary>
    public static bool IsLink(string name) => Bare(name) is "link" or "links" or "xlink" or "xlinks";

    /// <summary>True for a header that can hold several values that say how much more there is.</summary>
    public static bool IsDescription(string name) => Bare(name) is { Length: <= LongestName } bare && Description().IsMatch(bare);

    /// <summary>The digits of a whole number above a bound, however many; null for a smaller one and for what is no whole number.</summary>
    public static string? NumberAbove(string value, long bound) => Split().Split(value)
        .Select(part => Number().Match(part.Trim())).Where(number => number.Success)
        .Select(number => Bare(number.Groups["number"].Value))
        .FirstOrDefault(digits =>
            !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > bound);

    /// <summary>True for what stands where there is no next page.</summary>
    public static bool IsNothing(string value) =>
        Word(value) is "" or "0" or "-1" or "null" or "none" or "false" or "no" or "undefined" or "nil";

    public static bool IsYes(string value) => Word(value) is "true" or "1" or "yes" or "y" or "on" or "t" or "truncated" or "partial";

    /// <summary>0 is not among them: the last page of an empty list is called so.</summary>
    public static bool IsNo(string value) => Word(value) is "false" or "no" or "off";

    private static string Word(string value) => value.Trim(' ', '\t', '"', '\'').ToLowerInvariant();

    /// <summary>Letters and digits of a name, in lower case; of the words for the entity that was asked for it is one for all.</summary>
    private static string Bare(string name, Entity entity) => (entity switch
    {
        Entity.Products => Products(),
        Entity.Customers => Customers(),
        _ => Carts(),
    }).Replace(Bare(name), "items");

    private static string Bare(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex("products|articles")]
    private static partial Regex Products();

    [GeneratedRegex("users|customers|accounts|members")]
    private static partial Regex Customers();

    // Of one cart a header may tell how much is in it.
    [GeneratedRegex("carts|orders|baskets")]
    private static partial Regex Carts();

    [GeneratedRegex(
        $"^(?:{Lead}|(?<amount>totals?|count|total(?:hits|matches)|(?:num(?:ber)?|nb)(?:of)?(?=(?:total)?(?:{Nouns})))"
        + $"|all|full|overall|available|matching|list|collection|page|{Noun})+$")]
    private static partial Regex Total();

    [GeneratedRegex(
        $"^(?:{Lead})*(?:(?:total|count|num(?:ber)?|nb|of|all)*pages(?:total|count)?|(?:total)?pagecount|(?:last|max)page|page(?:last|max))"
        + "(?:num(?:ber)?|index)?$")]
    private static partial Regex Pages();

    [GeneratedRegex(
        $"^(?:{Lead}|(?<next>next|continuation)|pages?|links?|ur[il]|href|cursor|token|offset|start|range|index|number|partition|key"
        + $"|set|{Noun})+$")]
    private static partial Regex Next();

    [GeneratedRegex(
        $"^(?:{Lead}|(?<more>more|truncated|partial|incomplete|has(?:a)?next)|has|is|are|there|pages?|available|data|list|{Noun})+$")]
    private static partial Regex More();

    [GeneratedRegex($"^(?:{Lead}|is|(?<last>last|complete|final)|page|list|{Noun})+$")]
    private static partial Regex Last();

    [GeneratedRegex($"^(?:{Lead}|pages?|info|headers?|metadata|data|list|collection|summary|links?|{Noun})+$")]
    private static partial Regex Description();

    /// <summary>Where two values of a header were made one by somebody in between.</summary>
    [GeneratedRegex(@",\s+|;")]
    private static partial Regex Split();

    /// <summary>A whole number, in quotes or not, with thousands parted or not, behind that of those which came, before the word for what
    /// is counted.</summary>
    [GeneratedRegex(
        """^["']?\+?(?:[0-9]{1,30}\s*(?:/|of)\s*)?(?<number>[0-9]{1,3}(?:[,_' ][0-9]{3})+|[0-9]{1,300})(?:\.0)?"""
        + $"""(?:\s*(?:{Nouns}|products|carts|orders|users|customers|total))?["']?$""")]
    private static partial Regex Number();
}
