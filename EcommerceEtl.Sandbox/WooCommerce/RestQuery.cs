using System.Globalization;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Sandbox.WooCommerce;

/// <summary>Applies what a request asks of a list, as WooCommerce does: filters, order, a part of it, fields.</summary>
internal sealed class RestQuery(IQueryCollection query, Quirks quirks)
{
    private const int MostOfPage = 100;

    private static readonly string[] Times = ["after", "before", "modified_after", "modified_before"];
    private static readonly string[] NoStatusOfAny = ["trash", "auto-draft"];
    private static readonly string[] Amounts = ["subtotal", "total", "total_tax", "amount"];

    /// <summary>The parameter that is wrong; null if none is.</summary>
    public string? Mistake =>
        Number("per_page", 10) is < 1 or > MostOfPage ? "per_page"
        : Text("orderby") is not ("" or "date" or "id" or "include" or "modified" or "title") ? "orderby"
        : Times.FirstOrDefault(name => Text(name).Length > 0 && Time(name) is null);

    /// <summary>The rows of the part, and how many there are without it.</summary>
    public (IReadOnlyList<RestRow> Rows, int Total) Of(IReadOnlyList<RestRow> list, bool haveStatus)
    {
        var found = quirks.IgnoresFilters ? [.. list] : list.Where(Filter(haveStatus)).ToList();
        // The id breaks ties; newest first unless asked otherwise.
        var (down, by) = (Text("order") != "asc", Text("orderby"));
        found.Sort((one, other) => (down ? -1 : 1) * (by switch
        {
            "id" => 0,
            "modified" => one.Modified.CompareTo(other.Modified),
            _ => one.Created.CompareTo(other.Created),
        } is var order and not 0 ? order : one.Id.CompareTo(other.Id)));
        var size = Number("per_page", 10);
        var skip = query.ContainsKey("offset") ? Number("offset", 0) : (Number("page", 1) - 1) * size;
        return (
            [.. found.Skip(skip).Take(size).Where(row => quirks.UnreadableRows == 0 || row.Id % quirks.UnreadableRows != 0)],
            // Behind the end of a list its length is not known.
            skip >= found.Count && query.ContainsKey("offset") ? 0 : found.Count);
    }

    /// <summary>An element with the fields that are asked for, nested ones after a point.</summary>
    public JsonObject WithFields(JsonObject item)
    {
        var asked = Text("_fields").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0)
            return item;
        var some = new JsonObject();
        foreach (var (name, value) in item.ToList())
        {
            var nested = asked.Where(field => field.StartsWith(name + ".", StringComparison.Ordinal))
                .Select(field => field[(name.Length + 1)..]).ToList();
            if (asked.Contains(name, StringComparer.Ordinal))
                some[name] = value?.DeepClone();
            else if (nested.Count > 0 && value is JsonObject whole)
                some[name] = new JsonObject(
                    nested.Where(whole.ContainsKey).Select(field => KeyValuePair.Create(field, whole[field]?.DeepClone())));
        }
        return some;
    }

    /// <summary>The element with its amounts rounded to the decimals that are asked for, two unless said.</summary>
    public JsonObject Rounded(JsonObject item)
    {
        foreach (var (name, value) in item.ToList())
            if (value is JsonArray list)
                foreach (var part in list.OfType<JsonObject>())
                    Rounded(part);
            else if (Amounts.Contains(name) && decimal.TryParse(value?.ToString(), CultureInfo.InvariantCulture, out var amount)
                && decimal.Round(amount, Number("dp", 2), MidpointRounding.AwayFromZero) is var rounded && rounded != amount)
                item[name] = rounded.ToString(CultureInfo.InvariantCulture);
        return item;
    }

    private Func<RestRow, bool> Filter(bool haveStatus)
    {
        string[] statuses = Text("status").Split(','), ids = Text("include").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var (after, before, modifiedAfter, modifiedBefore) =
            (Time("after"), Time("before"), Time("modified_after"), Time("modified_before"));
        return row =>
            (!haveStatus || (statuses is ["" or "any"] ? !NoStatusOfAny.Contains(row.Status) : statuses.Contains(row.Status)))
            && (ids.Length == 0 || ids.Contains(row.Id.ToString(CultureInfo.InvariantCulture)))
            && !(row.Created <= after) && !(row.Created >= before)
            && !(row.Modified <= modifiedAfter) && !(row.Modified >= modifiedBefore);
    }

    /// <summary>A time; with <c>dates_are_gmt</c> it has no zone, since one with a zone is turned into the shop's.</summary>
    private DateTime? Time(string name) =>
        DateTime.TryParseExact(
            Text(name), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && Text("dates_are_gmt") == "true" ? time : null;

    private int Number(string name, int otherwise) =>
        Text(name) is { Length: > 0 } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1 : otherwise;

    private string Text(string name) => query[name].ToString();
}
