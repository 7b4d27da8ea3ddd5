namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The worker's user may not write the landing zone, as in a container whose volume belongs to somebody else.</summary>
internal sealed class UnwritableLandingTests
{
    [Test]
    [Fault("landing zone read-only")]
    [Platform(Exclude = "Win", Reason = "Rights of files are another matter there.")]
    public async Task A_folder_of_another_user_fails_the_run_and_is_named()
    {
        await using var test = new WorkerBundle();
        // Root may write everything.
        var user = Environment.IsPrivilegedProcess ? "nobody" : null;
        if (user is not null && await ChildProcess.TryRunAsync("runuser", "-u", user, "--", "test", "-r", WorkerProgram.Path)
            is not { Code: 0 })
            Assert.Ignore($"The user {user} cannot read the worker's program here; run the tests in another folder, or not as root.");
        await test.BeforehandAsync();
        var before = await test.Database.ChecksumAsync();
        var landing = test.LandingPath;
        Permit(landing, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        test.Shop.Carts.RemoveAt(0);

        string[] prefix = user is null ? [] : ["runuser", "-u", user, "--"];
        var run = await ChildProcess.RunAsync([.. prefix, .. WorkerProgram.Call("run")], test.Settings);

        Permit(landing, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.That(run.Code, Is.EqualTo(1), run.Everything);
        Assert.That(run.Error, Does.Contain("failed (landing_unavailable): ").And.Contain(landing)
            .And.Contain("give the worker's user the right to write"));
        run.ShowsNoStackTrace();
        Assert.That(await test.LedgerAsync(), Is.EqualTo(new[] { "succeeded|-", "failed|landing_unavailable" }));
        Assert.That(await test.Database.ChecksumAsync(), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(landing, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    /// <summary>Sets the rights of all its folders and files.</summary>
    private static void Permit(string landing, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var folder in Directory.GetDirectories(landing, "*", SearchOption.AllDirectories).Append(landing))
            File.SetUnixFileMode(folder, mode);
        // What another user landed is closed to this one; here it may be read, and only writing fails.
        foreach (var file in Directory.GetFiles(landing, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(file, mode & ~(UnixFileMode.UserExecute | UnixFileMode.OtherExecute));
    }
}
