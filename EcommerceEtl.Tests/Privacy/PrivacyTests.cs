using System.Text;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Privacy;

/// <summary>
/// Personal data are planted wherever a shop can put them; then all that the worker wrote is searched for them byte by byte: the database,
/// the landing zone, its logs at the most talkative level, its metrics and its traces.
/// </summary>
public sealed class PrivacyTests : IAsyncDisposable
{
    private readonly Secrets _secrets = new();
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Nothing_personal_is_kept_of_records_good_or_bad()
    {
        var (users, products, carts) = (IndiscreetShop.Users(_secrets), IndiscreetShop.Products(_secrets), IndiscreetShop.Carts(_secrets));
        _test.Shop.Instead = context =>
            Json(context, context.Request.Path.Value switch { "/users" => users, "/products" => products, _ => carts });
        var settings = Talkative(_test.Variables());
        settings["Quality__MaxRejectShare"] = "0.9";

        var output = await ServeAsync(settings, ended: 1)
            + await OutputAsync(0, settings, "replay", "--json")
            + await OutputAsync(0, settings, "quarantine", "list", "--json");
        settings["Quality__MaxRejectShare"] = "0.01";
        output += await OutputAsync(1, settings, "run");

        Assert.That(_secrets.Count, Is.GreaterThan(110));
        await _test.Database.GivesAsync("SELECT count(*) > 10 FROM quarantine", ["true"], "nothing was rejected");
        await _test.Database.GivesAsync("SELECT city FROM customers WHERE user_id IN (1, 16) ORDER BY 1", ["Nantes", "Oslo"]);
        await _test.Database.GivesAsync("SELECT outcome, error_code FROM etl_runs ORDER BY run_id DESC LIMIT 1",
            ["failed|too_many_rejects"]);
        Assert.That(output, Does.Contain("dbug").Or.Contain("trce"), "the log is not talkative");
        Assert.That(output, Does.Contain("etl_rows_rejected_total{").And.Contain("/v1/traces"), "neither metrics nor traces");
        Assert.That(await FindAsync(output), Is.Empty);
    }

    [Test]
    public async Task Nothing_personal_is_kept_of_answers_that_fail()
    {
        var answers = IndiscreetFailures.Answers(_secrets);
        var raw = IndiscreetFailures.RawShops(_secrets);
        _test.Shop.Instead = context => context.Request.Path.Value!.Split('/') switch
        {
            [_, var store, "users"] => answers[store](context),
            // Where a redirect leads.
            [_, _, _, "users"] => answers["missing"](context),
            _ => Json(context, "[]"),
        };
        var settings = Talkative(_test.Variables());
        foreach (var (name, url) in answers.Keys.Select(name => (name, $"{_test.Shop.Url}/{name}"))
            .Concat(raw.Select(shop => (shop.Key, shop.Value.Url))))
        {
            var n = settings.Keys.Count(key => key.EndsWith("__Name", StringComparison.Ordinal));
            settings[$"Stores__{n}__Name"] = name;
            settings[$"Stores__{n}__BaseUrl"] = url;
        }
        settings["Stores__0__BaseUrl"] = $"{_test.Shop.Url}/down";

        var output = await ServeAsync(settings, ended: answers.Count + raw.Count + 1);

        // Not UTF-8 in a field that is not looked at harms nobody.
        Assert.That(
            await _test.Database.RowsAsync("SELECT DISTINCT name FROM stores JOIN etl_runs USING (store_id) WHERE outcome <> 'failed'"),
            Is.SubsetOf(new[] { "latin" }));
        await _test.Database.GivesAsync("SELECT count(DISTINCT store_id), count(*) FILTER (WHERE error_code = 'unexpected') FROM "
            + "etl_runs", [$"{answers.Count + raw.Count + 1}|0"]);
        Assert.That(await FindAsync(output), Is.Empty);
        foreach (var shop in raw.Values)
            await shop.DisposeAsync();
    }

    [Test]
    public async Task What_is_planted_in_the_open_is_found()
    {
        var name = _secrets.Name("the open");
        await _test.Database.ExecuteAsync($"INSERT INTO customers VALUES (1, 1, NULL, '{name}')");
        Assert.That(await FindAsync(""), Has.Length.GreaterThanOrEqualTo(1).And.All.Contains("planted as the open"));
        // The file of a truncated table stays until the next checkpoint.
        await _test.Database.ExecuteAsync("TRUNCATE customers");
        Assert.That(await FindAsync(""), Is.Empty);

        var file = Path.Combine(_test.LandingPath, "x.ndjson.gz");
        await using (var gzip = new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"x{Convert.ToBase64String(Encoding.UTF8.GetBytes("12" + name))}"));
        Assert.That(await FindAsync(""), Has.Length.EqualTo(1).And.All.EndsWith("as base64"));
        File.Delete(file);

        Assert.That(await FindAsync(System.Text.Json.JsonSerializer.Serialize(name)), Has.Length.EqualTo(1));
    }

    private static Dictionary<string, string?> Talkative(Dictionary<string, string?> settings)
    {
        foreach (var category in new[] { "Default", "Microsoft", "System.Net.Http.HttpClient", "Quartz" })
            settings[$"Logging__LogLevel__{category}"] = "Trace";
        return settings;
    }

    /// <summary>Lets <c>serve</c> catch up on a run of each store.</summary>
    /// <returns>Its log, its metrics, and the traces it sent.</returns>
    private async Task<string> ServeAsync(Dictionary<string, string?> settings, int ended)
    {
        StringBuilder traces = new();
        await using var collector = await ShopDouble.StartAsync();
        collector.Instead = async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (traces)
                traces.AppendLine(context.Request.Path).AppendLine(Encoding.Latin1.GetString(body.ToArray()));
        };
        var more = new Dictionary<string, string?>(settings);
        foreach (var name in settings.Keys.Where(key => key.EndsWith("__Name", StringComparison.Ordinal)))
            more[name.Replace("__Name", "__Cron", StringComparison.Ordinal)] = "0 0 0 1 1 ?";
        more["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url;
        more["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        await using var worker = ServeProcess.Start(more);
        await ChildProcess.PollAsync(
            async () => await _test.Database.RowsAsync(
                "SELECT count(DISTINCT store_id) FROM etl_runs WHERE outcome <> 'running'") is [var count]
                && count == $"{ended}",
            () => worker.Log, worker);
        var metrics = (await worker.GetAsync("/metrics")).Body;
        // What has not been sent yet is sent at the end.
        Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
        lock (traces)
            return $"{worker.Log}\n{metrics}\n{traces}";
    }

    private static async Task<string> OutputAsync(int exitCode, Dictionary<string, string?> settings, params string[] command)
    {
        var exit = await ChildProcess.RunAsync(WorkerProgram.Call(command), settings);
        Assert.That(exit.Code, Is.EqualTo(exitCode), exit.Everything);
        return exit.Everything;
    }

    private async Task<string[]> FindAsync(string output)
    {
        IReadOnlyList<(string Where, byte[] Bytes)> traces =
        [
            ("the output", Encoding.UTF8.GetBytes(output)),
            .. await Traces.OfDatabaseAsync(_test.Database),
            .. Traces.OfFiles(_test.LandingPath),
        ];
        var names = Encoding.UTF8.GetBytes(string.Join('\n', traces.Select(trace => trace.Where)));
        return
        [
            .. traces.Append(("the names of files", names)).SelectMany(trace => _secrets.FindIn(trace.Item1, trace.Item2)),
            .. (await Traces.OfDatabaseFilesAsync(_test.Database))
            .SelectMany(trace => _secrets.FindIn(trace.Where, trace.Bytes, plainOnly: true)),
        ];
    }

    private static Task Json(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }
}
