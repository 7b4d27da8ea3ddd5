using System.Net;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What an endpoint answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body);

/// <summary><c>serve</c> as a process of its own, with its settings in the environment and its endpoints on a port of its own.</summary>
internal sealed class ServeProcess : ChildProcess
{
    private readonly HttpClient _client;

    private ServeProcess(IReadOnlyDictionary<string, string?> settings, Uri url)
        : base(WorkerProgram.Call("serve"), settings) =>
        (Url, _client) = (url, new HttpClient { BaseAddress = url, Timeout = Limit });

    /// <summary>Where its endpoints are.</summary>
    public Uri Url { get; }

    /// <summary>Starts the worker.</summary>
    public static ServeProcess Start(IReadOnlyDictionary<string, string?> settings)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var all = new Dictionary<string, string?>(settings);
        all.TryAdd("ASPNETCORE_URLS", url.AbsoluteUri);
        all.TryAdd("Web__Enabled", "false");
        return new ServeProcess(all, url);
    }

    /// <summary>Asks an endpoint; null while nobody listens there.</summary>
    public async Task<Answer?> TryGetAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(path);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Asks an endpoint that must answer.</summary>
    public async Task<Answer> GetAsync(string path) =>
        await TryGetAsync(path) ?? throw new InvalidOperationException($"Nobody answers.\n{Log}");

    /// <summary>Asks an endpoint until it answers with a status.</summary>
    public Task<Answer> UntilAsync(string path, HttpStatusCode status) => UntilAsync(path, answer => answer.Status == status);

    /// <summary>Asks an endpoint until its answer will do.</summary>
    public async Task<Answer> UntilAsync(string path, Func<Answer, bool> enough)
    {
        Answer? answer = null;
        await PollAsync(
            async () => (answer = await TryGetAsync(path)) is not null && enough(answer),
            () => $"{path} answered {answer?.Status} {answer?.Body}\n{Log}", this);
        return answer!;
    }

    /// <summary>Waits until the worker is ready.</summary>
    public Task ReadyAsync() => UntilAsync("/health/ready", HttpStatusCode.OK);

    /// <summary>Waits until the worker's endpoints answer, whatever its state.</summary>
    public Task ListensAsync() => PollAsync(async () => await TryGetAsync("/health/live") is not null, () => Log, this);

    /// <summary>
    /// Waits until the worker has gone beyond its first line, which is where it begins to handle signals: one that comes sooner ends the
    /// process the system's way. Its second line loads the command line's library; Linux alone shows what a process has loaded.
    /// </summary>
    public Task HandlesSignalsAsync() => PollAsync(
        () => Task.FromResult(File.ReadAllText($"/proc/{Id}/maps").Contains("/System.CommandLine.dll", StringComparison.Ordinal)),
        () => $"It never began.\n{Log}", this);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _client.Dispose();
    }
}
