using EcommerceEtl.Data.Tables;

namespace EcommerceEtl.Data.Ledger;

/// <summary>The table <c>stores</c>: numbers for names, and the guard against another shop under a known name.</summary>
public static class StoreRegister
{
    /// <summary>The currency of a store of which nothing is loaded, and that only its shop can tell: ISO 4217's code for none.</summary>
    public const string NoCurrency = "XXX";

    /// <summary>A store's currency, for people.</summary>
    public static string CurrencyText(string currency) => currency == NoCurrency ? "currency not known yet" : currency;

    public static async Task<StoreRow?> FindAsync(StoreSession session, string name, CancellationToken cancellationToken) =>
        (await session.Command("Ledger/find_store", name).RowsAsync(ReadRow, cancellationToken)).SingleOrDefault();

    /// <summary>Names of the stores of which runs are expected, in order.</summary>
    public static async Task<ImmutableArray<string>> InUseAsync(StoreSession session, CancellationToken cancellationToken) =>
        await session.Command("Ledger/stores_in_use").RowsAsync(row => row.GetString(0), cancellationToken);

    /// <summary>The store's row, inserted with the next free number if it is new. The session must hold the store's lock.</summary>
    public static async Task<StoreRow> FindOrAddAsync(StoreSession session, StoreIdentity identity, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, identity.Name, cancellationToken) is { } known)
        {
            // A store that is run is in the settings again.
            if (known.RetiredAt is not null)
                await RetireAsync(session.Connection, known.Name, null, cancellationToken);
            return known;
        }
        // Within a transaction that is open already, the row is its own.
        await using var transaction = session.IsWriting ? null : await session.Connection.BeginTransactionAsync(cancellationToken);
        await session.ScalarAsync<string>("Ledger/lock_store_ids", cancellationToken);
        await session.ExecuteAsync("Ledger/insert_store", cancellationToken, ValuesOf(identity));
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        return (await FindAsync(session, identity.Name, cancellationToken))!;
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
    public static async Task<bool> RetireAsync(
        NpgsqlConnection connection, string name, DateTime? at, CancellationToken cancellationToken) =>
        await connection.Command("Ledger/retire_store", name, at).RunAsync(cancellationToken) == 1;

    /// <summary>Writes what changed of a store; part of the load's transaction.</summary>
    public static Task UpdateAsync(StoreSession session, StoreIdentity identity, CancellationToken cancellationToken) =>
        session.ExecuteAsync("Ledger/update_store", cancellationToken, ValuesOf(identity));

    private static object?[] ValuesOf(StoreIdentity identity) =>
    [
        identity.Name, identity.Kind, identity.Address.Text, identity.Currency, identity.TimeZone, SnakeCase.Of(identity.Origins.View),
        SnakeCase.Of(identity.Origins.Cart), SnakeCase.Of(identity.Origins.Purchase),
        SnakeCase.Of(identity.OpenCarts),
    ];

    private static StoreRow ReadRow(NpgsqlDataReader row) => new()
    {
        StoreId = row.GetInt16(0),
        Name = row.GetString(1),
        Kind = row.GetString(2),
        Address = row.GetString(3),
        Currency = row.GetString(4),
        TimeZone = row.GetString(5),
        ViewOrigin = row.GetString(6),
        CartOrigin = row.GetString(7),
        PurchaseOrigin = row.GetString(8),
        OpenCarts = row.GetString(9),
        RetiredAt = row.Time(10),
    };
}
