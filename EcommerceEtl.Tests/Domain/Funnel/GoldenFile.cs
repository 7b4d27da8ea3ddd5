using System.Text;

namespace EcommerceEtl.Tests.Domain.Funnel;

/// <summary>The golden values of the projection, made by golden.py beside this file: another language, the reference implementation of
/// xxHash, exact fractions instead of floating point. It was run once; a test that fails here means that stored rows would
/// change.</summary>
internal static class GoldenFile
{
    /// <summary>The rows below the heading, each a dictionary by column name.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Rows(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Domain", "Funnel", name), Encoding.UTF8);
        var heading = lines[0].Split('\t');
        return lines[1..].Select(line => heading.Zip(line.Split('\t')).ToDictionary(cell => cell.First, cell => cell.Second));
    }
}
