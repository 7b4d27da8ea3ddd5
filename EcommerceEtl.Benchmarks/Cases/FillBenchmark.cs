using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using EcommerceEtl.Benchmarks.Server;
using EcommerceEtl.Sandbox;
using EcommerceEtl.Sandbox.Web;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>Fills the history of the sample shop as one of WooCommerce, and reads what is new in it, with the worker as a process of its
/// own. The shop is served by this process.</summary>
/// <param name="worker">Folder of a published worker; null for that of this build.</param>
/// <param name="rate">Requests a second while the history is filled.</param>
internal sealed class FillBenchmark(string? worker, int orders, int rate)
{
    private const int New = 100;
    private const int PageSize = 100;

    /// <summary>After its opening the shop has an order every three minutes, and little happens to those of long ago.</summary>
    private static readonly TimeSpan Opened = TimeSpan.FromDays(60);

    private readonly string _landing = Directory.CreateTempSubdirectory("ecommerce-etl-bench-landing-").FullName;
    private readonly MovedClock _clock = new();
    private readonly ConcurrentQueue<string> _asked = [];

    /// <summary>The goals and what was measured of them, as a text.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var cluster = await LocalCluster.StartAsync(kept: null, cancellationToken);
            await using var warehouse = await CaseDatabase.ForWorkerAsync(cluster.ConnectionString, cancellationToken);
            await using var shop = await ServeAsync(cancellationToken);
            var fill = await RunAsync(shop.Urls.First(), warehouse.ConnectionString, rate, cancellationToken);
            var nothing = await RunAsync(shop.Urls.First(), warehouse.ConnectionString, 1_000, cancellationToken);
            _clock.Moved += New * TimeSpan.FromMinutes(3);
            var delta = await RunAsync(shop.Urls.First(), warehouse.ConnectionString, 1_000, cancellationToken);
            var machine = await MachineFacts.ReadAsync(cluster.ConnectionString, cancellationToken);
            Goal[] goals =
            [
                new("fill: worker busy", 100 * fill.Busy.TotalSeconds / fill.Seconds, 20, AtLeast: false, "%"),
                new("fill: peak memory", fill.PeakBytes / 1e6, 150, AtLeast: false, "MB"),
                new($"{delta.Written} orders new or changed: run", delta.RunSeconds, 2, AtLeast: false, "s"),
                new("  requests beside full pages and lists", delta.Others, 10, AtLeast: false, ""),
                new("  peak memory", delta.PeakBytes / 1e6, 150, AtLeast: false, "MB"),
            ];
            return $"{machine}\n{WorkerOption.Words(worker)}, {orders} orders, {rate} requests a second while filling\n"
                + $"fill: {fill}\nnothing new: {nothing}\n{New} orders later: {delta}\n\n{Goal.Table(goals)}";
        }
        finally
        {
            Directory.Delete(_landing, recursive: true);
        }
    }

    private async Task<WebApplication> ServeAsync(CancellationToken cancellationToken)
    {
        // The orders since the opening are none of the history.
        var history = orders - (int)(Opened / TimeSpan.FromMinutes(3));
        // In the morning, so that all runs are of one day: the first run of a day compares all months.
        var now = TimeProvider.System.GetUtcNow();
        var sinceMorning = now.AddHours(-6).TimeOfDay;
        _clock.Moved = -sinceMorning;
        var opening = now - sinceMorning - Opened;
        var settings = new ShopSettings(ShopSettings.DefaultSeed, Math.Max(1, history), opening);
        var app = ShopHost.Build(settings, _clock, "http://127.0.0.1:0");
        app.Use(next => context =>
        {
            _asked.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
            return next(context);
        });
        await app.StartAsync(cancellationToken);
        return app;
    }

    private async Task<Figures> RunAsync(string shop, string database, int requestsPerSecond, CancellationToken cancellationToken)
    {
        _asked.Clear();
        var start = ChildProcess.Worker(worker, "run", "--json");
        var settings = start.Environment;
        settings["ConnectionStrings__Warehouse"] = database;
        settings["Landing__Path"] = _landing;
        settings["Stores__0__Name"] = "woo";
        settings["Stores__0__Kind"] = "WooCommerce";
        settings["Stores__0__BaseUrl"] = shop;
        settings["Stores__0__RequestsPerSecond"] = requestsPerSecond.ToString(CultureInfo.InvariantCulture);
        settings["Http__RunDeadline"] = "06:00:00";
        settings["Logging__LogLevel__Default"] = "Warning";
        var begun = Stopwatch.GetTimestamp();
        var child = await ChildProcess.RunAsync(start, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        using var answer = JsonDocument.Parse(child.Output);
        var runs = answer.RootElement.GetProperty("runs").EnumerateArray().ToList();
        return new Figures(
            seconds, runs.Sum(run => run.GetProperty("seconds").GetDouble()), child.Busy, child.PeakBytes, _asked.Count,
            _asked.Count(IsPageOfOrders), _asked.Count(IsFullPage), runs.Count,
            runs.SelectMany(run => run.GetProperty("entities").EnumerateArray())
                .Where(entity => entity.GetProperty("entity").GetString() == "carts")
                .Sum(entity => entity.GetProperty("inserted").GetInt64() + entity.GetProperty("updated").GetInt64()));
    }

    /// <summary>True for a question about whole orders; those that count or list have fewer rows or fields.</summary>
    private static bool IsPageOfOrders(string asked) =>
        IsFullPage(asked) && asked.Contains("/orders?", StringComparison.Ordinal)
        && asked.Contains("line_items", StringComparison.Ordinal);

    /// <summary>True for a question about a page of any list, stamps of orders, customers and products among them.</summary>
    private static bool IsFullPage(string asked) =>
        asked.EndsWith(string.Create(CultureInfo.InvariantCulture, $"per_page={PageSize}"), StringComparison.Ordinal);

    /// <summary>The time of the machine, and more.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Moved { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Moved;
    }

    /// <param name="Seconds">Wall time of the process.</param>
    /// <param name="RunSeconds">The same of its runs alone.</param>
    /// <param name="Written">Orders that were inserted or updated.</param>
    private sealed record Figures(
        double Seconds, double RunSeconds, TimeSpan Busy, long PeakBytes, int Requests, int Pages, int FullPages, int Runs, long Written)
    {
        public int Others => Requests - FullPages;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Written} orders in {Runs} runs, {Seconds:0.0} s ({RunSeconds:0.00} s in runs), processor {Busy.TotalSeconds:0.0} s, "
            + $"{Requests} requests, of which {Pages} pages of whole orders and {FullPages - Pages} of other lists, "
            + $"peak {PeakBytes / 1e6:0} MB");
    }
}
