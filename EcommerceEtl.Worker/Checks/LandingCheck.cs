using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Checks;

/// <summary>Looks at the landing zone: whether it can be written, whether there is room for a day's files, and what is damaged in
/// it.</summary>
/// <param name="clock">Says what the last day is.</param>
/// <param name="freeBytes">Free space of a folder's disk; asks the system by default.</param>
internal sealed class LandingCheck(WorkerSettings settings, LandingZone zone, TimeProvider clock, Func<string, long>? freeBytes = null)
{
    private const long GiB = 1L << 30;

    private readonly Func<string, long> _freeBytes = freeBytes ?? (folder => new DriveInfo(folder).AvailableFreeSpace);

    public async Task RunAsync(Action<CheckResult> report, CancellationToken cancellationToken)
    {
        report(await CheckResult.OfAsync("landing", () => Task.FromResult(Write())));
        foreach (var store in settings.Stores)
        {
            report(await CheckResult.OfAsync($"landing {store.Name}", async () =>
            {
                var landed = await zone.IndexAsync(store.Name, cancellationToken);
                return landed.Damaged.IsEmpty ? $"{Counted.Of(landed.Snapshots.Length, "snapshot")} kept" : throw landed.Damaged[0].Error;
            }));
        }
    }

    private string Write()
    {
        var folder = Path.GetFullPath(settings.Landing.Path);
        var probe = Path.Combine(folder, $".check-{Guid.NewGuid():N}");
        return LandingErrors.Writing(folder, () =>
        {
            DurableFile.Write(probe, probe + ".tmp", file => file.WriteByte(0));
            File.Delete(probe);
            return Room(folder);
        });
    }

    /// <summary>A store whose every element changes lands as much in a day as it did in the last one.</summary>
    private string Room(string folder)
    {
        var since = clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1);
        var day = new DirectoryInfo(folder)
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(file => file.LastWriteTimeUtc >= since).Sum(file => file.Length);
        var free = _freeBytes(folder);
        return free >= Math.Max(GiB, day)
            ? FormattableString.Invariant(
            $"{folder} can be written, {free / (double)GiB:0.0} GiB free; {day / (double)GiB:0.0} GiB came in the last 24 hours")
            : throw new EtlException(
                ErrorCode.LandingUnavailable,
                FormattableString.Invariant(
                    $"The landing zone {folder} can be written, but only {free / (double)GiB:0.00} GiB are free, and ")
                + (day > GiB ? FormattableString.Invariant($"{day / (double)GiB:0.00} GiB came in the last 24 hours. ")
                    : "it needs 1 GiB. ")
                + "Free space there, keep snapshots for fewer days (Landing:RetentionDays), or move the zone (Landing:Path).");
    }
}
