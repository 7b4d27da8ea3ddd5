using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace EcommerceEtl.Benchmarks;

/// <summary>Bounds of the options.</summary>
internal static class Limits
{
    public static void Within<T>(OptionResult result, Option<T> option, T least, T most)
        where T : struct, IComparisonOperators<T, T, bool>
    {
        // A text that is no number has its own message from the parser.
        if (!result.Errors.Any() && result.GetValue(option) is var value && (value < least || value > most))
            result.AddError($"{option.Name} is {value}; it must be {least} to {most}.");
    }

    public static void EachWithin(OptionResult result, Option<int[]> option, int least, int most)
    {
        foreach (var value in result.Errors.Any() ? [] : result.GetValue(option)!)
            if (value < least || value > most)
                result.AddError($"{option.Name} is {value}; it must be {least} to {most}.");
    }
}
