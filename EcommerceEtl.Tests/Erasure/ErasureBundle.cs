using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Privacy;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>Plants a person with an id and a city that nobody else has, erases her, and then searches everything that is left byte by
/// byte: all files of the landing zone, all tables, the log.</summary>
internal sealed class ErasureBundle : IAsyncDisposable
{
    public const long Person = 88_123_456;
    public const string City = "Zzyzx Springs";

    /// <summary>Forms in which her id could be found.</summary>
    private static readonly string[] Traits = ["88123456", "8.8123456", City];

    public PipelineBundle Pipeline { get; } = new();

    public ShopDouble Shop => Pipeline.Shop;

    /// <summary>The person as a customer, with a cart that loads and one that is rejected.</summary>
    public void Plant() => Plant(Shop);

    /// <summary>The same in any shop.</summary>
    public static void Plant(ShopDouble shop)
    {
        shop.Users.Add(JsonNode.Parse($$$"""{"id":{{{Person}}},"email":"z@zzyzx.example","address":{"city":"{{{City}}}"}}"""));
        foreach (var (id, quantity) in new[] { (500L, 3m), (501L, -1m) })
        {
            var cart = ShopDouble.NewCart(id, "2026-02-03T10:00:00Z", (2, quantity), (3, quantity));
            cart["userId"] = Person;
            shop.Carts.Add(cart);
        }
    }

    /// <summary>A run after something changed at the shop that has nothing to do with her: it lands another manifest.</summary>
    public async Task AnotherRunAsync()
    {
        Shop.AddCart(1000 + Shop.Carts.Count, "2026-02-04T00:00:00Z", (1, 1));
        await Pipeline.SucceedAsync();
    }

    /// <summary>What <c>customer erase</c> does.</summary>
    /// <param name="at">Told of each step when it begins.</param>
    /// <param name="fields">In place of what the kinds say of their fields.</param>
    /// <param name="person">Whom to erase.</param>
    public async Task<ErasureResult> EraseAsync(Action<ErasureStep>? at = null, FieldsOfKind? fields = null, long person = Person)
    {
        await using var services = Pipeline.Services();
        var sources = services.GetRequiredService<SourceFactory>();
        var landing = services.GetRequiredService<LandingZone>();
        await using var store =
            await LockedStore.TryTakeAsync(
                Pipeline.Settings, sources, Pipeline.Clock, NullLogger.Instance, Pipeline.Store.Name, _ => { }, default);
        var erasures = new CustomerErasures(
            Pipeline.Settings, landing, new LandingErasure(landing, fields ?? sources.FieldsOf, Pipeline.Clock),
            sources, Pipeline.Clock,
            NullLogger<CustomerErasures>.Instance)
        {
            Step = at,
        };
        return await erasures.EraseAsync(store!.Session, store.Name, store.Row, person, default);
    }

    /// <summary>Replays every snapshot that is kept, whatever was loaded last.</summary>
    public async Task ReplayAllAsync()
    {
        var zone = new LandingZone(Pipeline.LandingPath, Pipeline.Clock);
        foreach (var snapshot in (await zone.IndexAsync(Pipeline.Store.Name, default)).Snapshots)
            await Pipeline.SucceedAsync(request => request with { Replay = new ReplayOf(null, snapshot.TakenAt, Force: true) });
    }

    /// <summary>Nothing anywhere tells of her, but the two lists that keep her out, which hold her key and nothing else.</summary>
    public async Task GoneAsync(string when) => Assert.That(await FindAsync(), Is.Empty, when);

    /// <summary>Where something tells of her.</summary>
    public async Task<string[]> FindAsync() => [.. await FindAsync(Pipeline.Database, Pipeline.LandingPath), .. TracesIn(
        [("the log", Encoding.UTF8.GetBytes(string.Join('\n', Pipeline.Log.Lines.Select(line => line.Text + line.Exception))))])];

    /// <summary>Where a database or a landing zone tells of her.</summary>
    public static async Task<string[]> FindAsync(TestDatabase database, string landing) =>
        [.. TracesIn([.. await Traces.OfDatabaseAsync(database), .. Traces.OfFiles(landing)])];

    private static IEnumerable<string> TracesIn(IEnumerable<(string Where, byte[] Bytes)> traces) =>
        from trace in traces
        where trace.Where != "table public.erased_customers" && Path.GetFileName(trace.Where) != "erased.json"
        from trait in Traits
        where trace.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(trait)) >= 0
        select $"{trait} in {trace.Where}";

    /// <summary>Orders, amounts and sessions, by day and in all.</summary>
    public async Task<string> FiguresAsync() => string.Join('\n', await Pipeline.RowsAsync("""
        SELECT 'day ' || d::text FROM daily_totals d UNION ALL SELECT 'month ' || m::text FROM monthly_products m
        UNION ALL SELECT 'line ' || l::text FROM cart_lines l UNION ALL SELECT 'carts ' || count(*) || ' ' || sum(revenue) || ' ' ||
          sum(gross_value) FROM carts
        ORDER BY 1
        """));

    /// <summary>The landing zone as it is now, to be brought back later.</summary>
    public Backup TakeBackup() => new(Pipeline.LandingPath);

    public Task HoldsAsync() => Pipeline.Database.HoldsAsync();

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    /// <summary>A copy of a landing zone.</summary>
    public sealed class Backup
    {
        private readonly string _folder;
        private readonly List<(string Path, byte[] Bytes)> _files;

        public Backup(string folder) => (_folder, _files) =
            (folder, [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => (path, File.ReadAllBytes(path)))]);

        /// <summary>Brings the files back.</summary>
        /// <param name="over">True to leave what is there besides, as <c>tar -x</c> does.</param>
        public void Restore(bool over)
        {
            if (!over)
                Directory.Delete(_folder, recursive: true);
            foreach (var (path, bytes) in _files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, bytes);
            }
        }
    }
}
