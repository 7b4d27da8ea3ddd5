namespace EcommerceEtl.Tests.Prometheus;

/// <summary>An Alertmanager of one test's own, with the settings that <c>scripts/make-alerting.sh</c> makes.</summary>
internal sealed class AlertmanagerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;

    private AlertmanagerProcess(DirectoryInfo folder, ChildProcess process, string address) =>
        (_folder, _process, Address) = (folder, process, address);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public string Log => _process.Log;

    /// <summary>A program of Debian's package; the test is ignored where it is not there.</summary>
    public static string Program(string name) => ChildProcess.Needed(
        name, $"'{name}' is neither in the PATH nor unpacked by scripts/prometheus.sh; Debian's package prometheus-alertmanager brings it.",
        PromTool.Folder);

    /// <summary>What the script makes of variables, or says of them.</summary>
    public static Task<WorkerExit> SettingsAsync(params (string Key, string Value)[] variables) => ChildProcess.RunAsync(
        ["sh", Path.Combine(Repository.Root, "scripts/make-alerting.sh")],
        variables.ToDictionary(pair => pair.Key, string? (pair) => pair.Value));

    /// <summary>Writes settings into a file; the message's template is the repository's.</summary>
    public static string Write(DirectoryInfo folder, string settings)
    {
        var file = Path.Combine(folder.FullName, "alertmanager.yml");
        File.WriteAllText(file, settings.Replace("/etc/alertmanager/", $"{Repository.Root}/alertmanager/", StringComparison.Ordinal));
        return file;
    }

    /// <summary>Starts it; it sends at once what the settings would have wait.</summary>
    /// <param name="settings">As the script made them.</param>
    public static async Task<AlertmanagerProcess> StartAsync(string settings)
    {
        string[] program = await WordsAsync(Program("prometheus-alertmanager"));
        var folder = Directory.CreateTempSubdirectory("alertmanager-");
        var file = Write(folder, settings.Replace("group_wait: 30s", "group_wait: 100ms", StringComparison.Ordinal)
            .Replace("group_interval: 5m", "group_interval: 500ms", StringComparison.Ordinal));
        var address = $"127.0.0.1:{ChildProcess.FreePort()}";
        var process = ChildProcess.Start(
            [.. program, $"--config.file={file}", $"--storage.path={folder.FullName}/data", $"--web.listen-address={address}",
                "--cluster.listen-address="]);
        return new AlertmanagerProcess(folder, process, address);
    }

    /// <summary>Debian's program reads a file of its package below /usr/share. Where the package is unpacked and not installed, the program
    /// gets a view of its own of that folder.</summary>
    private static async Task<string[]> WordsAsync(string program)
    {
        if (File.Exists("/usr/share/prometheus/alertmanager/default.tmpl"))
            return [program];
        var unpacked = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "../share"));
        string[] words = ["unshare", "--map-root-user", "--mount", "sh", "-c",
            $"mount -t overlay overlay -o 'lowerdir={unpacked}:/usr/share' /usr/share && exec \"$@\"", "sh"];
        var tried = await ChildProcess.TryRunAsync([.. words, program, "--version"]);
        return tried is { Code: 0 } ? [.. words, program] : throw new IgnoreException(
            $"Debian's package prometheus-alertmanager is unpacked and not installed, and cannot be run so: {tried?.Error}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
