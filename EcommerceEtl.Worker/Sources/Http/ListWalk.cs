using System.IO.Hashing;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>How far one reading of a list has come, and what it has seen. For each element it keeps eight bytes, so that one that comes
/// twice is noticed.</summary>
internal sealed class ListWalk(Paging paging)
{
    private readonly HashSet<ulong> _ids = [];
    private readonly HashSet<string> _next = new(StringComparer.Ordinal);
    private SourceRequest? _last;
    private string? _firstId, _lastId, _after;
    private long? _total;
    private bool _ended;

    /// <summary>Elements before the next page.</summary>
    public long Offset { get; private set; }

    /// <summary>True before its first page.</summary>
    public bool IsNew => _last is null;

    /// <summary>True once there is no further page, or none is worth asking for since the list has moved.</summary>
    public bool IsOver => _ended || Moved is not null;

    /// <summary>What shows that the list has moved while it was read; null if nothing does.</summary>
    public string? Moved { get; private set; }

    private bool Overlaps => paging == Paging.Offset && Offset > 0;

    /// <summary>Where the next page begins.</summary>
    public ListPlace Place(int size) => Overlaps ? new ListPlace(Offset - 1, size + 1, _after) : new ListPlace(Offset, size, _after);

    /// <summary>Takes a page and goes on to the next one.</summary>
    /// <param name="place">Where it was asked for.</param>
    /// <returns>The rows that are new.</returns>
    /// <exception cref="EtlException"><c>unexpected_payload</c>: the shop does not page as it should.</exception>
    public IReadOnlyList<ListRow> Take(ListPage page, ListPlace place, SourceRequest request)
    {
        _last = request;
        var rows = page.Rows;
        // An address that the shop names has a size of its own.
        if (rows.Count > place.Size && (paging != Paging.NextLink || place.After is null))
            throw Wrong($"was asked for {place.Size} elements and sent {rows.Count}");
        if (page.Total != _total && _total is not null)
            return Move(string.Create(CultureInfo.InvariantCulture, $"its total went from {_total} to {page.Total}"));
        _total = page.Total;
        if (Overlaps)
        {
            if (rows.Count > 0 && rows[0].Id == _firstId && _firstId != _lastId)
                throw Wrong("sent its first page again");
            if (rows.Count == 0 || rows[0].Id != _lastId)
                return Move("what stood at the end of one page does not stand at the beginning of the next");
            rows = [.. rows.Skip(1)];
        }
        var known = rows.Count(row => !_ids.Add(IdOf(row)));
        // A list whose every page is the same one knows no paging at all; one that moved repeats a part of a page.
        if (known == rows.Count && known > 0)
            throw Wrong("sent a page that it had sent before");
        if (known > 0)
            return Move($"{Counted.Of(known, "element")} came on two pages");
        GoOn(page, rows, place, request);
        return rows;
    }

    /// <summary>The error for a list that moved in each of some readings.</summary>
    public EtlException Failure(int readings) => new(
        ErrorCode.SourceError,
        $"{_last} changed while it was read, in each of {Counted.Of(readings, "reading")}; the last time {Moved}. Nothing was changed. The "
        + "next run asks again; if it is always so, refresh the store when the shop is quieter (Stores:N:Cron).",
        transient: true);

    private void GoOn(ListPage page, IReadOnlyList<ListRow> rows, ListPlace place, SourceRequest request)
    {
        Offset = paging == Paging.Number ? place.Offset + place.Size : Offset + rows.Count;
        _firstId ??= rows.Count > 0 ? rows[0].Id : null;
        _lastId = rows.Count > 0 ? rows[^1].Id : _lastId;
        _after = paging switch
        {
            Paging.Keyset => _lastId,
            Paging.NextLink when page.Next is { } link => Followed(link, request),
            _ => page.Next,
        };
        _ended = paging switch
        {
            Paging.Number => Offset >= TotalOf(page),
            Paging.Offset => Offset >= TotalOf(page) || rows.Count == 0,
            Paging.Keyset => rows.Count == 0,
            _ => page.Next is null,
        };
        if (!_ended && paging is Paging.NextLink or Paging.Cursor && !_next.Add(_after!))
            throw Wrong("named a next page that had been read before");
        if (_ended && _total is { } total && total != _ids.Count)
            Moved = string.Create(CultureInfo.InvariantCulture, $"{_ids.Count} elements came where its total is {total}");
    }

    private IReadOnlyList<ListRow> Move(string sign)
    {
        Moved = sign;
        return [];
    }

    private long TotalOf(ListPage page) => page.Total ?? throw Wrong("did not say how many elements there are");

    /// <summary>The path and query of a next page. A page elsewhere is never asked for: the store's key would be sent there.</summary>
    private string Followed(string link, SourceRequest request)
    {
        if (!Uri.TryCreate(request.Url, link, out var next)
            || Uri.Compare(next, request.Url, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped,
                StringComparison.Ordinal) != 0)
            throw Wrong("named a next page that lies elsewhere, which is not asked for");
        return next.Query.TrimStart('?');
    }

    private EtlException Wrong(string seen) => new(
        ErrorCode.UnexpectedPayload,
        $"{_last} {seen}. Nothing was changed. Check the store's BaseUrl and Kind, and whether something between here and the shop, "
        + $"such as a cache, answers for it. {_last!.Look}");

    private static ulong IdOf(ListRow row) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(row.Id));
}
