using EcommerceEtl.Tests.Worker.Commands;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The worker's user may not write the landing zone, as in a container whose volume belongs to somebody else.</summary>
internal sealed class UnwritableLandingTests : CommandTestCase
{
    [Test]
    [Fault("landing zone read-only")]
    [Platform(Exclude = "Win", Reason = "Rights of files are another matter there.")]
    public async Task A_folder_of_another_user_fails_the_run_and_is_named()
    {
        await BeforehandAsync();
        var before = await Database.ChecksumAsync();
        var landing = Settings["Landing__Path"]!;
        Permit(landing, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Shop.Carts.RemoveAt(0);

        // Root may write everything.
        using var worker = WorkerProcess.Start(Settings, ["run"], user: Environment.IsPrivilegedProcess ? "nobody" : null);
        var run = await worker.ExitAsync();

        Permit(landing, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.That(run.Code, Is.EqualTo(1), run.Everything);
        Assert.That(run.Error, Does.Contain("failed (landing_unavailable): ").And.Contain(landing).And.Contain("give the worker's user the right to write"));
        run.ShowsNoStackTrace();
        Assert.That(await LedgerAsync(), Is.EqualTo(new[] { "succeeded|-", "failed|landing_unavailable" }));
        Assert.That(await Database.ChecksumAsync(), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(landing, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    /// <summary>Sets the rights of all its folders.</summary>
    private static void Permit(string landing, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var folder in Directory.GetDirectories(landing, "*", SearchOption.AllDirectories).Append(landing))
            File.SetUnixFileMode(folder, mode);
    }
}
