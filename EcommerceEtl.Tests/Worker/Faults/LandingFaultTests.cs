namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The disk of the landing zone is full, cannot be written or loses a byte: the database is not touched, and the file is
/// named.</summary>
public sealed class LandingFaultTests : IAsyncDisposable
{
    private readonly FaultBench _bench = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("landing-");

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [FaultCase("landing zone full", "size=4k")]
    [FaultCase("landing zone read-only", "size=64k,ro", Of = "mounted so")]
    public async Task A_disk_that_takes_no_more_fails_the_run_and_keeps_no_partial_file(string options)
    {
        if (await ChildProcess.TryRunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", _folder.FullName) is not { Code: 0 })
            Assert.Ignore("This user cannot mount a tmpfs here; run the tests as root to try a full disk.");
        try
        {
            Use(_folder.FullName);

            await _bench.FailsAsync(ErrorCode.LandingUnavailable, transient: true, _folder.FullName, "Landing:Path");

            Assert.That(Directory.GetFiles(_folder.FullName, "*.tmp", SearchOption.AllDirectories), Is.Empty);
        }
        finally
        {
            await ChildProcess.RunAsync(["umount", _folder.FullName]);
        }
    }

    [Test]
    [Fault("landing zone read-only")]
    public async Task A_file_in_the_place_of_the_folder_fails_the_run()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "fakestore"), "in the way");
        Use(_folder.FullName);

        await _bench.FailsAsync(ErrorCode.LandingUnavailable, transient: true, _folder.FullName, "Landing:Path");
    }

    [Test]
    [Fault("landed file damaged")]
    public async Task A_file_that_is_damaged_between_extract_and_load_is_named_and_nothing_of_the_run_stays()
    {
        _bench.Shop.Carts.RemoveAt(0);
        _bench.Shop.Before = context =>
        {
            // The last of the three questions: by then carts and customers have been landed.
            foreach (var chunk in context.Request.Path == "/products"
                ? Directory.GetFiles(_bench.Pipeline.LandingPath, "*.gz", SearchOption.AllDirectories) : [])
                Damage(chunk);
            return false;
        };

        await _bench.FailsAsync(
            ErrorCode.LandingDamaged, transient: false, Path.Combine(_bench.Pipeline.LandingPath, "fakestore", "chunks"), ".ndjson.gz",
            "or run the store again");

        _bench.Shop.Before = null;
        await _bench.SucceedsAsync();
        await _bench.Pipeline.Database.GivesAsync("SELECT count(*) FROM carts", ["6"], "an extract writes damaged files anew");
    }

    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^12] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private void Use(string landing) =>
        _bench.Pipeline.Settings = _bench.Pipeline.Settings with { Landing = _bench.Pipeline.Settings.Landing with { Path = landing } };
}
