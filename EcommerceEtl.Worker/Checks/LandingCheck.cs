using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Worker.Checks;

/// <summary>Looks at the landing zone: whether it can be written, and what is damaged in it.</summary>
internal sealed class LandingCheck(WorkerSettings settings, LandingZone zone)
{
    public async Task RunAsync(Action<Finding> report, CancellationToken cancellationToken)
    {
        report(await Finding.OfAsync("landing", () => Task.FromResult(Write())));
        foreach (var store in settings.Stores)
        {
            report(await Finding.OfAsync($"landing {store.Name}", async () =>
            {
                var landed = await zone.IndexAsync(store.Name, cancellationToken);
                return landed.Damaged.IsEmpty ? $"{landed.Snapshots.Length} snapshot(s) kept" : throw landed.Damaged[0].Error;
            }));
        }
    }

    private string Write()
    {
        var folder = Path.GetFullPath(settings.Landing.Path);
        var probe = Path.Combine(folder, $".check-{Guid.NewGuid():N}");
        try
        {
            DurableFile.Write(probe, probe + ".tmp", file => file.WriteByte(0));
            File.Delete(probe);
            return $"{folder} can be written, {new DriveInfo(folder).AvailableFreeSpace / 1e9:0.0} GB free";
        }
        catch (Exception error) when (LandingErrors.IsFileSystem(error))
        {
            throw LandingErrors.CannotWrite(folder, error);
        }
    }
}
