using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.FakeStore;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>What a shop that answers in pages can do wrong.</summary>
public enum PageFault
{
    None,

    /// <summary>Its first page, whatever is asked.</summary>
    FirstPageAlways,

    /// <summary>The second page is always empty.</summary>
    PageMissing,

    /// <summary>The second page always lacks an element.</summary>
    ElementMissing,

    /// <summary>The second page always begins with the element before the last of the first one.</summary>
    ElementTwice,

    /// <summary>An element comes to its end while it is read, once.</summary>
    GrowsOnce,

    /// <summary>The same in each reading.</summary>
    GrowsAlways,

    /// <summary>No total is stated.</summary>
    NoTotal,

    /// <summary>More elements than were asked for.</summary>
    TooMany,

    /// <summary>A page of more than 3 elements never comes, save the first one.</summary>
    TooSlow,

    /// <summary>The second page is a 504 once, then a broken body, then well.</summary>
    BreaksOff,

    /// <summary>A web page stands in place of the second page.</summary>
    WebPage,

    /// <summary>The second page goes on to itself.</summary>
    Circle,

    /// <summary>The first page goes on at another shop.</summary>
    LeadsElsewhere,

    /// <summary>The first page goes on at another path of the shop.</summary>
    LeadsAside,
}

/// <summary>A shop that gives a list of numbers in pages, asked for in any of the ways that are known: <c>/list?offset=&amp;size=</c> or
/// <c>/list?after=&amp;size=</c>.</summary>
internal sealed class PagedShop(Paging paging, PageFault fault)
{
    private readonly List<int> _list = [.. Enumerable.Range(1, 45)];
    private int _seconds, _grown;

    /// <summary>What it has now.</summary>
    public IReadOnlyList<int> Ids => _list;

    /// <summary>An element goes, and another one comes to the end.</summary>
    public void Replace(int gone, int come)
    {
        _list.Remove(gone);
        _list.Add(come);
    }

    /// <summary>How the list is asked for.</summary>
    /// <param name="size">Elements of a page.</param>
    public IShopSource Source(ShopClient client, int size) => new ListSource(client, Ask, Read, paging, size);

    public async Task AnswerAsync(HttpContext context)
    {
        var (query, size) = (context.Request.Query, Number(context, "size"));
        var after = query["after"].ToString().TrimStart('c');
        var start = paging is Paging.Number or Paging.Offset
            ? Number(context, "offset")
            : after.Length == 0 ? 0 : _list.IndexOf(int.Parse(after, CultureInfo.InvariantCulture)) + 1;
        var isSecond = start > 0 && start <= 10;
        if (isSecond)
            _seconds++;
        if (start > 0 && fault == PageFault.TooSlow && size > 4)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (isSecond && fault == PageFault.BreaksOff && _seconds == 1)
        {
            await ScriptedShop.Status(504)(context);
            return;
        }
        if (isSecond && fault == PageFault.WebPage)
        {
            await ScriptedShop.Body(200, "text/html", "<html>login</html>")(context);
            return;
        }
        if (isSecond && (fault == PageFault.GrowsAlways || fault == PageFault.GrowsOnce && _grown++ == 0))
            _list.Add(_list[^1] + 1);
        var rows = (fault == PageFault.FirstPageAlways ? _list : _list.Skip(start)).Take(size).ToList();
        var end = start + rows.Count;
        if (isSecond && fault == PageFault.PageMissing)
            rows = [];
        if (isSecond && fault == PageFault.ElementMissing)
            rows.RemoveAt(3);
        if (isSecond && fault == PageFault.ElementTwice)
            rows[paging == Paging.Offset ? 1 : 0] = 9;
        if (fault == PageFault.TooMany)
            rows.AddRange(_list.Skip(end).Take(5));
        var next = fault switch
        {
            _ when end >= _list.Count => null,
            PageFault.Circle when isSecond => after,
            PageFault.LeadsElsewhere => "http://127.0.0.2:1/list?after=10",
            PageFault.LeadsAside => "/other?after=10",
            _ => _list[end - 1].ToString(CultureInfo.InvariantCulture),
        };
        if (paging == Paging.NextLink && next is { Length: <= 3 })
            next = $"/list?after={next}&size={size}";
        var body = $$"""
            {"total":{{(fault == PageFault.NoTotal ? "null" : _list.Count)}},"next":{{(next is null ? "null" : $"\"{next}\"")}},
            "items":[{{string.Join(',', rows.Select(id => $"{{\"id\":{id}}}"))}}]}
            """;
        if (isSecond && fault == PageFault.BreaksOff && _seconds == 2)
            body = body[..^20];
        await ScriptedShop.Json(body)(context);
    }

    private static int Number(HttpContext context, string name) =>
        int.Parse(context.Request.Query[name].ToString() is { Length: > 0 } text ? text : "0", CultureInfo.InvariantCulture);

    private JsonQuestion Ask(ListPlace place) => new(paging switch
    {
        Paging.Number => $"list?offset={(place.Number - 1) * place.Size}&size={place.Size}",
        Paging.Offset => $"list?offset={place.Offset}&size={place.Size}",
        Paging.NextLink when place.After is { } query => $"list?{query}",
        _ => $"list?after={place.After}&size={place.Size}",
    });

    private ListPage Read(JsonAnswer answer) => new(
        [.. answer.Root.GetProperty("items").EnumerateArray().Select(item =>
            new ListRow(item.GetProperty("id").ToString(), Encoding.UTF8.GetBytes(item.GetRawText())))],
        answer.Root.GetProperty("total") is { ValueKind: System.Text.Json.JsonValueKind.Number } total ? total.GetInt64() : null,
        paging is Paging.NextLink or Paging.Cursor ? answer.Root.GetProperty("next").GetString() : null);

    /// <summary>The list as the carts of a shop like the Fake Store.</summary>
    private sealed class ListSource(
        ShopClient client, Func<ListPlace, JsonQuestion> ask, Func<JsonAnswer, ListPage> page, Paging paging, int size) : IShopSource
    {
        private readonly FakeStoreSource _elements = new(client);

        public SourceKind Kind => FakeStoreSource.FakeStore;

        public IAsyncEnumerable<ShopPage> ReadAsync(Ask question) =>
            new PagedList(client, question.Entity, paging, ask, page, size).ReadAsync();

        public EntityFields FieldsOf(Entity entity) => _elements.FieldsOf(entity);

        public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => _elements.MapProduct(element);

        public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => _elements.MapCustomer(element);

        public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => _elements.MapCart(element, context);

        public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
            _elements.TryReadKey(element, out key, out text);
    }
}
