using EcommerceEtl.Data.Load;
using EcommerceEtl.Data.Tables;
using EcommerceEtl.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace EcommerceEtl.Data.Ledger;

/// <summary>The table <c>stores</c>: numbers for names, and the guard against another shop under a known name.</summary>
public static class StoreRegister
{
    /// <summary>The store's row, inserted with the next free number if it is new. The session must hold the store's lock.</summary>
    public static async Task<StoreRow> FindOrAddAsync(LoadSession session, StoreIdentity identity, CancellationToken cancellationToken)
    {
        var stores = session.Database.Stores;
        if (await stores.AsNoTracking().SingleOrDefaultAsync(store => store.Name == identity.Name, cancellationToken) is { } known)
            return known;
        // Within a transaction that is open already, the row is its own.
        await using var transaction = session.Database.Database.CurrentTransaction is null
            ? await session.Database.Database.BeginTransactionAsync(cancellationToken)
            : null;
        await session.ScalarAsync<string>("Ledger/lock_store_ids.sql", cancellationToken);
        var added = new StoreRow
        {
            StoreId = (short)((await stores.MaxAsync(store => (short?)store.StoreId, cancellationToken) ?? 0) + 1),
            Name = identity.Name,
            Kind = identity.Kind,
            Address = identity.Host,
            Currency = identity.Currency,
            TimeZone = identity.TimeZone,
            ViewOrigin = SnakeCase.Of(identity.Origins.View),
            CartOrigin = SnakeCase.Of(identity.Origins.Cart),
            PurchaseOrigin = SnakeCase.Of(identity.Origins.Purchase),
        };
        stores.Add(added);
        await session.Database.SaveChangesAsync(cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        session.Database.ChangeTracker.Clear();
        return added;
    }

    /// <summary>Refuses another host, kind or currency under a known name.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.StoreChanged"/>, naming what differs.</exception>
    public static void RefuseChange(StoreRow known, StoreIdentity identity)
    {
        List<string> changes = [];
        if (known.Kind != identity.Kind)
            changes.Add($"kind {known.Kind} -> {identity.Kind}");
        if (known.Address != identity.Host)
            changes.Add($"host {known.Address} -> {identity.Host}");
        if (known.Currency != identity.Currency)
            changes.Add($"currency {known.Currency} -> {identity.Currency}");
        if (changes.Count > 0)
        {
            throw new EtlException(
                ErrorCode.StoreChanged,
                $"Store '{identity.Name}' is known as another shop ({string.Join(", ", changes)}). Give the new shop a name of its own, or, if it is "
                + $"the same shop that moved, run once with `run --store {identity.Name} --accept-store-change`.");
        }
    }

    /// <summary>Writes what changed of a store; part of the load's transaction.</summary>
    public static async Task UpdateAsync(LoadSession session, short storeId, StoreIdentity identity, CancellationToken cancellationToken)
    {
        var row = await session.Database.Stores.SingleAsync(store => store.StoreId == storeId, cancellationToken);
        row.Kind = identity.Kind;
        row.Address = identity.Host;
        row.Currency = identity.Currency;
        row.TimeZone = identity.TimeZone;
        row.ViewOrigin = SnakeCase.Of(identity.Origins.View);
        row.CartOrigin = SnakeCase.Of(identity.Origins.Cart);
        row.PurchaseOrigin = SnakeCase.Of(identity.Origins.Purchase);
        await session.Database.SaveChangesAsync(cancellationToken);
        session.Database.ChangeTracker.Clear();
    }
}
