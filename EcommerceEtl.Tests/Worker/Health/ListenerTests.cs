using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>Wherever the worker's endpoints listen, <c>healthcheck</c> finds them, and what keeps them from listening is said in a
/// line.</summary>
internal sealed class ListenerTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [TestCase("http://localhost:{0}")]
    [TestCase("http://127.0.0.1:{0}/")]
    [TestCase("http://127.0.0.3:{0}")]
    [TestCase("http://0.0.0.0:{0}")]
    [TestCase("http://+:{0}")]
    [TestCase("http://*:{0}")]
    [TestCase("http://[::]:{0}")]
    [TestCase("http://[::1]:{0}")]
    [TestCase("http://nobody-knows-this-name:{0}")]
    [TestCase("http://unix:{1}/etl.sock")]
    [TestCase("http://127.0.0.3:{0};http://unix:{1}/etl.sock")]
    public async Task Healthcheck_finds_every_form_of_listener_and_asks_no_proxy(string form)
    {
        using var folder = new TemporaryFolder();
        var urls = string.Format(null, form, ChildProcess.FreePort(), folder.Path);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls.Split(';'));
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => "Healthy");
        await app.StartAsync();
        _test.Settings["ASPNETCORE_URLS"] = urls;
        // The shop counts what it is asked, also as a proxy.
        foreach (var variable in new[] { "HTTP_PROXY", "http_proxy", "ALL_PROXY" })
            _test.Settings[variable] = _test.Shop.Url;
        _test.Settings["NO_PROXY"] = _test.Settings["no_proxy"] = "";

        var exit = await _test.ProcessAsync("healthcheck");

        Assert.That((exit.Code, exit.Output, exit.Error), Is.EqualTo((0, "Healthy\n", "")));
        Assert.That(_test.Shop.Requests, Is.Zero, "no proxy is asked");
    }

    [Test]
    public async Task A_worker_on_a_unix_socket_is_found_and_starts_again_where_a_killed_one_left_its_file()
    {
        using var folder = new TemporaryFolder();
        var socket = Path.Combine(folder.Path, "etl.sock");
        _test.Settings["ASPNETCORE_URLS"] = $"http://unix:{socket}";
        _test.Settings["Stores__0__Cron"] = WorkerBundle.Yearly;
        for (var round = 0; round < 2; round++)
        {
            await using var worker = _test.Serve();
            await ChildProcess.PollAsync(async () => (await _test.RunAsync("healthcheck")).Code == 0, () => worker.Log, worker);

            await worker.EndAsync("KILL");
            Assert.That(File.Exists(socket), Is.True, "nobody has tidied up");
            var exit = await _test.RunAsync("healthcheck");
            Assert.That((exit.Code, exit.ErrorLines.Length), Is.EqualTo((1, 1)), exit.Everything);
            Assert.That(exit.Error, Does.StartWith($"No worker answers at {socket}: "));
        }
    }

    [Test]
    public async Task An_address_in_use_ends_serve_with_1_and_a_line_that_says_so()
    {
        _test.Settings["ASPNETCORE_URLS"] = _test.Shop.Url;
        _test.Settings["Stores__0__Cron"] = WorkerBundle.Yearly;

        var exit = await _test.ProcessAsync("serve");

        Assert.That(exit.Code, Is.EqualTo(1), exit.Everything);
        Assert.That(exit.Error, Does.Match(
            "(?m)^The endpoints cannot be opened: .*already in use. Change ASPNETCORE_URLS, or end what listens there.$"));
        exit.ShowsNoStackTrace();
    }

    [Test]
    public async Task A_folder_that_no_socket_can_be_made_in_ends_serve_with_1_and_a_line_that_says_so()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "etl.sock");
        await File.WriteAllTextAsync(file, "no socket");
        _test.Settings["ASPNETCORE_URLS"] = $"http://unix:{file}";

        var exit = await _test.ProcessAsync("serve");

        Assert.That(exit.Code, Is.EqualTo(1), exit.Everything);
        Assert.That(exit.Error, Does.Match("(?m)^The endpoints cannot be opened: .*"));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo("no socket"), "a file that is no socket is never deleted");
        exit.ShowsNoStackTrace();
    }

    [Test]
    public async Task The_password_of_a_database_out_of_reach_is_neither_logged_nor_answered()
    {
        var nowhere = new Npgsql.NpgsqlConnectionStringBuilder(_test.Database.ConnectionString)
        { Host = "127.0.0.1", Port = 1, Password = "hunter2" };
        await using var worker = _test.Serve(("ConnectionStrings__Warehouse", nowhere.ConnectionString));
        await worker.LineAsync("Waiting for the database");
        var ready =
            await worker.UntilAsync("/health/ready", answer => answer.Body.Contains("database_unreachable", StringComparison.Ordinal));
        await worker.EndAsync();

        Assert.That(worker.Log + ready.Body, Does.Not.Contain("hunter2"));
    }
}
