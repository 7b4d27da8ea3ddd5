using System.Collections.Concurrent;
using System.Reflection;

namespace EcommerceEtl.Data;

/// <summary>The SQL texts that stand in <c>.sql</c> files beside the code that runs them.</summary>
public static class EmbeddedSql
{
    private static readonly ConcurrentDictionary<(Assembly, string), string> Texts = new();

    /// <summary>The text of a file of this assembly.</summary>
    /// <param name="path">Path within the project, such as <c>Load/try_lock.sql</c>.</param>
    /// <exception cref="FileNotFoundException">The project embeds no such file.</exception>
    public static string Read(string path) => Read(typeof(EmbeddedSql).Assembly, path);

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="assembly">The assembly that embeds the file.</param>
    /// <param name="path">Path within the project.</param>
    public static string Read(Assembly assembly, string path) => Texts.GetOrAdd((assembly, path), static key =>
    {
        using var stream = key.Item1.GetManifestResourceStream(key.Item2)
            ?? throw new FileNotFoundException($"No SQL file '{key.Item2}' is embedded in {key.Item1.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
