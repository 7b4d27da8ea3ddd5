namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>One measurement of one case.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Seconds">From the first step of the work to after its COMMIT, the process's own start left out.</param>
/// <param name="PeakBytes">Peak resident memory of the process; 0 where the system does not say.</param>
/// <param name="ExtractSeconds">Of these, for extract; null where there is no such phase.</param>
/// <param name="Share">Part of the shop's carts that were loaded; below 1 where all of them would take too long.</param>
/// <param name="RowsRead">Rows that were read from the tables of carts and their lines; null where nobody counts them.</param>
/// <param name="ChunksWritten">Files that were landed; null where there is no landing zone.</param>
internal sealed record Measurement(
    string Case, double Seconds, long PeakBytes, double? ExtractSeconds = null, double Share = 1, long? RowsRead = null,
    int? ChunksWritten = null);
