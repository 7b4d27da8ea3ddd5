using System.IO.Compression;
using System.Text;

namespace EcommerceEtl.Tests.Privacy;

/// <summary>Everything that runs leave behind, as bytes.</summary>
internal static class Traces
{
    /// <summary>Every row of every table of the database, whatever its columns, as text.</summary>
    public static async Task<IReadOnlyList<(string Where, byte[] Bytes)>> OfDatabaseAsync(TestDatabase database)
    {
        List<(string, byte[])> traces = [];
        foreach (var table in await database.RowsAsync(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
            traces.Add(
                ($"table {table}", Encoding.UTF8.GetBytes(string.Join('\n', await database.RowsAsync($"SELECT t::text FROM {table} t")))));
        return traces;
    }

    /// <summary>The database's own files, with rows that were rolled back or deleted, where this process may read them.</summary>
    public static async Task<IReadOnlyList<(string Where, byte[] Bytes)>> OfDatabaseFilesAsync(TestDatabase database)
    {
        await database.ExecuteAsync("CHECKPOINT");
        var folder = (await database.RowsAsync(
            "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()"))[0];
        try
        {
            return Directory.Exists(folder) ? OfFiles(folder) : [];
        }
        catch (UnauthorizedAccessException)
        {
            // Another machine's, or another user's.
            return [];
        }
    }

    /// <summary>Every file below a folder; gzip files as what they hold.</summary>
    public static IReadOnlyList<(string Where, byte[] Bytes)> OfFiles(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => (path, Bytes(path)))];

    private static byte[] Bytes(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadAllBytes(path);
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        gzip.CopyTo(whole);
        return whole.ToArray();
    }
}
