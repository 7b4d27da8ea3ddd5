using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources.Vendure;

/// <summary>Answers as Vendure's admin API does, with elements in the form in which they are landed.</summary>
internal sealed class VendureDouble
{
    public const string Key = "lookup:secret";

    private const string Decimals = ",\"precision\":2";

    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);

    public string Currency { get; set; } = "USD";

    /// <summary>True for one that answers as if there were no filters.</summary>
    public bool IgnoresFilters { get; set; }

    /// <summary>Most rows of a page under which the shop does not break down.</summary>
    public int MostRows { get; set; } = int.MaxValue;

    /// <summary>Most rows that the shop is set to give at once; of more it says that it does not understand.</summary>
    public int Limit { get; set; } = 1_000;

    /// <summary>The variables of each question, in order of arrival.</summary>
    public List<JsonElement> Asked { get; } = [];

    /// <summary>The list that each question was about, in order of arrival.</summary>
    public List<string> Lists { get; } = [];

    /// <summary>Sets what the shop has.</summary>
    /// <param name="list">Vendure's word for it: <c>orders</c>, <c>customers</c>, <c>products</c>.</param>
    public VendureDouble With(string list, params string[] elements)
    {
        // The number of decimals is no field of the shop's: the kind adds it.
        _lists[list] = [.. elements.Select(element => element.LastIndexOf(Decimals, StringComparison.Ordinal) is >= 0 and var at
            ? element.Remove(at, Decimals.Length) : element)];
        return this;
    }

    public async Task AnswerAsync(HttpContext context)
    {
        using var question = await JsonDocument.ParseAsync(context.Request.Body);
        var query = question.RootElement.GetProperty("query").GetString()!;
        var variables = question.RootElement.GetProperty("variables").Clone();
        Asked.Add(variables);
        if (context.Request.Headers["vendure-api-key"] != Key)
        {
            await ScriptedShop.Json(Error("FORBIDDEN", "PLANTED may not"))(context);
            return;
        }
        if (variables.TryGetProperty("take", out var take) && take.GetInt32() > MostRows)
        {
            context.Response.StatusCode = 504;
            return;
        }
        if (take.ValueKind == JsonValueKind.Number && take.GetInt32() > Limit)
        {
            await ScriptedShop.Json(Error("USER_INPUT_ERROR", "Cannot take more than PLANTED"))(context);
            return;
        }
        var data = query.Contains("carts: orders", StringComparison.Ordinal) ? Facts() : List(query, variables);
        await ScriptedShop.Json(
            $$$$"""
            {"data":{
            "activeChannel":{"code":"__default_channel__","defaultCurrencyCode":"{{{{Currency}}}}","availableCurrencyCodes":["JPY"]},
            "globalSettings":{"serverConfig":{"moneyStrategyPrecision":2}},{{{{data}}}}}}
            """)(context);
    }

    /// <summary>An error as GraphQL states it.</summary>
    public static string Error(string code, string message) =>
        $$$"""{"errors":[{"message":"{{{message}}}","path":["orders"],"extensions":{"code":"{{{code}}}"}}],"data":null}""";

    private string List(string query, JsonElement variables)
    {
        Lists.Add(new[] { "orders", "customers", "products" }.First(
            list => query.Contains($"list: {list}(", StringComparison.Ordinal)));
        var elements = Of(Lists[^1]);
        if (!IgnoresFilters && variables.TryGetProperty("filter", out var filter) && filter.ValueKind == JsonValueKind.Object)
            elements = [.. elements.Where(element => filter.EnumerateObject().All(wanted => Fits(Parsed(element), wanted)))];
        foreach (var time in (string[])["createdAt", "updatedAt", "orderPlacedAt"])
            if (query.Contains($"sort: {{ {time}: ASC }}", StringComparison.Ordinal))
                elements = [.. elements.OrderBy(element => Parsed(element).GetProperty(time).ToString(), StringComparer.Ordinal)];
        var page = elements.Skip(variables.GetProperty("skip").GetInt32()).Take(variables.GetProperty("take").GetInt32());
        return $$"""
            "list":{"totalItems":{{elements.Length}},"items":[{{string.Join(',', page)}}]}
            """;
    }

    private string Facts()
    {
        var placed = Of("orders").Select(Parsed).Where(order => order.GetProperty("orderPlacedAt").ValueKind == JsonValueKind.String)
            .OrderBy(order => order.GetProperty("orderPlacedAt").GetDateTime()).Select(order => order.GetRawText()).ToList();
        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"\"carts\":{{\"totalItems\":{Of("orders").Length}}},")
            .Append(CultureInfo.InvariantCulture, $"\"customers\":{{\"totalItems\":{Of("customers").Length}}},")
            .Append(CultureInfo.InvariantCulture, $"\"products\":{{\"totalItems\":{Of("products").Length}}},")
            .Append(CultureInfo.InvariantCulture, $"\"first\":{{\"totalItems\":{placed.Count},\"items\":[{placed.FirstOrDefault()}]}},")
            .Append(CultureInfo.InvariantCulture, $"\"last\":{{\"items\":[{placed.LastOrDefault()}]}}").ToString();
    }

    private string[] Of(string list) => _lists.GetValueOrDefault(list, []);

    private static bool Fits(JsonElement element, JsonProperty wanted)
    {
        if (wanted.Name == "id")
            return wanted.Value.GetProperty("in").EnumerateArray().Any(id => id.GetString() == element.GetProperty("id").ToString());
        // Where several may hold, one of them is enough.
        if (wanted.Name == "_or")
            return wanted.Value.EnumerateArray().Any(one => one.EnumerateObject().All(part => Fits(element, part)));
        return element.GetProperty(wanted.Name) is { ValueKind: JsonValueKind.String } value && value.GetDateTime() is var time
            && (!wanted.Value.TryGetProperty("after", out var after) || time > after.GetDateTime())
            && (!wanted.Value.TryGetProperty("before", out var before) || time < before.GetDateTime());
    }

    private static JsonElement Parsed(string element) => JsonElement.Parse(element);
}
