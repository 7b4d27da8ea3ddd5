using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Finds out what the settings of a store leave to its shop: currency and time zone.</summary>
internal sealed class StoreCompletion(WorkerSettings settings, SourceFactory sources, TimeProvider clock)
{
    /// <summary>The store with both. Once it was loaded it keeps those of its first run; before that its shop is asked.</summary>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    public async Task<StoreOptions> CompleteAsync(StoreOptions store, StoreSession session, CancellationToken cancellationToken)
    {
        if (store is { Currency.Length: > 0, TimeZone.Length: > 0 })
            return store;
        if (await StoreRegister.FindAsync(session, store.Name, cancellationToken) is { } known)
            return store.Completed(known.Currency, known.TimeZone);
        var facts = await Heartbeat.DuringAsync(
            session, settings.Database.SessionTimeout, clock,
            token => ShopExtract.InTimeAsync(
                store.Name, settings.Http.RunDeadline, clock, sources.Create(store).DescribeAsync, token), cancellationToken);
        return store.Completed(facts?.Currency, facts?.TimeZone);
    }
}
