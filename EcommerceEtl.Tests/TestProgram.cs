using EcommerceEtl.Tests.Soak;

namespace EcommerceEtl.Tests;

/// <summary>What the test assembly does when it is started as a program, by one of its own tests.</summary>
internal static class TestProgram
{
    public const string Shop = "shop";
    public const string Soak = "soak";

    /// <summary>How much a test does, or its seed: a number that a script may set by a variable of the environment.</summary>
    public static int Number(string variable, int standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

    /// <param name="args">Which program, and its arguments; settings come from the environment.</param>
    public static Task<int> Main(string[] args) => args[0] == Soak ? SoakProgram.RunAsync(args[1..]) : ShopProgram.RunAsync(args[1..]);
}
