using EcommerceEtl.Data.Explain;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;
using Npgsql;

namespace EcommerceEtl.Worker.Explain;

/// <summary>Where a cart is.</summary>
internal enum CartPlace
{
    /// <summary>In the tables: it counts.</summary>
    Warehouse,

    /// <summary>Only in the quarantine: it counts nowhere.</summary>
    Quarantine,

    /// <summary>In the newest accepted snapshot, but not in the tables: no run has loaded it yet.</summary>
    Landing,

    /// <summary>In an older snapshot alone: the shop no longer has it.</summary>
    Gone,
}

/// <summary>One cart from what landed over its rows to the figures in which it counts.</summary>
/// <param name="Id">Its id as the shop writes it.</param>
/// <param name="Rules">The rules in force now.</param>
/// <param name="Cart">Its row; null where there is none.</param>
/// <param name="Parts">What it counts on which day: its steps, and of a simulated store its money.</param>
/// <param name="Sales">The rows of its order, and what they count.</param>
/// <param name="Restatements">Changes of the days on which it counts, whatever made them.</param>
internal sealed record CartExplanation(
    StoreFacts Store, string Id, FunnelRules Rules, LandedCart Landed, CartFacts? Cart, ImmutableArray<ExplainedLine> Lines,
    OrderFacts? Order, ImmutableArray<CartPart> Parts, ImmutableArray<SalePart> Sales, QuarantineFacts? Quarantined,
    ImmutableArray<RestatementFacts> Restatements)
{
    public CartPlace Place => Cart is not null ? CartPlace.Warehouse : Quarantined is not null ? CartPlace.Quarantine
        : Landed.IsThere ? CartPlace.Landing : CartPlace.Gone;

    /// <summary>True if the rules are not those by which the row was written; null where the ledger does not say.</summary>
    public bool? RulesChanged => Cart?.Run.RulesHash is { } hash ? hash != Rules.Hash() : null;

    /// <summary>Explains a cart; null if nothing knows it.</summary>
    /// <param name="connection">Within a transaction, so that all of it is seen at one moment.</param>
    /// <param name="rules">The rules in force for the store now.</param>
    /// <param name="source">The shop's kind; null if this worker does not know it.</param>
    /// <param name="id">The cart's number, or the shop's own id.</param>
    public static async Task<CartExplanation?> ReadAsync(
        NpgsqlConnection connection, StoreFacts store, FunnelRules rules, LandingZone landing, IShopSource? source, string id,
        CancellationToken cancellationToken)
    {
        long[] keys = KeysOf(id);
        var cart = await CartFacts.FindAsync(connection, store.StoreId, keys, cancellationToken);
        HashSet<long> sought = cart is null ? [.. keys] : [cart.CartId];
        var landed = await LandedCart.FindAsync(
            landing, source, store.Name, ShopAddress.Parse(store.Address), sought, rules.TimeZone, cancellationToken);
        var quarantined =
            await QuarantineFacts.FindAsync(connection, store.StoreId, cart is null ? [id] : [cart.Id], cancellationToken);
        if (cart is null && quarantined is null && landed.Holder is null)
            return null;
        var parts = ImmutableArray.CreateBuilder<CartPart>();
        var sales = ImmutableArray.CreateBuilder<SalePart>();
        ImmutableArray<LineFacts> lines = [];
        OrderFacts? order = null;
        if (cart is not null)
        {
            lines = await LineFacts.ReadAsync(connection, store.StoreId, cart.CartId, cancellationToken);
            order = await OrderFacts.FindAsync(connection, store.StoreId, cart.CartId, cancellationToken);
            await CartPart.EachAsync(connection, store, cart.CartId, null, parts.Add, cancellationToken);
            await SalePart.EachAsync(connection, store, cart.CartId, null, sales.Add, cancellationToken);
        }
        var record = landed.Read?.Record;
        var days = parts.Select(part => part.Day).Concat(sales.Select(sale => sale.Day)).ToHashSet();
        if (cart is null && record is not null)
            days.Add(DateOnly.FromDateTime(
                TimeZoneInfo.ConvertTimeFromUtc(record.Order?.PlacedAt ?? record.PlacedAt, rules.TimeZone)));
        return new CartExplanation(
            store, cart?.Id ?? id, rules, landed, cart, cart is null ? [] : ExplainedLine.Of(cart, lines, record, rules), order,
            parts.ToImmutable(), sales.ToImmutable(), quarantined,
            await RestatementFacts.ReadAsync(connection, store.StoreId, [.. days], cancellationToken));
    }

    /// <summary>Keys that an id may stand for: itself, if it is a number, and the hash of its text.</summary>
    private static long[] KeysOf(string id) =>
    [
        .. long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? [number] : (long[])[],
        .. id.Length is > 0 and <= ValueLimits.MaxIdLength ? [ShopKey.FromText(id)] : (long[])[],
    ];
}
