using System.Collections.Immutable;

namespace EcommerceEtl.Benchmarks;

/// <summary>The texts that the program carries with it.</summary>
internal static class Resources
{
    public static ImmutableArray<string> Names { get; } = [.. typeof(Resources).Assembly.GetManifestResourceNames()];

    public static string Read(string name)
    {
        using var text = new StreamReader(typeof(Resources).Assembly.GetManifestResourceStream(name)!);
        return text.ReadToEnd();
    }
}
