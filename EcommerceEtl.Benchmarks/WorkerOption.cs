using System.CommandLine;

namespace EcommerceEtl.Benchmarks;

/// <summary><c>--worker</c>: which worker is measured.</summary>
internal static class WorkerOption
{
    public static Option<string?> Create() => new("--worker")
    {
        Description = "Folder of a published worker (dotnet publish EcommerceEtl.Worker -c Release -o FOLDER), which is compiled ahead as "
            + "in the Docker image; else the one of the benchmark's own build, which is not.",
    };

    /// <summary>Names the worker in a report.</summary>
    public static string Words(string? worker) => worker is null ? "worker of this build" : "published worker";
}
