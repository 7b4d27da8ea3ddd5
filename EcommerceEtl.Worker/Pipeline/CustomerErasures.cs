using EcommerceEtl.Data.Customers;
using EcommerceEtl.Data.Tables;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>What an erasure found and took away.</summary>
/// <param name="Everybody">All erased customers of the store.</param>
public sealed record ErasureResult(ErasedCustomers Everybody, ErasedRows Rows, ErasedFiles Files);

/// <summary>Erases customers of a store, and sees to it that they stay erased. Who was erased stands in the table <c>erased_customers</c>
/// and in the landing zone's <c>erased.json</c>; each run merges the two before anything else. So neither an older copy of the database nor
/// one of the landing zone brings anybody back, and other databases on the same landing zone follow with their next run. The caller holds
/// the store's lock.</summary>
public sealed partial class CustomerErasures(
    WorkerSettings settings, LandingZone landing, LandingErasure files, SourceFactory sources, TimeProvider clock,
    ILogger<CustomerErasures> log)
{
    /// <summary>Told of each step when it begins; for tests that end the process there.</summary>
    internal Action<ErasureStep>? Step { get; init; }

    /// <summary>Everybody who was erased, of both lists; nothing is written.</summary>
    public async Task<ErasedCustomers> ReadAsync(StoreSession session, StoreRow store, CancellationToken cancellationToken)
    {
        var listed = new ErasedCustomers((await landing.ReadErasedAsync(store.Name, cancellationToken)).Customers);
        return listed.Union(await CustomerErasure.ReadAsync(session, store.StoreId, cancellationToken));
    }

    /// <summary>Makes both lists equal, and takes out of database and landing zone whom one of them did not know. Costs next to nothing
    /// where that is done.</summary>
    /// <param name="session">The session; no transaction is open on it.</param>
    /// <param name="store">The store's row; null if this database does not know it, but its folder is there.</param>
    /// <param name="cancellationToken">Ends the work: whatever is left to do, the next run does.</param>
    public async Task<ErasedCustomers> MergeAsync(
        StoreSession session, string name, StoreRow? store, CancellationToken cancellationToken) =>
        (await ApplyAsync(session, name, store, ErasedCustomers.None, cancellationToken)).Everybody;

    /// <summary>Erases a customer, who may have been erased before: then it looks once more whether anything is left.</summary>
    /// <inheritdoc cref="MergeAsync"/>
    public Task<ErasureResult> EraseAsync(
        StoreSession session, string name, StoreRow? store, long userId, CancellationToken cancellationToken)
    {
        var customer = new ErasedCustomer(userId, ValueLimits.ToMillisecond(clock.GetUtcNow().UtcDateTime));
        return ApplyAsync(session, name, store, new ErasedCustomers([customer]), cancellationToken);
    }

    /// <summary>Does what an erasure does to files, where some of them hold people who were erased: files that came back with a
    /// backup.</summary>
    /// <inheritdoc cref="MergeAsync"/>
    public async Task RepeatAsync(StoreSession session, string name, ErasedCustomers erased, CancellationToken cancellationToken)
    {
        if (!erased.IsEmpty)
            await RewriteAsync(session, async token => await files.IsNeededAsync(name, erased, token)
                ? await files.ApplyAsync(name, erased, thorough: false, token)
                : ErasedFiles.None, cancellationToken);
    }

    private async Task<ErasureResult> ApplyAsync(
        StoreSession session, string name, StoreRow? store, ErasedCustomers asked, CancellationToken cancellationToken)
    {
        var list = await landing.ReadErasedAsync(name, cancellationToken);
        var listed = new ErasedCustomers(list.Customers);
        var known = store is null ? ErasedCustomers.None : await CustomerErasure.ReadAsync(session, store.StoreId, cancellationToken);
        var everybody = listed.Union(known).Union(asked);
        if (everybody.IsEmpty)
            return new ErasureResult(everybody, ErasedRows.None, ErasedFiles.None);

        // The list of the landing zone first: from here on no run of any database brings them in, and what is not done yet is seen to be
        // missing.
        Step?.Invoke(ErasureStep.List);
        if (!everybody.Except(listed).IsEmpty)
            await landing.SaveErasedAsync(name, list with { Customers = everybody.All }, cancellationToken);
        Step?.Invoke(ErasureStep.Rows);
        var rows = store is null ? ErasedRows.None
            : await EraseRowsAsync(session, store, everybody.Except(known).Union(asked), cancellationToken);
        if (rows != ErasedRows.None)
            LogRows(name, rows.Customers, rows.Carts, rows.Quarantined);
        Step?.Invoke(ErasureStep.Files);
        if (asked.IsEmpty && list.Applied == everybody.Stamp)
            return new ErasureResult(everybody, rows, ErasedFiles.None);
        var rewritten =
            await RewriteAsync(session, token => files.ApplyAsync(name, everybody, thorough: !asked.IsEmpty, token), cancellationToken);
        LogFiles(name, rewritten.Manifests, rewritten.Chunks);
        Step?.Invoke(ErasureStep.Done);
        await landing.SaveErasedAsync(
            name, new ErasedList { Format = ErasedList.CurrentFormat, Customers = everybody.All, Applied = everybody.Stamp },
            cancellationToken);
        return new ErasureResult(everybody, rows, rewritten);
    }

    private async Task<ErasedRows> EraseRowsAsync(
        StoreSession session, StoreRow store, ErasedCustomers customers, CancellationToken cancellationToken)
    {
        if (customers.IsEmpty)
            return ErasedRows.None;
        var names = new[] { Entity.Customers, Entity.Carts }.ToDictionary(
            entity => entity, entity => new ErasedIds(sources.FieldsOf(store.Kind, entity), customers));
        return await CustomerErasure.EraseAsync(
            session, store.StoreId, store.Name, customers, (entity, payload) =>
                names[entity].Names(System.Text.Encoding.UTF8.GetBytes(payload)), cancellationToken);
    }

    private Task<ErasedFiles> RewriteAsync(
        StoreSession session, Func<CancellationToken, Task<ErasedFiles>> work, CancellationToken cancellationToken) =>
        Heartbeat.DuringAsync(session, settings.Database.SessionTimeout, clock, work, cancellationToken);

    [LoggerMessage(
        LogEvents.ErasedFromWarehouse, LogLevel.Information,
        "Store {Store}: erasure deleted {Customers} customers and {Quarantined} records of the quarantine, and made {Carts} carts those "
            + "of guests.")]
    private partial void LogRows(string store, long customers, long carts, long quarantined);

    [LoggerMessage(LogEvents.ErasedFromLanding, LogLevel.Information,
        "Store {Store}: erasure wrote {Manifests} manifests of the landing zone anew; {Chunks} chunks had held somebody.")]
    private partial void LogFiles(string store, int manifests, int chunks);
}

/// <summary>The steps of an erasure, in order.</summary>
internal enum ErasureStep
{
    /// <summary>The customers are entered in the landing zone's list.</summary>
    List,

    /// <summary>They leave the tables of this database, and are entered in its list, in one transaction.</summary>
    Rows,

    /// <summary>Manifests and chunks are rewritten, and what held them is deleted.</summary>
    Files,

    /// <summary>The landing zone's list says that this is done.</summary>
    Done,
}
