using System.Collections.Concurrent;
using System.Reflection;

namespace EcommerceEtl.Data;

/// <summary>The SQL texts that stand in <c>.sql</c> files beside the code that runs them. Each folder of this project has one, named like
/// the folder, in which every statement begins with a line <c>-- name: …</c>.</summary>
public static class EmbeddedSql
{
    private const string NameLine = "-- name: ";

    private static readonly ConcurrentDictionary<(Assembly, string), string> Texts = new();
    private static readonly ConcurrentDictionary<string, Dictionary<string, string>> Statements = new();

    /// <summary>A named statement of this project.</summary>
    /// <param name="statement">Its folder and name, such as <c>Carts/delete_carts</c>.</param>
    /// <exception cref="FileNotFoundException">The project embeds no file of that folder.</exception>
    /// <exception cref="KeyNotFoundException">The file has no statement of that name.</exception>
    public static string Statement(string statement)
    {
        var (folder, name) = (statement[..statement.IndexOf('/')], statement[(statement.IndexOf('/') + 1)..]);
        return Statements.GetOrAdd(folder, static folder => Split(Read(typeof(EmbeddedSql).Assembly, $"{folder}/{folder}.sql")))[name];
    }

    private static Dictionary<string, string> Split(string file) => file.Split(NameLine, StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(part => part[..part.IndexOf('\n')], part => part[(part.IndexOf('\n') + 1)..].Trim());

    /// <summary>The text of a whole file.</summary>
    /// <exception cref="FileNotFoundException">The project embeds no such file.</exception>
    public static string Read(Assembly assembly, string path) => Texts.GetOrAdd((assembly, path), static key =>
    {
        using var stream = key.Item1.GetManifestResourceStream(key.Item2)
            ?? throw new FileNotFoundException($"No SQL file '{key.Item2}' is embedded in {key.Item1.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
