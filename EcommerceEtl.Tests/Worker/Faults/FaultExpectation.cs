using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>What must be true of a fault, asserted from all sides at once.</summary>
internal static class FaultExpectation
{
    /// <summary>Run by hand and on schedule, the fault fails the run, is written down and said in plain words, and changes no row. The
    /// schedule tries once more what may pass by itself and nothing else.</summary>
    /// <param name="bench">The fault is there already.</param>
    /// <param name="code">The error code.</param>
    /// <param name="transient">True if it may pass by itself.</param>
    /// <param name="says">What the message must contain.</param>
    public static async Task FailsAsync(this FaultBench bench, ErrorCode code, bool transient, params string[] says)
    {
        var tables = await bench.Pipeline.Database.ChecksumAsync();

        var run = await bench.RunAsync();
        var slot = await bench.ServeAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Exit, Is.EqualTo(1), "exit code");
            Assert.That(await bench.Pipeline.Database.ChecksumAsync(), Is.EqualTo(tables), "tables");
            Assert.That(Directory.GetFiles(bench.Pipeline.LandingPath, "*.tmp", SearchOption.AllDirectories), Is.Empty, "partial files");
            IsWrittenDown(run, 1, code, says);
            IsWrittenDown(slot, transient ? 2 : 1, code, says);
            IsCounted(slot, code);
            Assert.That(slot.Log.Count(line => line.Text.Contains("is asked for again", StringComparison.Ordinal)),
                Is.EqualTo(transient ? 1 : 0), "another attempt");
        }
    }

    /// <summary>Run by hand, it succeeds, and the tables are then as expected.</summary>
    /// <param name="bench">The fault is there already, or over.</param>
    /// <param name="tables">What the tables' checksum must be; null if it does not matter.</param>
    /// <param name="adjust">Options of the run.</param>
    public static async Task<ObservedRun> SucceedsAsync(
        this FaultBench bench, string? tables = null, Func<EcommerceEtl.Worker.Pipeline.RunRequest,
        EcommerceEtl.Worker.Pipeline.RunRequest>? adjust = null)
    {
        var run = await bench.RunAsync(adjust);
        Succeeded(run);
        Assert.That(run.Exit, Is.Zero, "exit code");
        if (tables is not null)
            Assert.That(await bench.Pipeline.Database.ChecksumAsync(), Is.EqualTo(tables), "tables");
        return run;
    }

    /// <summary>On schedule, it succeeds at the first attempt.</summary>
    public static async Task<ObservedRun> ServesAsync(this FaultBench bench)
    {
        var slot = await bench.ServeAsync();
        Succeeded(slot);
        Assert.That(slot.Counted["etl.runs{error_code=none,outcome=succeeded,trigger=schedule}"], Is.EqualTo(1), "metric");
        return slot;
    }

    private static void Succeeded(ObservedRun run)
    {
        Assert.That(run.Ledger, Is.EqualTo(new[] { new LedgerEnd("succeeded", "-", "-") }), "ledger");
        Assert.That(run.Log.Count(line => line.Text.Contains(" succeeded: ", StringComparison.Ordinal)), Is.EqualTo(1), "log");
        Assert.That(run.Log.Where(line => line.Level >= LogLevel.Error), Is.Empty, "log");
    }

    private static void IsWrittenDown(ObservedRun found, int runs, ErrorCode code, string[] says)
    {
        var name = SnakeCase.Of(code);
        Assert.That(found.Ledger.Select(row => (row.Outcome, row.Code)), Is.EqualTo(Enumerable.Repeat(("failed", name), runs)), "ledger");
        var errors = found.Log.Where(line => line.Level >= LogLevel.Error).ToList();
        Assert.That(errors, Has.Count.EqualTo(runs), "one line of the log for each run");
        foreach (var (row, line) in found.Ledger.Zip(errors))
        {
            Assert.That(line.Text, Does.Contain($"failed ({name}): ").And.EndWith(row.Error), "log");
            Assert.That(line.Exception, Is.Null, "a failure that is understood needs no stack trace");
            Assert.That(row.Error, Does.EndWith(".").And.Not.Contain("Exception").And.Not.Contain('\n'), "a readable error");
            foreach (var word in says)
                Assert.That(row.Error, Does.Contain(word));
        }
    }

    private static void IsCounted(ObservedRun slot, ErrorCode code)
    {
        var metric = $"etl.runs{{error_code={SnakeCase.Of(code)},outcome=failed,trigger=schedule}}";
        Assert.That(
            slot.Counted.Where(counter => !counter.Key.StartsWith("etl.source.retries", StringComparison.Ordinal)),
            Is.EqualTo(new Dictionary<string, long> { [metric] = slot.Ledger.Count }), "metrics");
    }
}
