using System.Text.Json;
using EcommerceEtl.Benchmarks.Bound;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>Runs the real worker's <c>run</c> as a process of its own and believes what it reports.</summary>
internal static class WorkerRun
{
    /// <param name="worker">Folder of a published worker; null for that of this build.</param>
    /// <param name="name">Name of the case.</param>
    /// <param name="shop">Address of the shop.</param>
    /// <param name="database">The warehouse.</param>
    /// <param name="landing">Folder of the landing zone.</param>
    /// <param name="written">Carts that the run must insert or update: a case that does other work is no measurement of this one.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="InvalidOperationException">It failed, or did not do what the case is about.</exception>
    public static async Task<Measurement> MeasureAsync(
        string? worker, string name, string shop, string database, string landing, long written, CancellationToken cancellationToken)
    {
        var start = ChildProcess.Worker(worker, "run", "--json");
        var settings = start.Environment;
        settings["ConnectionStrings__Warehouse"] = database;
        settings["Landing__Path"] = landing;
        settings["Stores__0__Name"] = BoundLoad.Store;
        settings["Stores__0__Kind"] = "FakeStore";
        settings["Stores__0__BaseUrl"] = shop;
        settings["Http__AttemptTimeout"] = "01:00:00";
        settings["Http__RunDeadline"] = "01:00:00";
        settings["Http__MaxBodyBytes"] = "1099511627776";
        settings["Logging__LogLevel__Default"] = "Warning";
        var child = await ChildProcess.RunAsync(start, cancellationToken);
        using var answer = JsonDocument.Parse(child.Output);
        var run = answer.RootElement.GetProperty("runs")[0];
        var carts = run.GetProperty("entities").EnumerateArray().Single(entity => entity.GetProperty("entity").GetString() == "carts");
        var wrote = carts.GetProperty("inserted").GetInt64() + carts.GetProperty("updated").GetInt64();
        if (wrote != written)
            throw new InvalidOperationException($"'{name}' wrote {wrote} carts where {written} were expected.");
        return new Measurement(
            name, run.GetProperty("seconds").GetDouble(), child.PeakBytes, run.GetProperty("extract_seconds").GetDouble());
    }
}
