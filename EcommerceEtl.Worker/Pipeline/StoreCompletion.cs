using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Finds out what the settings of a store leave to its shop: currency and time zone.</summary>
internal sealed class StoreCompletion(WorkerSettings settings, SourceFactory sources, LandingZone landing, TimeProvider clock)
{
    /// <summary>The store as it stands in the warehouse until its shop has told the rest.</summary>
    public static StoreOptions Unasked(StoreOptions store) => store.Completed(StoreRegister.NoCurrency, null);

    /// <summary>The store with both, as <see cref="FindAsync"/> or its shop tells them.</summary>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    public async Task<StoreOptions> CompleteAsync(StoreOptions store, StoreSession session, CancellationToken cancellationToken) =>
        await FindAsync(store, session, cancellationToken) ?? await AskAsync(store, session, cancellationToken);

    /// <summary>The store with both: once it was loaded it keeps those of its first run, which the warehouse knows, and where that was
    /// lost the landing zone.</summary>
    /// <returns>Null where its shop has to be asked.</returns>
    public async Task<StoreOptions?> FindAsync(StoreOptions store, StoreSession session, CancellationToken cancellationToken)
    {
        if (store is { Currency.Length: > 0, TimeZone.Length: > 0 })
            return store;
        if (await StoreRegister.FindAsync(session, store.Name, cancellationToken) is { } known
            && await new RunLedger(session, known.StoreId).LastSuccessAsync(cancellationToken) is not null)
            return store.Completed(known.Currency, known.TimeZone);
        var kind = sources.Create(store).Kind.Name;
        return await landing.NewestAcceptedAsync(store.Name, kind, store.Address(), cancellationToken) is { } landed
            ? store.Completed(landed.Currency, landed.TimeZone) : null;
    }

    /// <summary>The store with what its shop tells.</summary>
    /// <inheritdoc cref="CompleteAsync" path="/exception"/>
    public async Task<StoreOptions> AskAsync(StoreOptions store, StoreSession session, CancellationToken cancellationToken)
    {
        var facts = await Heartbeat.DuringAsync(
            session, settings.Database.SessionTimeout, clock,
            token => ShopExtract.InTimeAsync(
                store.Name, settings.Http.RunDeadline, clock, sources.Create(store).DescribeAsync, token), cancellationToken);
        return store.Completed(facts?.Currency, facts?.TimeZone);
    }
}
