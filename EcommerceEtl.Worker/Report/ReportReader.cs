using Npgsql;

namespace EcommerceEtl.Worker.Report;

/// <summary>What a report is asked for; null leaves it open.</summary>
/// <param name="Store">Name of one store.</param>
/// <param name="Currency">Code of a currency, in any case of its letters.</param>
/// <param name="From">First day, in the stores' time zones.</param>
/// <param name="To">Last day, itself included.</param>
internal sealed record ReportRequest(string? Store, string? Currency, DateOnly? From, DateOnly? To)
{
    /// <summary>The stores that are asked for; none if there are none at all.</summary>
    /// <param name="stores">Those of the warehouse.</param>
    /// <exception cref="ReportRefusedException">It holds others.</exception>
    public ImmutableArray<ReportStore> Of(IReadOnlyCollection<ReportStore> stores)
    {
        ImmutableArray<ReportStore> chosen = [.. stores.Where(store => (Store is null || store.Store == Store)
            && (Currency is null || store.Currency.Equals(Currency, StringComparison.OrdinalIgnoreCase)))];
        return !chosen.IsEmpty || stores.Count == 0 ? chosen : throw new ReportRefusedException(option =>
            $"No store of the warehouse is what {option("store")} and {option("currency")} ask for. It holds "
            + $"{string.Join(", ", stores.Select(store => $"{store.Store} ({store.Currency})"))}.");
    }
}

/// <summary>There is no report of what was asked for.</summary>
/// <param name="says">Why, and what to do, as sentences; it is given how the reader writes the name of an option.</param>
internal sealed class ReportRefusedException(Func<Func<string, string>, string> says) : Exception(says(name => name))
{
    /// <summary>The message for the command line.</summary>
    public string ForCommand => says(name => "--" + name);
}

/// <summary>Reads the reports that <c>report</c> prints and the page shows.</summary>
/// <param name="connection">Open, in a transaction that shows all queries the same rows.</param>
internal sealed class ReportReader(NpgsqlConnection connection, TimeProvider clock)
{
    /// <summary>The report of the stores of one currency.</summary>
    /// <param name="stores">One at least, all of that currency.</param>
    /// <exception cref="ReportRefusedException">The days lie in the future, or the stores share no moment of them.</exception>
    public async Task<SalesReport> ReadAsync(
        string currency, ImmutableArray<ReportStore> stores, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var lastDay = stores.Max(store => store.LastDay);
        if (ReportRange.Of(from, to, lastDay) is not { } range)
            return new SalesReport(currency, stores, null, null);
        if (range.From > (lastDay ?? DateOnly.MinValue) && ReportDay.IsFuture(range.From, clock))
            throw new ReportRefusedException(option =>
                $"The days from {ReportDay.Text(range.From)} on lie in the future: no cart is dated so late yet. Choose others with "
                + $"{option("from")} and {option("to")}.");
        var queries = new ReportQueries(connection, currency, [.. stores.Select(store => store.Store)]);
        return new SalesReport(
            currency, stores, range, await queries.ReadAsync(range, cancellationToken) ?? throw new ReportRefusedException(option =>
                $"The {currency} stores lie so far apart that no moment is on the same day in all of them. Choose one with "
                + $"{option("store")}."));
    }
}
