namespace EcommerceEtl.Tests.Worker;

/// <summary>The worker's program file, for tests that start it as a process of its own.</summary>
internal static class WorkerProgram
{
    /// <summary>Environment variable with a folder that holds the worker compiled ahead of time. Half of what a short-lived worker does is
    /// compiling itself, so <c>./test.sh</c> makes such a folder; where it is not set, the one of the tests' own output is
    /// started.</summary>
    public const string Variable = "ECOMMERCE_ETL_TEST_WORKER";

    /// <summary>The program that runs assemblies.</summary>
    public static string Host { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string Path { get; } = System.IO.Path.Combine(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder
            : AppContext.BaseDirectory, "EcommerceEtl.Worker.dll");

    /// <summary>The words of a command line of the worker.</summary>
    public static string[] Call(params string[] args) => [Host, Path, .. args];
}
