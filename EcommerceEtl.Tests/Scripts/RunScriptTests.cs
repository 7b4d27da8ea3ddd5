using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Scripts;

/// <summary><c>run.sh</c> with the real worker, the real sample shop and a real database; only the build is left out.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class RunScriptTests
{
    private const string Running = "The worker now runs by itself";

    private readonly ScriptFolder _folder = new();
    private readonly Dictionary<string, string?> _environment;
    private readonly string _data;
    private readonly string _page = $"http://127.0.0.1:{ChildProcess.FreePort()}";

    public RunScriptTests()
    {
        _folder.BuiltAlready();
        _data = Path.Combine(_folder.Root, "data folder");
        // Ports of its own: two scripts that look for a free one in the same moment find the same.
        _environment = _folder.Environment(
            ("Http__Retries", "0"), ("Stores__0__Cron", "* * * * * ?"), ("ASPNETCORE_URLS", $"http://127.0.0.1:{ChildProcess.FreePort()}"),
            ("Web__Urls", _page));
    }

    /// <summary>The page of the shop, once the worker listens.</summary>
    private async Task<string> PageAsync(ChildProcess script)
    {
        using var client = new HttpClient();
        var html = "";
        await ChildProcess.PollAsync(
            async () =>
            {
                try
                {
                    html = await client.GetStringAsync(_page);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => $"No page at {_page}.", script);
        return html;
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (Directory.Exists(_data))
            await RunAsync("--reset", "--yes");
        _folder.Dispose();
    }

    [Test]
    public async Task It_loads_the_sample_shop_and_stop_ends_all_that_works_on_the_folder()
    {
        await using var script = Start();
        await script.LineAsync(Running);
        await script.LineAsync($"The shop's figures as a page: {_page}");
        Assert.That(await PageAsync(script), Does.Contain("<h1>sample</h1>").And.Contain("Total Revenue"));
        var processes = await ProcessesAsync();
        Assert.That(processes.Keys, Is.EquivalentTo(new[] { "run.sh", "worker", "shop" }));
        Assert.That(processes["run.sh"], Is.EqualTo(script.Id));
        Assert.That(Lives(Server), "the database runs");
        Assert.That(CommandLines(), Has.None.Contains(File.ReadAllText(Path.Combine(_data, "postgres/password")).Trim()),
            "the password is in no command line");

        var stop = await RunAsync("--stop");

        var ended = await script.ExitAsync();
        Assert.That(stop.Code, Is.Zero, stop.Everything);
        Assert.That(stop.Output, Does.Contain($"Ending run.sh (process {script.Id})").And.Contain("Nothing runs any more"));
        Assert.That(ended.Everything, Does.Contain("Ended. The data are in"));
        Assert.That(processes.Values.Where(Lives), Is.Empty);
        Assert.That(File.Exists(Path.Combine(_data, "postgres/data/postmaster.pid")), Is.False);
        Assert.That(ended.Output, Does.Match($"(?m)^  {Regex.Escape(_data)}/landing\n    what was fetched"), "a long path has a line");
        // What its hints say can be typed as it stands, wherever the data lie.
        var hints = ended.Output.Split('\n')
            .SelectMany(line => Regex.Matches(line, @"\S*run\.sh\b.*?(?=  |;| goes| deletes|$)").Select(hint => hint.Value)).ToList();
        Assert.That(hints, Has.Count.GreaterThanOrEqualTo(3).And.All.Contains($"--data {_data.Replace(" ", "\\ ")}"), ended.Output);
    }

    [Test]
    public async Task Stop_ends_a_worker_and_a_shop_whose_script_was_killed()
    {
        await using var script = Start();
        await script.LineAsync(Running);
        var processes = await ProcessesAsync();
        await script.SignalAsync("KILL");
        Assert.That(Lives(processes["worker"]) && Lives(processes["shop"]), "they outlive it");

        var stop = await RunAsync("--stop");

        Assert.That(stop.Code, Is.Zero, stop.Everything);
        Assert.That(stop.Output, Does.Contain($"Ending worker (process {processes["worker"]})")
            .And.Contain($"Ending shop (process {processes["shop"]})"));
        Assert.That(processes.Values.Where(Lives), Is.Empty);
    }

    [Test]
    public async Task A_number_that_another_process_has_by_now_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_data, "processes"));
        File.WriteAllText(Path.Combine(_data, ".ecommerce-etl"), "");
        File.WriteAllText(Path.Combine(_data, "processes", $"{Environment.ProcessId}"), "run.sh 1\n");

        var stop = await RunAsync("--stop");

        Assert.That(stop.Code, Is.Zero, stop.Everything);
        Assert.That(stop.Output, Does.Not.Contain("Ending"));
    }

    [Test]
    public async Task A_first_run_that_fails_does_not_end_it()
    {
        await using var shop = await ShopDouble.FakeStoreAsync();
        await using var database = await TestDatabase.CreateAsync();
        shop.Instead = Failing;
        _environment["ConnectionStrings__Warehouse"] = database.ConnectionString;
        await using var script = Start("--store-url", shop.Url);

        Assert.That(await script.LineAsync("The first run failed"), Does.Contain("The worker goes on by its schedule and tries again"));
        await script.LineAsync(Running);
        var asked = new TaskCompletionSource();
        shop.Instead = null;
        shop.Before = _ => { asked.TrySetResult(); return false; };
        await asked.Task;

        await script.SignalAsync("TERM");
        await script.ExitAsync();
    }

    [Test]
    public async Task A_first_run_that_fails_ends_it_where_nothing_would_follow()
    {
        await using var shop = await ShopDouble.FakeStoreAsync();
        await using var database = await TestDatabase.CreateAsync();
        shop.Instead = Failing;
        _environment["ConnectionStrings__Warehouse"] = database.ConnectionString;

        var once = await RunAsync("--once", "--store-url", shop.Url);
        _environment["Stores__0__Currency"] = "dollars";
        var wrong = await RunAsync("--store-url", shop.Url);

        Assert.That(once.Code, Is.EqualTo(1), once.Everything);
        Assert.That(once.Output, Does.Contain("The first run failed").And.Not.Contain("goes on"));
        Assert.That(wrong.Code, Is.EqualTo(2), wrong.Everything);
        Assert.That(wrong.Error, Does.Contain("Stores:0:Currency"));
        Assert.That(wrong.Output, Does.Not.Contain(Running));
    }

    [Test]
    public async Task The_password_of_a_database_is_read_from_a_file_and_shown_to_nobody()
    {
        const string secret = "planted-4711";
        await using var shop = await ShopDouble.FakeStoreAsync();
        await using var database = await TestDatabase.CreateAsync();
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        shop.Instead = context => { asked.TrySetResult(); return Answer(context); };
        var file = Path.Combine(_folder.Root, "connection");
        File.WriteAllText(file, $"{database.ConnectionString};Password={secret}\n");

        await using var script = Start("--once", "--store-url", shop.Url, "--database-file", file);
        await asked.Task;
        var seen = CommandLines();
        go.SetResult();
        var ended = await script.ExitAsync();

        Assert.That(ended.Code, Is.Zero, ended.Everything);
        Assert.That(ended.Output, Does.Contain("Top 5 products").And.Contain($"--database-file {file}"));
        Assert.That(seen, Has.Some.Contains("EcommerceEtl.Worker.dll").And.None.Contains(secret));
        Assert.That(ended.Everything, Does.Not.Contain(secret));

        async Task Answer(Microsoft.AspNetCore.Http.HttpContext context)
        {
            await go.Task;
            shop.Instead = null;
            await shop.AnswerAsync(context);
        }
    }

    [Test]
    public async Task A_folder_that_it_did_not_make_is_neither_used_nor_deleted()
    {
        Directory.CreateDirectory(_data,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var letter = Path.Combine(_data, "letter.txt");
        File.WriteAllText(letter, "dear");
        var mode = File.GetUnixFileMode(_data);

        var used = await RunAsync("--once");
        var stopped = await RunAsync("--stop");
        var reset = await RunAsync("--reset", "--yes");

        Assert.That((used.Code, stopped.Code, reset.Code), Is.EqualTo((2, 2, 2)), used.Everything + stopped.Everything + reset.Everything);
        Assert.That(used.Error, Does.Contain("holds files that run.sh did not make"));
        Assert.That(reset.Error, Does.Contain("did not make the folder"));
        Assert.That(Directory.GetFileSystemEntries(_data), Is.EqualTo(new[] { letter }));
        Assert.That(File.GetUnixFileMode(_data), Is.EqualTo(mode));
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    public async Task A_folder_of_the_version_that_set_no_mark_is_known_by_what_is_in_it()
    {
        Directory.CreateDirectory(Path.Combine(_data, "landing"));
        File.WriteAllText(Path.Combine(_data, "epoch"), "2026-11-01T00:00:00Z\n");
        File.WriteAllText(Path.Combine(_data, "lock"), "");

        var reset = await RunAsync("--reset", "--yes");

        Assert.That(reset.Code, Is.Zero, reset.Everything);
        Assert.That(Directory.Exists(_data), Is.False);
    }

    [Test]
    public async Task Nobody_else_may_look_into_the_folder()
    {
        await using var shop = await ShopDouble.FakeStoreAsync();
        await using var database = await TestDatabase.CreateAsync();
        _environment["ConnectionStrings__Warehouse"] = database.ConnectionString;

        var run = await RunAsync("--once", "--store-url", shop.Url);

        Assert.That(run.Code, Is.Zero, run.Everything);
        Assert.That(File.GetUnixFileMode(_data), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(File.Exists(Path.Combine(_data, ".ecommerce-etl")));
    }

    private static Task Failing(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    }

    private string[] Call(string[] args) => ScriptFolder.Call("run.sh", ["--data", _data, .. args]);

    private ChildProcess Start(params string[] args) => ChildProcess.Start(Call(args), _environment);

    private Task<WorkerExit> RunAsync(params string[] args) => ChildProcess.RunAsync(Call(args), _environment);

    private int Server =>
        int.Parse(File.ReadLines(Path.Combine(_data, "postgres/data/postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>What works on the folder, by its notes, once the worker is there.</summary>
    private async Task<Dictionary<string, int>> ProcessesAsync()
    {
        Dictionary<string, int> found = [];
        await ChildProcess.PollAsync(
            () =>
            {
                found = new DirectoryInfo(Path.Combine(_data, "processes")).EnumerateFiles()
                    .ToDictionary(file => File.ReadAllText(file.FullName).Split(' ')[0],
                    file => int.Parse(file.Name, CultureInfo.InvariantCulture));
                return Task.FromResult(found.ContainsKey("worker"));
            },
            () => $"There is no worker, only {string.Join(", ", found.Keys)}.");
        return found;
    }

    /// <summary>True if the process is there and has not ended; one that has may wait for its parent to look.</summary>
    private static bool Lives(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The command lines of all processes, which everybody on this machine can read.</summary>
    private static List<string> CommandLines()
    {
        List<string> lines = [];
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                lines.Add(Encoding.UTF8.GetString(File.ReadAllBytes($"{process}/cmdline")).Replace('\0', ' '));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        return lines;
    }
}
