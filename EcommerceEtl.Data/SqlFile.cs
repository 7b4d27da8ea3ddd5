namespace EcommerceEtl.Data;

/// <summary>The SQL files embedded beside the code that runs them.</summary>
internal static class SqlFile
{
    /// <summary>The text of a file, named by its path in the project, such as <c>Schema/grant_reader.sql</c>.</summary>
    public static string Read(string path)
    {
        using var stream = typeof(SqlFile).Assembly.GetManifestResourceStream(path)
            ?? throw new FileNotFoundException($"'{path}' is not embedded in EcommerceEtl.Data.", path);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
