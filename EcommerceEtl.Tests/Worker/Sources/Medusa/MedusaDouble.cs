using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources.Medusa;

/// <summary>Answers as Medusa's admin API does, with elements in the form in which they are landed.</summary>
internal sealed class MedusaDouble
{
    public const string Token = "sk_1";

    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);

    /// <summary>True for one that answers as if there were no filters.</summary>
    public bool IgnoresFilters { get; set; }

    /// <summary>The shop's clock, UTC; null for the machine's.</summary>
    public Func<DateTimeOffset>? Now { get; set; }

    /// <summary>Path and query of each question, unescaped.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Sets what the shop has.</summary>
    /// <param name="list">Medusa's word for it: <c>orders</c>, <c>payments</c>, <c>customers</c>, <c>products</c>.</param>
    public MedusaDouble With(string list, params string[] elements)
    {
        _lists[list] = elements;
        return this;
    }

    public async Task<ScriptedShop> StartAsync()
    {
        var shop = await ScriptedShop.StartAsync();
        shop.Otherwise = AnswerAsync;
        return shop;
    }

    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Replace("/admin/", "", StringComparison.Ordinal);
        Asked.Add(Uri.UnescapeDataString($"{path}{context.Request.QueryString}"));
        if (Now is { } now)
            context.Response.Headers.Date = now().ToString("r", CultureInfo.InvariantCulture);
        if (context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String("sk_1:"u8)}")
            return ScriptedShop.Body(401, "application/json", """{"message":"Unauthorized"}""")(context);
        if (path == "stores")
            return ScriptedShop.Json(
                """
                {"stores":[{"id":"store_1","supported_currencies":[{"currency_code":"jpy","is_default":false},
                {"currency_code":"eur","is_default":true}]}],"count":1}
                """)(context);
        if (path.EndsWith("/changes", StringComparison.Ordinal))
            return ScriptedShop.Json($$"""{"order_changes":{{ChangesOf(path.Split('/')[1])}}}""")(context);
        var query = context.Request.Query;
        var rows = Of(path).Select(element => (Text: element, Row: JsonElement.Parse(element))).ToList();
        if (!IgnoresFilters)
            foreach (var time in (string[])["created_at", "updated_at"])
                rows = [.. rows.Where(row =>
                    !(string.CompareOrdinal(ValueOf(row.Row, time), query[$"{time}[$gte]"].ToString()) < 0)
                    && !(query[$"{time}[$lt]"].ToString() is { Length: > 0 } before
                        && string.CompareOrdinal(ValueOf(row.Row, time), before) >= 0))];
        if (query.ContainsKey("id[]") && !IgnoresFilters)
            rows = [.. rows.Where(row => query["id[]"].Contains(ValueOf(row.Row, "id")))];
        var sortedBy = query["order"].ToString();
        rows = sortedBy.StartsWith('-')
            ? [.. rows.OrderByDescending(row => ValueOf(row.Row, sortedBy[1..]), StringComparer.Ordinal)]
            : [.. rows.OrderBy(row => ValueOf(row.Row, sortedBy), StringComparer.Ordinal)];
        var page = rows.Skip(int.Parse(query["offset"].ToString(), CultureInfo.InvariantCulture))
            .Take(int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture)).Select(row => WithoutChanges(row.Text));
        return ScriptedShop.Json($$"""{"{{path}}":[{{string.Join(',', page)}}],"count":{{rows.Count}}}""")(context);
    }

    /// <summary>The shop answers with the changes of an order at an address of their own.</summary>
    private static string WithoutChanges(string element)
    {
        if (!element.Contains("\"changes\"", StringComparison.Ordinal))
            return element;
        var order = JsonNode.Parse(element)!.AsObject();
        order.Remove("changes");
        return order.ToJsonString();
    }

    private static string ValueOf(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.ToString() : "";

    private string ChangesOf(string order) => Of("orders").Select(element => JsonNode.Parse(element)!)
        .First(row => $"{row["id"]}" == order)["changes"]?.ToJsonString() ?? "[]";

    private string[] Of(string list) => _lists.GetValueOrDefault(list, []);
}
