namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>Runs the bound as a process of its own.</summary>
internal static class BoundRun
{
    public static async Task<Measurement> MeasureAsync(string name, string shop, string database, CancellationToken cancellationToken)
    {
        var child =
            await ChildProcess.RunAsync(ChildProcess.Program("EcommerceEtl.Benchmarks", "bound", shop, database), cancellationToken);
        return new Measurement(name, double.Parse(child.Output, CultureInfo.InvariantCulture), child.PeakBytes);
    }
}
