using System.Net;
using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>A Prometheus of one test's own that scrapes one worker, and evaluates the rules, every half second.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    /// <summary>How often it scrapes and evaluates.</summary>
    public static readonly TimeSpan ScrapeInterval = TimeSpan.FromMilliseconds(500);

    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private PrometheusProcess(DirectoryInfo folder, ChildProcess process, Uri url) =>
        (_folder, _process, _client) = (folder, process, new HttpClient { BaseAddress = url });

    /// <summary>Its file; the test is ignored where it is not there.</summary>
    public static string Program =>
        ChildProcess.Needed("prometheus", "'prometheus' is not in the PATH; Debian's package 'prometheus' brings it.");

    /// <summary>Starts it.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="worker">What it scrapes.</param>
    /// <param name="alerting">The sections of its settings that say where alerts go and under which labels; none by default.</param>
    /// <param name="more">Further arguments.</param>
    public static PrometheusProcess Start(string program, Uri worker, string alerting = "", params IEnumerable<string> more)
    {
        var folder = Directory.CreateTempSubdirectory("prometheus-");
        var settings = Path.Combine(folder.FullName, "prometheus.yml");
        File.WriteAllText(settings, $"""
            global:
              evaluation_interval: 500ms
            {alerting}
            rule_files: ['{Repository.Root}/prometheus/rules/*.yml']
            scrape_configs:
              - job_name: etl
                scrape_interval: 500ms
                scrape_timeout: 500ms
                static_configs:
                  - targets: ['{worker.Authority}']
            """);
        var address = $"127.0.0.1:{ChildProcess.FreePort()}";
        var process = ChildProcess.Start(
            [program, $"--config.file={settings}", $"--storage.tsdb.path={folder.FullName}/data", $"--web.listen-address={address}",
                "--log.level=error", .. more]);
        return new PrometheusProcess(folder, process, new Uri($"http://{address}"));
    }

    /// <summary>The label sets of a metric that it knows; none while it does not answer.</summary>
    public async Task<List<Dictionary<string, string>>> SeriesAsync(string selector)
    {
        try
        {
            using var answer = JsonDocument.Parse(await _client.GetStringAsync($"/api/v1/series?match[]={Uri.EscapeDataString(selector)}"));
            return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(
                series => series.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!))];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    /// <summary>How many series an expression has now; none while Prometheus does not answer.</summary>
    /// <exception cref="FormatException">It refuses the expression.</exception>
    public async Task<int> QueryAsync(string expression)
    {
        try
        {
            using var response = await _client.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
            // It listens a moment before it can answer.
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                return 0;
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return answer.RootElement.TryGetProperty("error", out var error)
                ? throw new FormatException($"{expression}: {error.GetString()}")
                : answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength();
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>All rules as last evaluated: name, <c>ok</c> or what went wrong, and of alerts the state; none while it does not
    /// answer.</summary>
    public async Task<List<(string Name, string Health, string? State)>> RulesAsync()
    {
        try
        {
            using var answer = JsonDocument.Parse(await _client.GetStringAsync("/api/v1/rules"));
            return [.. from rules in answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
                       from rule in rules.GetProperty("rules").EnumerateArray()
                       let error = rule.TryGetProperty("lastError", out var said) ? said.GetString() : null
                       let state = rule.TryGetProperty("state", out var text) ? text.GetString() : null
                       select (rule.GetProperty("name").GetString()!, error ?? rule.GetProperty("health").GetString()!, state)];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    /// <summary>Posts to an endpoint; null while nobody listens there.</summary>
    public async Task<HttpStatusCode?> PostAsync(string path)
    {
        try
        {
            using var response = await _client.PostAsync(path, null);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }
}
