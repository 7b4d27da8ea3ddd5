using EcommerceEtl.Data;
using Npgsql;

namespace EcommerceEtl.Worker.Report;

/// <summary>Reads a report's figures, all by the functions that the boards read them by.</summary>
/// <param name="connection">Open, in a transaction that shows all queries the same rows.</param>
/// <param name="stores">Names of the stores; all of that currency.</param>
internal sealed class ReportQueries(NpgsqlConnection connection, string currency, string[] stores)
{
    private DateTime _from;
    private DateTime _to;

    /// <summary>The figures of a range; null if no moment lies on its first or last day in all of the stores at once.</summary>
    public async Task<ReportFigures?> ReadAsync(ReportRange range, CancellationToken cancellationToken)
    {
        var moments = await RowsAsync(
            "range", [currency, stores, range.From, range.To], row =>
                (row.GetDateTime(0), row.GetDateTime(1), Found: row.GetBoolean(2)), cancellationToken);
        if (!moments[0].Found)
            return null;
        (_from, _to, _) = moments[0];
        var periods = (await FiguresAsync("kpis", row => (Period: row.GetString(0), Figures: PeriodOf(row)), cancellationToken))
            .ToDictionary(row => row.Period, row => row.Figures);
        var days = (await FiguresAsync("days", row => (Period: row.GetString(0), Total: DayOf(row)), cancellationToken))
            .ToLookup(row => row.Period, row => row.Total);
        return new ReportFigures(
            periods["current"], periods["previous"], [.. days["current"]], [.. days["previous"]],
            await FiguresAsync(
                "categories", row =>
                    new CategoryFigures(row.GetString(0), row.GetInt64(1), row.GetDecimal(2), row.GetDecimal(3), row.GetInt64(4)),
                cancellationToken),
            await FiguresAsync("products", ProductOf, cancellationToken));
    }

    private static PeriodFigures PeriodOf(NpgsqlDataReader row) => new(
        row.GetDecimal(1), row.GetInt64(2), Share(row, 3), Share(row, 4), Share(row, 5), Share(row, 6),
        FunnelStep.Of(Count(row, 7), Count(row, 8), row.GetInt64(9)),
        new SalesFigures(
            row.GetDecimal(10), row.GetDecimal(11), row.GetDecimal(12), row.GetDecimal(13), row.GetDecimal(14), row.GetDecimal(15)));

    private static DayTotal DayOf(NpgsqlDataReader row) =>
        new(row.GetFieldValue<DateOnly>(1), row.GetInt64(2), row.GetInt64(3), row.GetDecimal(4));

    private static ProductFigures ProductOf(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), Count(row, 2), row.GetInt64(3), row.GetInt64(4), Share(row, 5), row.GetDecimal(6),
        row.GetDecimal(7));

    private static decimal? Share(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);

    private static long? Count(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private Task<ImmutableArray<T>> FiguresAsync<T>(string file, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        RowsAsync(file, [_from, _to, currency, stores], read, cancellationToken);

    private Task<ImmutableArray<T>> RowsAsync<T>(
        string file, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        connection.Sql(EmbeddedSql.Read(typeof(ReportQueries).Assembly, $"Report/{file}.sql"), parameters)
            .RowsAsync(read, cancellationToken);
}
