using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Finds out what the settings of a store leave to its shop: currency and time zone.</summary>
internal sealed class StoreCompletion(WorkerSettings settings, SourceFactory sources, LandingZone landing, TimeProvider clock)
{
    /// <summary>The store with both. Once it was loaded it keeps those of its first run, which the warehouse knows, and where that was lost
    /// the landing zone; before that its shop is asked.</summary>
    /// <exception cref="EtlException">The shop could not be asked, or refused.</exception>
    public async Task<StoreOptions> CompleteAsync(StoreOptions store, StoreSession session, CancellationToken cancellationToken)
    {
        if (store is { Currency.Length: > 0, TimeZone.Length: > 0 })
            return store;
        if (await StoreRegister.FindAsync(session, store.Name, cancellationToken) is { } known
            && await new RunLedger(session, known.StoreId).LastSuccessAsync(cancellationToken) is not null)
            return store.Completed(known.Currency, known.TimeZone);
        var source = sources.Create(store);
        if (await landing.NewestAcceptedAsync(store.Name, source.Kind.Name, store.Address(), cancellationToken) is { } landed)
            return store.Completed(landed.Currency, landed.TimeZone);
        var facts = await Heartbeat.DuringAsync(
            session, settings.Database.SessionTimeout, clock,
            token => ShopExtract.InTimeAsync(
                store.Name, settings.Http.RunDeadline, clock, source.DescribeAsync, token), cancellationToken);
        return store.Completed(facts?.Currency, facts?.TimeZone);
    }
}
