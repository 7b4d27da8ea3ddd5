using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>
/// A store whose shop changes every cart before each worker, so that each run has much to do, and whose workers a signal ends at seeded
/// moments.
/// </summary>
internal sealed class SignalledStore : IAsyncDisposable
{
    /// <summary>So many that extract and load take as long as a process needs to notice anything.</summary>
    private const int CartCount = 2_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly Random _random;

    private SignalledStore(string name, int seed, ShopDouble shop) => (Name, _random, Shop) = (name, new Random(seed), shop);

    private enum Moment
    {
        Start,
        Extract,
        Load,
        Between,
    }

    public string Name { get; }

    public ShopDouble Shop { get; }

    /// <summary>How long each end took from its signal.</summary>
    public List<TimeSpan> Ends { get; } = [];

    /// <summary>The last signal, for messages.</summary>
    public string Last { get; private set; } = "no signal";

    public static async Task<SignalledStore> OpenAsync(string name, int seed) => new(name, seed, await ShopDouble.FakeStoreAsync());

    /// <summary>Starts a worker and ends it at one moment or another; it must end with 0, and soon.</summary>
    public async Task SignalAsync(Func<ServeProcess> start)
    {
        Shop.Carts = Carts(1 + Ends.Count);
        var (moment, span) = (Ends.Count % 4) switch
        {
            0 => (Moment.Extract, 60),
            1 => (Moment.Load, 400),
            2 => (Moment.Between, 1000),
            _ => (Moment.Start, 1500),
        };
        var after = TimeSpan.FromMilliseconds(span * _random.NextDouble());
        await using var worker = start();
        await ReachAsync(worker, moment);
        await Task.Delay(after);
        var (code, _, _, took) = await worker.EndAsync();
        Ends.Add(took);
        Last =
            $"signal {Ends.Count} of {Name}, {moment} + {after.TotalMilliseconds:0} ms, took {took.TotalMilliseconds:0} ms\n{worker.Log}";
        Assert.That((code, took < Soon), Is.EqualTo((0, true)), Last);
    }

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    private async Task ReachAsync(ServeProcess worker, Moment moment)
    {
        if (moment == Moment.Between)
            await worker.LineAsync(" succeeded: ");
        else if (moment == Moment.Start)
            await worker.HandlesSignalsAsync();
        else
            // The shop is asked for carts first and for products last; then the load begins.
            await AskedForAsync(moment == Moment.Extract ? "/carts" : "/products");
    }

    private async Task AskedForAsync(string path)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Shop.Before = context =>
        {
            if (context.Request.Path == path)
                asked.TrySetResult();
            return false;
        };
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Shop.Before = null;
    }

    private static JsonArray Carts(int edition) => new([.. Enumerable.Range(1, CartCount).Select(id => (JsonNode)new JsonObject
    {
        ["id"] = id,
        ["userId"] = 1 + id % 10,
        ["date"] = "2026-01-01T00:00:00Z",
        ["products"] = new JsonArray(new JsonObject { ["productId"] = 1 + id % 20, ["quantity"] = edition }),
    })]);
}
