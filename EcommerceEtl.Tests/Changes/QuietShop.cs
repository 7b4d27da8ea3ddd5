using System.Collections.Immutable;
using System.Text;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Tests.Changes;

/// <summary>A shop in memory that does only what a test lets it do. Its carts have the fields of <see cref="HostileShop"/>.</summary>
internal sealed class QuietShop(int pageSize) : IChangeFeed
{
    private readonly HostileShop _reader = new(0, 1, pageSize);

    /// <summary>Its clock.</summary>
    public DateTime Now { get; set; } = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    public List<Cart> Carts { get; } = [];

    /// <summary>What was asked, such as <c>changed</c>, <c>listed</c>, <c>whole</c>, <c>count</c> and <c>fetch</c>.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The carts of the list of which a part was asked for last.</summary>
    public IReadOnlyList<Cart> LastAsked { get; private set; } = [];

    /// <summary>Called before each answer.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>What is made of each answer before it is sent.</summary>
    public Func<string, FeedPage, FeedPage> Answer { get; set; } = (_, page) => page;

    /// <summary>True if what was first read of a cart is kept whatever the shop says of it later.</summary>
    public bool NeverForgets { get; init; }

    /// <summary>True if its filter lets carts of the end of a range pass too, as where times are compared as texts of other lengths; they
    /// count, and are taken out of the rows.</summary>
    public bool TakesBounds { get; init; }

    /// <summary>By which the list of changes is sorted; the time of the change unless said.</summary>
    public Func<Cart, DateTime> SortedBy { get; init; } = cart => cart.Changed;

    public ImmutableArray<string> Lists { get; init; } = ["carts"];

    public TimeSpan Tick { get; } = TimeSpan.FromSeconds(1);

    public int PageSize => pageSize;

    public long Bytes => 0;

    public ElementStamp StampOf(ReadOnlySpan<byte> element) => _reader.StampOf(element);

    public byte[] Carry(ReadOnlySpan<byte> earlier, byte[] element) => NeverForgets ? earlier.ToArray() : element;

    /// <summary>Carts that were created one after the other, an hour apart.</summary>
    public QuietShop With(int carts, DateTime from)
    {
        for (var cart = 0; cart < carts; cart++)
            Carts.Add(new Cart(Carts.Count + 1, from.AddHours(cart), from.AddHours(cart), 0));
        return this;
    }

    /// <summary>Edits a cart.</summary>
    /// <param name="at">When the shop says that it was; null for one that it does not tell.</param>
    public void Edit(int id, DateTime? at)
    {
        var index = Carts.FindIndex(cart => cart.Id == id);
        Carts[index] = Carts[index] with { Changed = at ?? Carts[index].Changed, Edits = Carts[index].Edits + 1 };
    }

    /// <summary>Every cart as a landed element, by id.</summary>
    public SortedDictionary<long, string> Truth => new(Carts.ToDictionary(cart => (long)cart.Id, Element));

    public Task<FeedPage> ChangedAsync(
        string list, DateTime from, DateTime until, long skip, int take, CancellationToken cancellationToken) => PageAsync(
            "changed", () => Carts.Where(cart => cart.Changed >= from && cart.Changed <= until).OrderBy(SortedBy)
                .ThenBy(cart => cart.Id), cart => cart.Changed, skip, take, whole: true);

    public async Task<FeedPage> CreatedAsync(
        DateTime? from, DateTime? before, long skip, int take, bool whole, CancellationToken cancellationToken)
    {
        var end = TakesBounds ? before?.AddTicks(1) : before;
        var page = await PageAsync(
            whole ? "whole" : take == 1 ? "count" : "listed", () => Carts.Where(cart => !(cart.Created < from) && !(cart.Created >= end))
                .OrderBy(cart => cart.Created).ThenBy(cart => cart.Id), cart => cart.Created, skip, take, whole);
        return page with { Rows = [.. page.Rows.Where(row => !(row.At >= before))] };
    }

    public Task<FeedPage> FetchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => PageAsync(
        "fetch", () => Carts.Where(cart => ids.Contains(cart.Id.ToString(CultureInfo.InvariantCulture))), cart => cart.Created, 0,
        ids.Count, whole: true);

    private Task<FeedPage> PageAsync(
        string question, Func<IEnumerable<Cart>> list, Func<Cart, DateTime> time, long skip, int take, bool whole)
    {
        Asked.Add(question);
        Before(question);
        Cart[] all = [.. list()];
        LastAsked = all;
        var rows = all.Skip((int)skip).Take(take).Select(cart =>
        {
            var element = Encoding.UTF8.GetBytes(Element(cart));
            return new FeedRow(new ElementId(cart.Id, null), time(cart), StampOf(element), whole ? element : null);
        });
        return Task.FromResult(Answer(question, new FeedPage([.. rows], all.Length, Now)));
    }

    private static string Element(Cart cart) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{cart.Id}},"created":"{{cart.Created:yyyy-MM-ddTHH:mm:ssZ}}","changed":"{{cart.Changed:yyyy-MM-ddTHH:mm:ssZ}}","""
        + $$""" "listed":{{cart.Edits}},"hidden":0,"refunds":0 }""");

    internal sealed record Cart(int Id, DateTime Created, DateTime Changed, int Edits);
}
