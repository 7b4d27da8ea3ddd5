using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources.DummyJson;

/// <summary>Answers as DummyJSON does: a part of a list, its total, and the number of elements in place of the limit that was
/// asked for.</summary>
internal sealed class DummyJsonDouble
{
    private readonly Dictionary<string, string[]> _lists = new() { ["products"] = [], ["users"] = [], ["carts"] = [] };

    /// <summary>The shop's clock, UTC.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 2, 3, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Sets a list: <c>products</c>, <c>users</c> or <c>carts</c>.</summary>
    public DummyJsonDouble With(string list, params string[] elements)
    {
        _lists[list] = elements;
        return this;
    }

    public async Task<ScriptedShop> StartAsync()
    {
        var shop = await ScriptedShop.StartAsync();
        foreach (var list in _lists.Keys)
            shop.On("/" + list, context => AnswerAsync(context, list));
        return shop;
    }

    public Task AnswerAsync(HttpContext context, string list)
    {
        var (skip, limit) = (Number("skip"), Number("limit"));
        var page = _lists[list].Skip(skip).Take(limit).ToList();
        context.Response.Headers.Date = Now.ToString("r", CultureInfo.InvariantCulture);
        var (items, total) = (string.Join(',', page), _lists[list].Length);
        return ScriptedShop.Json(
            $$"""{"{{list}}":[{{items}}],"total":{{total}},"skip":{{skip}},"limit":{{page.Count}}}""")(context);

        int Number(string name) => int.Parse(context.Request.Query[name].ToString(), CultureInfo.InvariantCulture);
    }
}
