namespace EcommerceEtl.Tests.Soak;

/// <summary>What a worker holds after so many runs.</summary>
/// <param name="Runs">Runs so far.</param>
/// <param name="Memory">Resident memory, bytes.</param>
/// <param name="Live">Managed memory that is still in use after a full collection, bytes.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Handles">Open files and sockets of the process.</param>
/// <param name="Connections">Its sessions in the database.</param>
/// <param name="Temporary">Files in the folder for temporary ones, and half-written ones in the landing zone.</param>
/// <param name="LandingFiles">Files of the landing zone.</param>
/// <param name="LandingBytes">Their size, bytes.</param>
/// <param name="RunTime">What a run took since the last sample, its wait for the next one included.</param>
internal sealed record SoakSample(
    int Runs, long Memory, long Live, int Threads, int Handles, int Connections, int Temporary, int LandingFiles, long LandingBytes,
    TimeSpan RunTime)
{
    /// <summary>So many samples even out what else the machine does. With fewer, resident memory may differ by what the garbage
    /// collector happens to keep, and the managed memory in use is what shows a leak.</summary>
    private const int Enough = 30;

    /// <param name="said">What the worker said of itself.</param>
    /// <param name="runTime">What a run took.</param>
    /// <param name="pipeline">Its database and landing zone.</param>
    /// <param name="temporary">Its folder for temporary files.</param>
    public static async Task<SoakSample> TakeAsync(string said, TimeSpan runTime, PipelineBundle pipeline, string temporary)
    {
        var numbers = said.Split(' ')[1..].Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var sessions = await pipeline.Database.RowsAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'ecommerce-etl%'");
        var files = new DirectoryInfo(pipeline.LandingPath).GetFiles("*", SearchOption.AllDirectories);
        return new SoakSample(
            (int)numbers[0], numbers[1], numbers[2], (int)numbers[3], (int)numbers[4], int.Parse(sessions[0], CultureInfo.InvariantCulture),
            Directory.GetFileSystemEntries(temporary)
                .Count(entry => !Path.GetFileName(entry).StartsWith("clr-debug-pipe", StringComparison.Ordinal)
                && !Path.GetFileName(entry).StartsWith("dotnet-diagnostic", StringComparison.Ordinal))
                + files.Count(file => file.Extension == ".tmp"),
            files.Length, files.Sum(file => file.Length), runTime);
    }

    /// <summary>As many threads of the pool come and go on a busy machine, which a median of few samples shows.</summary>
    private const long PoolThreads = 6;

    /// <summary>What is larger in the last third of some samples than it was in the first, a line each.</summary>
    public static IReadOnlyList<string> Growth(IReadOnlyList<SoakSample> samples)
    {
        var (first, last) = (samples.Take(samples.Count / 3).ToList(), samples.TakeLast(samples.Count / 3).ToList());
        (string What, Func<SoakSample, long> Of, double Factor, long More)[] bounds =
        [
            ("resident memory", sample => sample.Memory, samples.Count < Enough ? 1.3 : 1.05, 4 << 20),
            ("managed memory in use", sample => sample.Live, 1.02, 256 << 10),
            ("threads", sample => sample.Threads, 1, samples.Count < Enough ? PoolThreads : 2),
            ("open files", sample => sample.Handles, 1, samples.Count < Enough ? 8 : 2),
            ("connections", sample => sample.Connections, 1, 1), ("temporary files", sample => sample.Temporary, 1, 0),
            ("files in the landing zone", sample => sample.LandingFiles, 1.02, 0),
            ("bytes in the landing zone", sample => sample.LandingBytes, 1.05, 0),
            ("microseconds of a run", sample => samples.Count < Enough ? 0 : (long)sample.RunTime.TotalMicroseconds, 2, 50_000),
        ];
        return
        [
            .. bounds.Where(bound => Median(last, bound.Of) > Median(first, bound.Of) * bound.Factor + bound.More)
                .Select(bound => $"{bound.What}: {Median(first, bound.Of)} in the first third, {Median(last, bound.Of)} in the last"),
        ];
    }

    /// <summary>Some twenty of the samples, for people.</summary>
    public static string Table(IReadOnlyList<SoakSample> samples)
    {
        var step = Math.Max(1, samples.Count / 20);
        var shown = samples.Where((_, at) => at % step == 0 || at == samples.Count - 1);
        return "  runs  memory MB  in use MB  threads  open files  connections  temporary  landing files  landing kB  ms a run\n"
            + string.Join('\n', shown.Select(sample => string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.Runs,6} {sample.Memory / 1e6,10:0.0} {sample.Live / 1e6,10:0.00} "
            + $"{sample.Threads,8} {sample.Handles,11} {sample.Connections,12} "
                + $"{sample.Temporary,10} {sample.LandingFiles,14} {sample.LandingBytes / 1e3,11:0} "
                + $"{sample.RunTime.TotalMilliseconds,9:0}")));
    }

    private static long Median(List<SoakSample> samples, Func<SoakSample, long> of) =>
        samples.Select(of).Order().ElementAt(samples.Count / 2);
}
