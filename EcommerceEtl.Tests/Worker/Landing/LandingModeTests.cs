using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Worker.Landing;

/// <summary>Who may read what a run leaves in the landing zone.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed partial class LandingModeTests : IAsyncDisposable
{
    private const UnixFileMode File0640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode Folder0750 = File0640 | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Everything_that_a_run_lands_is_for_its_user_and_that_users_group()
    {
        var root = Path.Combine(_test.LandingPath, "made", "landing");
        _test.Settings["Landing__Path"] = root;

        // The most liberal umask there is.
        var exit = await RunAsync(umask: "000");

        Assert.That(exit.Code, Is.Zero, exit.Everything);
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        var folders = Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Append(root).Append(Path.GetDirectoryName(root)!);
        Assert.That(files, Has.Length.GreaterThanOrEqualTo(4), "three chunks and a manifest");
        Assert.That(files.Where(file => File.GetUnixFileMode(file) != File0640), Is.Empty);
        Assert.That(folders.Where(folder => File.GetUnixFileMode(folder) != Folder0750), Is.Empty);
    }

    [Test]
    public async Task A_stricter_umask_holds()
    {
        var exit = await RunAsync(umask: "077");

        Assert.That(exit.Code, Is.Zero, exit.Everything);
        Assert.That(Directory.GetFiles(_test.LandingPath, "*", SearchOption.AllDirectories).Select(File.GetUnixFileMode),
            Is.Not.Empty.And.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task The_folder_of_a_store_that_an_earlier_version_left_open_is_closed()
    {
        var store = Directory.CreateDirectory(
            Path.Combine(_test.LandingPath, "fakestore"), Folder0750 | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await _test.BeforehandAsync();

        Assert.That(store.UnixFileMode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute),
            Is.EqualTo(UnixFileMode.None));
    }

    [Test]
    public void Nothing_in_the_worker_makes_files_another_way() =>
        Assert.That(
            Repository.Files(".cs").Where(file => file.StartsWith("EcommerceEtl.Worker/", StringComparison.Ordinal)
                && !file.EndsWith("/DurableFile.cs", StringComparison.Ordinal))
                .SelectMany(file => Repository.Lines(file).Where(line => Making().IsMatch(line)).Select(line => (file, line))),
            Is.Empty);

    private Task<WorkerExit> RunAsync(string umask) =>
        ChildProcess.RunAsync(["sh", "-c", $"umask {umask}; exec \"$@\"", "sh", .. WorkerProgram.Call("run")], _test.Settings);

    [GeneratedRegex(
        @"FileMode\.(Create|OpenOrCreate|Append)|\bFile\.(Create|Write|Append|OpenWrite|Copy)|"
            + @"\bDirectory\.Create|CreateSubdirectory|new StreamWriter\(|GetTempFileName")]
    private static partial Regex Making();
}
