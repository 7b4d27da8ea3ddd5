namespace EcommerceEtl.Tests.Prometheus;

/// <summary>Prometheus' own checker, from the PATH or from where <c>scripts/prometheus.sh</c> puts it. Where it is missing the test is
/// ignored.</summary>
internal static class PromTool
{
    private const string Missing =
        "'promtool' is neither in the PATH nor unpacked by scripts/prometheus.sh; Debian's package 'prometheus' brings it.";

    /// <summary>Where the script puts programs.</summary>
    public static string Folder => Path.Combine(Cache(), "ecommerce-etl", "prometheus", "usr", "bin");

    /// <summary>Runs it in the folder <c>prometheus</c>.</summary>
    public static Task<WorkerExit> RunAsync(params string[] arguments) => ChildProcess.RunAsync(
        ["sh", "-c", "cd \"$0\" && exec \"$@\"", Path.Combine(Repository.Root, "prometheus"), Find(), .. arguments]);

    private static string Find() =>
        ChildProcess.Needed("promtool", Missing, Folder);

    private static string Cache() => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
        ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
