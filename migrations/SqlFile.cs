namespace EcommerceEtl.Migrations;

/// <summary>
/// The SQL files beside the migrations. A file that a migration runs is never edited afterwards: a changed view gets a new file and a new
/// migration, and the old file still says what <c>Down</c> returns to.
/// </summary>
internal static class SqlFile
{
    /// <summary>The text of a file, named by its path under <c>migrations/</c>.</summary>
    public static string Read(string path)
    {
        using var stream = typeof(SqlFile).Assembly.GetManifestResourceStream(path)
            ?? throw new FileNotFoundException($"'{path}' is not embedded in the migrations.", path);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
