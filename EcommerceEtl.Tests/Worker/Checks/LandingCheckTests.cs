using EcommerceEtl.Worker.Checks;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Checks;

/// <summary>There must be room in the landing zone for what lands in a day, and for 1 GiB in any case.</summary>
public sealed class LandingCheckTests
{
    private const long GiB = 1L << 30;

    [TestCase(GiB, 0L, 0L, true)]
    [TestCase(GiB - 1, 0L, 0L, false, Description = "below 1 GiB")]
    [TestCase(2 * GiB, 2 * GiB, 0L, true)]
    [TestCase(2 * GiB, 2 * GiB + 1, 0L, false, Description = "below a day's growth")]
    [TestCase(2 * GiB, GiB, 5 * GiB, true, Description = "what is older does not count")]
    public async Task Its_free_space_must_suffice_for_a_day(long free, long today, long earlier, bool well)
    {
        using var folder = new TemporaryFolder();
        var clock = new SetClock(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        Landed(folder.Path, "today", today, clock.Now.AddHours(-23));
        Landed(folder.Path, "earlier", earlier, clock.Now.AddHours(-25));
        var settings = new WorkerSettings { Landing = new LandingOptions { Path = folder.Path }, Stores = [] };
        List<CheckResult> findings = [];

        await new LandingCheck(settings, new LandingZone(folder.Path, clock), clock, _ => free).RunAsync(findings.Add, default);

        Assert.That(findings.Select(finding => (finding.Subject, finding.Well)), Is.EqualTo(new[] { ("landing", well) }), findings[0].Says);
        if (!well)
            Assert.That(findings[0].Says, Does.StartWith("landing_unavailable: ").And.Contain(today > GiB ? "24 hours" : "1 GiB")
                .And.Contain("Landing:Path"));
    }

    /// <summary>A file of a store that takes no room, whatever its length.</summary>
    private static void Landed(string folder, string name, long bytes, DateTimeOffset at)
    {
        var chunks = Directory.CreateDirectory(Path.Combine(folder, "shop", "chunks"));
        var file = Path.Combine(chunks.FullName, name);
        using (var stream = File.Create(file))
            stream.SetLength(bytes);
        File.SetLastWriteTimeUtc(file, at.UtcDateTime);
    }
}
