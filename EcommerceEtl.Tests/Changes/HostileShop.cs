using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Tests.Changes;

/// <summary>A shop in memory that goes on while it is read and that does not always tell the truth: it edits, deletes, restores and
/// back-dates carts, pays back without moving the time of change, shows changes late, states stale counts and wrong times, repeats and
/// loses rows, and ignores filters. All of it is drawn from one seed. Its kind remembers how often a cart had been edited when it was first
/// read (<c>seen</c>).</summary>
internal sealed class HostileShop(int seed, int months, int pageSize) : IChangeFeed
{
    /// <summary>The shop's list of what was paid back, which names carts.</summary>
    private const string Refunds = "refunds";

    /// <summary>No change shows later than this.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(40);

    private readonly Random _draw = new(seed);
    private readonly List<HostileCart> _carts = [];
    private readonly List<(DateTime At, int Cart)> _refunds = [];
    private readonly Dictionary<string, FeedPage> _last = [];
    private int _nextId = 1;

    public static EntityFields Fields { get; } = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["created"] = LeafForm.Date,
            ["changed"] = LeafForm.Date,
            ["listed"] = LeafForm.Count,
            ["hidden"] = LeafForm.Count,
            ["refunds"] = LeafForm.Count,
            ["seen"] = LeafForm.Count,
        },
        [])
    {
        Added = "seen",
    };

    /// <summary>The shop's clock, whole seconds.</summary>
    public DateTime Now { get; set; } = new(2026, 6, 20, 9, 0, 0, DateTimeKind.Utc);

    /// <summary>False once nothing happens any more.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>False once every answer is true.</summary>
    public bool Lies { get; set; } = true;

    /// <summary>Called before each request; it may end the reading.</summary>
    public Action Asked { get; set; } = () => { };

    public int Requests { get; private set; }

    public ImmutableArray<string> Lists { get; } = ["carts", Refunds];

    public TimeSpan Tick { get; } = TimeSpan.FromSeconds(1);

    public int PageSize => pageSize;

    public long Bytes => 0;

    /// <summary>Every cart as a landed element, by id, without what is remembered of it.</summary>
    /// <param name="oldest">Without those that were created earlier; null for all.</param>
    public SortedDictionary<long, string> Truth(DateTime? oldest) => new(_carts
        .Where(cart => !cart.IsDeleted && !(cart.Created < oldest)).ToDictionary(cart => (long)cart.Id, Element));

    /// <summary>The carts to which something happened since tracking began, and what of it is the slowest to be seen.</summary>
    public IEnumerable<(long Id, Happening Slowest)> Happened =>
        _carts.Where(cart => cart.Slowest is not null).Select(cart => ((long)cart.Id, cart.Slowest!.Value));

    /// <summary>Notes from now on what happens to carts, but for those that the reader holds otherwise, or that show later.</summary>
    public void Track(Predicate<long> isHeld)
    {
        for (var at = 0; at < _carts.Count; at++)
            _carts[at] = _carts[at].Tracked(isHeld(_carts[at].Id) && _carts[at].VisibleFrom <= Now && _carts[at].ShownUntil <= Now);
    }

    /// <summary>True for a cart that was never gone, so that nothing of it may be forgotten.</summary>
    public bool WasAlwaysThere(long id) => !_carts[(int)id - 1].WasDeleted;

    public ElementStamp StampOf(ReadOnlySpan<byte> element)
    {
        using var json = System.Text.Json.JsonDocument.Parse(element.ToArray());
        var root = json.RootElement;
        return new ElementStamp(
            new ElementId(root.GetProperty("id").GetInt64(), null), Time("created"), Time("changed"),
            (ulong)(root.GetProperty("listed").GetInt32() * 1_000_003L + root.GetProperty("refunds").GetInt32()));

        DateTime Time(string name) => root.GetProperty(name).GetDateTime().ToUniversalTime();
    }

    public byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element)
    {
        var (before, after) = (Parsed(earlier), Parsed(element));
        after["seen"] = (before["seen"] ?? before["listed"])!.GetValue<int>();
        return Encoding.UTF8.GetBytes(after.ToJsonString());

        static JsonObject Parsed(ReadOnlySpan<byte> json) => JsonNode.Parse(json)!.AsObject();
    }

    public Task<FeedPage> ChangedAsync(string list, DateTime from, DateTime until, long skip, int take, CancellationToken cancellationToken)
    {
        Ask();
        if (list == Refunds)
        {
            var refunds = _refunds.Where(refund => refund.At >= from && refund.At <= until).OrderBy(refund => refund.At)
                .Select(refund => new FeedRow(new ElementId(refund.Cart, null), refund.At, null, null)).ToList();
            return Task.FromResult(Page(list, refunds, skip, take));
        }
        var ignores = Lie(0.01);
        return Task.FromResult(Page(
            list,
            [
                .. Visible().Where(cart => ignores || cart.Changed >= from && cart.Changed <= until)
                    .OrderBy(cart => cart.Changed).ThenBy(cart => cart.Id).Select(cart => Row(cart, cart.Changed, whole: true)),
            ], skip, take));
    }

    public Task<FeedPage> CreatedAsync(
        DateTime? from, DateTime? before, long skip, int take, bool whole, CancellationToken cancellationToken)
    {
        Ask();
        var ignores = Lie(0.01);
        return Task.FromResult(Page(
            whole ? "whole" : "list",
            [
                .. Visible().Where(cart => ignores || !(cart.Created < from) && !(cart.Created >= before))
                    .OrderBy(cart => cart.Created).ThenBy(cart => cart.Id).Select(cart => Row(cart, cart.Created, whole)),
            ], skip, take));
    }

    public Task<FeedPage> FetchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        Ask();
        Assert.That(ids, Has.Count.AtMost(pageSize));
        var asked = ids.Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToHashSet();
        var rows = Visible().Where(cart => asked.Contains(cart.Id)).Select(cart => Row(cart, cart.Created, whole: true)).ToList();
        var loses = rows.Count > 0 && Lie(0.02);
        return Task.FromResult(new FeedPage([.. rows.Skip(loses ? 1 : 0)], rows.Count, Now));
    }

    /// <summary>Lets time pass, and something happen.</summary>
    /// <param name="most">Most things that happen.</param>
    public void Pass(TimeSpan time, int most)
    {
        Now += TimeSpan.FromSeconds((long)time.TotalSeconds);
        if (!IsActive)
            return;
        for (var happenings = _draw.Next(most + 1); happenings > 0; happenings--)
            Happen();
    }

    /// <summary>Carts of all months.</summary>
    public void Open(int carts)
    {
        for (var cart = 0; cart < carts; cart++)
            Create(Now.AddDays(-_draw.Next(30 * months)).AddSeconds(-_draw.Next(3600)), late: false);
        foreach (var cart in _carts)
            cart.Changed = cart.Created;
    }

    private void Happen()
    {
        var alive = _carts.Where(cart => !cart.IsDeleted).ToList();
        var cart = alive.Count == 0 ? null : alive[_draw.Next(alive.Count)];
        switch (_draw.Next(40))
        {
            case < 12:
                Create(Now, late: Chance(0.2));
                break;
            case < 14:
                Create(Now.AddDays(-_draw.Next(30 * months)), late: false);
                break;
            case < 24 when cart is not null:
                Edit(cart, late: Chance(0.2));
                break;
            case 24 when cart is not null:
                cart.Listed++;
                cart.Note(Happening.Silent);
                break;
            case 25 when cart is not null:
                cart.Hidden++;
                cart.Note(Happening.Hidden);
                break;
            case < 29 when cart is not null:
                (cart.IsDeleted, cart.WasDeleted) = (true, true);
                cart.Note(Happening.Deleted);
                break;
            case 29 when _carts.Find(gone => gone.IsDeleted) is { } gone:
                gone.IsDeleted = false;
                gone.Note(Happening.Restored);
                if (Chance(0.5))
                    Edit(gone, late: false);
                break;
            case 30 when cart is not null:
                cart.Created = Now.AddDays(-_draw.Next(30 * months));
                Edit(cart, late: false);
                cart.Note(Happening.Moved);
                break;
            case < 36 when cart is not null:
                cart.Refunds++;
                _refunds.Add((Now, cart.Id));
                cart.Note(Happening.Refunded);
                break;
            case 36:
                // Many in one second.
                foreach (var one in alive.Take(_draw.Next(3 * pageSize)))
                    Edit(one, late: false);
                break;
            default:
                break;
        }
    }

    private void Create(DateTime created, bool late)
    {
        var cart = new HostileCart
        {
            Id = _nextId++,
            Created = created,
            Changed = Now,
            VisibleFrom = late ? Now + Lateness() : Now,
        };
        cart.Note(late ? Happening.Late : Happening.Created);
        _carts.Add(cart);
    }

    private void Edit(HostileCart cart, bool late)
    {
        cart.Shown = late ? cart.Copy() : null;
        cart.ShownUntil = Now + Lateness();
        cart.Listed++;
        cart.Changed = Now;
        cart.Note(late ? Happening.Late : Happening.Edited);
    }

    private TimeSpan Lateness() => TimeSpan.FromSeconds(_draw.Next((int)Latest.TotalSeconds));

    private IEnumerable<HostileCart> Visible() => _carts.Where(cart => !cart.IsDeleted && cart.VisibleFrom <= Now)
        .Select(cart => cart.Shown is { } shown && cart.ShownUntil > Now ? shown : cart);

    private FeedPage Page(string question, List<FeedRow> rows, long skip, int take)
    {
        var page = new FeedPage([.. rows.Skip((int)skip).Take(take)], rows.Count, Now);
        if (Lie(0.02))
            page = page with { Total = Math.Max(0, page.Total + _draw.Next(-3, 4)) };
        if (page.Rows.Length > 1 && Lie(0.02))
            page = page with { Rows = page.Rows.RemoveAt(_draw.Next(page.Rows.Length)) };
        if (Lie(0.003))
            page = page with { ShopTime = Now.AddDays(_draw.Next(-2, 3)) };
        // As from a cache that answers the next question with what it knows.
        if (_last.TryGetValue(question, out var last) && last.Rows.Length <= take && Lie(0.01))
            page = last;
        return _last[question] = page;
    }

    private void Ask()
    {
        Requests++;
        Asked();
        Pass(TimeSpan.FromSeconds(_draw.Next(20)), Chance(0.2) ? 1 : 0);
        if (Lie(0.01))
            throw new EtlException(ErrorCode.SourceError, "The shop fails.", transient: true);
    }

    private bool Chance(double chance) => IsActive && _draw.NextDouble() < chance;

    private bool Lie(double chance) => Lies && Chance(chance);

    private FeedRow Row(HostileCart cart, DateTime at, bool whole)
    {
        var element = Encoding.UTF8.GetBytes(Element(cart));
        return new FeedRow(new ElementId(cart.Id, null), at, StampOf(element), whole ? element : null);
    }

    private static string Element(HostileCart cart) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{cart.Id}},"created":"{{cart.Created:yyyy-MM-ddTHH:mm:ssZ}}","changed":"{{cart.Changed:yyyy-MM-ddTHH:mm:ssZ}}","""
        + $$""" "listed":{{cart.Listed}},"hidden":{{cart.Hidden}},"refunds":{{cart.Refunds}} }""");
}
