using EcommerceEtl.Data.Tables;

namespace EcommerceEtl.Data.Ledger;

/// <summary>The table <c>stores</c>: numbers for names, and the guard against another shop under a known name.</summary>
public static class StoreRegister
{
    public static async Task<StoreRow?> FindAsync(StoreSession session, string name, CancellationToken cancellationToken) =>
        await session.Database.Stores.AsNoTracking().SingleOrDefaultAsync(store => store.Name == name, cancellationToken);

    /// <summary>The store's row, inserted with the next free number if it is new. The session must hold the store's lock.</summary>
    public static async Task<StoreRow> FindOrAddAsync(StoreSession session, StoreIdentity identity, CancellationToken cancellationToken)
    {
        var stores = session.Database.Stores;
        if (await FindAsync(session, identity.Name, cancellationToken) is { } known)
        {
            // Whoever runs it has it in the settings again.
            if (known.RetiredAt is not null)
                await RetireAsync(session.Database, known.Name, null, cancellationToken);
            return known;
        }
        // Within a transaction that is open already, the row is its own.
        await using var transaction = session.Database.Database.CurrentTransaction is null
            ? await session.Database.Database.BeginTransactionAsync(cancellationToken) : null;
        await session.ScalarAsync<string>("Ledger/lock_store_ids", cancellationToken);
        var added = RowOf((short)((await stores.MaxAsync(store => (short?)store.StoreId, cancellationToken) ?? 0) + 1), identity);
        stores.Add(added);
        await session.Database.SaveChangesAsync(cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        session.Database.ChangeTracker.Clear();
        return added;
    }

    /// <summary>Refuses another shop under a known name. A store that never succeeded has no rows that could be taken for another shop's:
    /// its settings may still change.</summary>
    /// <param name="session">Reads whether the store ever succeeded.</param>
    /// <param name="accepted">True if the operator says that another kind or address is the same shop. Another currency is never
    /// accepted.</param>
    /// <exception cref="EtlException"><see cref="ErrorCode.StoreChanged"/>, naming what differs.</exception>
    public static async Task RefuseChangeAsync(
        StoreSession session, StoreRow known, StoreIdentity identity, bool accepted, CancellationToken cancellationToken)
    {
        var changes = accepted ? "" : Moves(known, identity);
        if (known.Currency == identity.Currency && changes.Length == 0)
            return;
        if (await new RunLedger(session, known.StoreId).LastSuccessAsync(cancellationToken) is null)
            return;
        if (known.Currency != identity.Currency)
        {
            throw new EtlException(
                ErrorCode.StoreChanged,
                $"Store '{identity.Name}' is known with amounts in {known.Currency}, and its settings now say {identity.Currency} "
                + $"(currency {known.Currency} -> {identity.Currency}). Nothing was changed. A known store keeps its currency, since "
                + "its earlier sums would be relabelled, and no option changes that. Give the shop that sells in "
                + $"{identity.Currency} a store name of its own (Stores:N:Name), or set Stores:N:Currency to {known.Currency} again.");
        }
        throw new EtlException(
            ErrorCode.StoreChanged,
            $"Store '{identity.Name}' is known as another shop ({changes}). Nothing was changed. Give the new shop a name of its own, or, "
            + $"if it is the same shop that moved, run once with `run --store {identity.Name} --accept-store-change`.");
    }

    /// <summary>What makes the configured shop another one than the known one, such as <c>kind A -> B</c>; empty if nothing does.</summary>
    public static string Moves(StoreRow known, StoreIdentity identity) => identity.MovesFrom(known.Kind, ShopAddress.Parse(known.Address));

    /// <summary>Notes since when nobody expects runs of a store any more, or, with null, that somebody does again.</summary>
    /// <returns>False if there is no such store.</returns>
    public static async Task<bool> RetireAsync(EtlDbContext database, string name, DateTime? at, CancellationToken cancellationToken) =>
        await database.Stores.Where(store => store.Name == name)
            .ExecuteUpdateAsync(set => set.SetProperty(store => store.RetiredAt, at), cancellationToken) == 1;

    /// <summary>Writes what changed of a store; part of the load's transaction.</summary>
    public static async Task UpdateAsync(StoreSession session, short storeId, StoreIdentity identity, CancellationToken cancellationToken)
    {
        var row = await session.Database.Stores.SingleAsync(store => store.StoreId == storeId, cancellationToken);
        var now = RowOf(storeId, identity);
        now.RetiredAt = row.RetiredAt;
        session.Database.Entry(row).CurrentValues.SetValues(now);
        await session.Database.SaveChangesAsync(cancellationToken);
        session.Database.ChangeTracker.Clear();
    }

    private static StoreRow RowOf(short storeId, StoreIdentity identity) => new()
    {
        StoreId = storeId,
        Name = identity.Name,
        Kind = identity.Kind,
        Address = identity.Address.Text,
        Currency = identity.Currency,
        TimeZone = identity.TimeZone,
        ViewOrigin = SnakeCase.Of(identity.Origins.View),
        CartOrigin = SnakeCase.Of(identity.Origins.Cart),
        PurchaseOrigin = SnakeCase.Of(identity.Origins.Purchase),
    };
}
