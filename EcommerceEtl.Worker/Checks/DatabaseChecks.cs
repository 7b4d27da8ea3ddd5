using EcommerceEtl.Data;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EcommerceEtl.Worker.Checks;

/// <summary>Looks at the database as a run would find it: reach, way to it, schema, rights, and whether its stores are those that are
/// configured.</summary>
internal sealed class DatabaseChecks(WorkerSettings settings, SourceFactory sources)
{
    private const int OldestVersion = 150_000;

    /// <summary>Opens a session, and looks on as long as what was seen allows it. The caller disposes the session; null if there is
    /// none.</summary>
    public async Task<StoreSession?> RunAsync(Action<CheckResult> report, CancellationToken cancellationToken)
    {
        StoreSession? session = null;
        var reached = await CheckResult.OfAsync("database", async () =>
        {
            session = await StoreSession.OpenAsync(settings.Database.ConnectionString, settings.Database.SessionTimeout, cancellationToken);
            return await ServerAsync(session.Connection, cancellationToken);
        });
        report(reached);
        if (session is null || !reached.Well)
            return session;
        if (DatabaseTransport.Warning(settings.Database.ConnectionString) is { } warning)
            report(CheckResult.Warning("transport", warning));
        // A pooler in transaction mode gives each transaction another backend, and so takes the store's lock away.
        report(await CheckResult.OfAsync("lock", async () =>
        {
            await PoolerProbe.RunAsync(settings.Database.ConnectionString, cancellationToken);
            return "two sessions beside each other each keep their own, and with it their locks";
        }));
        var (schema, state) = await SchemaAsync(session.Connection, cancellationToken);
        report(schema);
        if (state is not { IsCurrent: true })
            return session;
        report(await CheckResult.OfAsync("rights", () => RightsAsync(session.Connection, cancellationToken)));
        if (await ViewerWall.ReadAsync(session.Connection, state, cancellationToken) is { IsClosed: false } open)
            report(CheckResult.Warning("viewers", $"{open.Says} `migrate` prints what to run, and does it by itself where it may."));
        var held = (await StoreFreshness.ReadAsync(session.Connection, cancellationToken))
            .ToDictionary(known => known.Store, known => known.Held, StringComparer.Ordinal);
        foreach (var store in settings.Stores)
        {
            report(await CheckResult.OfAsync($"store {store.Name}", () => StoreAsync(session, store, cancellationToken)));
            foreach (var elements in held.GetValueOrDefault(store.Name, []))
                report(Completeness(store.Name, elements));
            var figures = await CheckResult.OfAsync(
                $"figures {store.Name}",
                async () => DataGap.Explain(await DataGap.OfStoreAsync(session.Connection, store.Name, cancellationToken)));
            if (figures.Says.Length > 0)
                report(figures);
        }
        var inUse = await StoreRegister.InUseAsync(session, cancellationToken);
        foreach (var name in inUse.Except(settings.Stores.Select(store => store.Name)))
        {
            report(CheckResult.Warning(
                $"store {name}",
                "the warehouse knows it and the settings do not: its rows stay as they are, and no run renews them. If that is meant, "
                + "`store retire` keeps them and `store remove` deletes them"));
        }
        return session;
    }

    /// <summary>Whether the warehouse has what the shop has, as the last success found it.</summary>
    private static CheckResult Completeness(string store, HeldElements held)
    {
        var says = string.Create(
            CultureInfo.InvariantCulture,
            $"{SnakeCase.Of(held.Entity)}: {held.Source ?? held.Landed:N0} at the shop, {held.Landed:N0} landed, {held.Warehouse:N0} in ")
            + "the warehouse";
        says += held.CompleteSince is not { } since ? ""
            : since == DateTime.MaxValue ? "; the history is being filled"
            : string.Create(CultureInfo.InvariantCulture, $"; complete since {since:yyyy-MM-dd}");
        return held.IsEqual ? new CheckResult($"store {store}", true, says) : CheckResult.Warning($"store {store}", says);
    }

    private static async Task<string> ServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Facts = """
            SELECT current_setting('server_version'), current_setting('server_version_num')::int, current_user::text,
              pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean
            """;
        var (version, number, user, onlyReads) = (await connection.Sql(Facts).RowsAsync(
            row => (row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetBoolean(3)), cancellationToken))[0];
        if (number < OldestVersion)
            throw new EtlException(ErrorCode.DatabaseRefused, $"PostgreSQL {version} is too old; 15 is the oldest that will do.");
        if (onlyReads)
        {
            throw new EtlException(
                ErrorCode.DatabaseRefused,
                "The server takes no writes: it is a replica, or set to read only. Point ConnectionStrings:Warehouse at the one that "
                    + "does.");
        }
        return $"PostgreSQL {version} at {connection.Host}:{connection.Port}/{connection.Database}, as {user}";
    }

    private async Task<(CheckResult CheckResult, SchemaState? State)> SchemaAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        SchemaState? state = null;
        var finding = await CheckResult.OfAsync("schema", async () =>
        {
            state = await SchemaState.ReadAsync(connection, cancellationToken);
            if (settings.Database.Migrate == MigrateMode.Check)
                state.ThrowIfNotCurrent();
            state.ThrowIfNewer();
            await MigrationPrecheck.ThrowIfUnfitAsync(connection, state, cancellationToken);
            return state.IsCurrent ? "that of this worker"
                : $"{Counted.Of(state.Pending.Length, "migration")} pending; the next run, `serve` or `migrate` applies them";
        });
        return (finding, state);
    }

    private static async Task<string> RightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var missing = await connection.Command("Schema/missing_rights").RowsAsync(row => row.GetString(0), cancellationToken);
        return missing.IsEmpty
            ? "to read and write all tables"
            : throw new EtlException(
                ErrorCode.DatabaseRefused,
                $"Missing: {string.Join(", ", missing)}. Run `migrate` as the database's owner: it gives etl_worker what a run needs.");
    }

    private async Task<string> StoreAsync(StoreSession session, StoreOptions store, CancellationToken cancellationToken)
    {
        if (await StoreRegister.FindAsync(session, store.Name, cancellationToken) is not { } known)
            return "new: the first run enters it";
        var identity = RunClaims.IdentityOf(store.Completed(known.Currency, known.TimeZone), sources.Create(store));
        await StoreRegister.RefuseChangeAsync(session, known, identity, accepted: false, cancellationToken);
        return $"known: {known.Kind} at {known.Address}, {StoreRegister.CurrencyText(known.Currency)}";
    }
}
