using System.Collections.Immutable;
using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Pipeline.Changes;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Changes;

/// <summary>Reads a shop by its changes, run by run, into a landing folder of its own, as the extract of a run does.</summary>
/// <param name="fields">The fields that are landed; those of <see cref="HostileShop"/> unless said.</param>
internal sealed class ChangeReader(EntityFields? fields = null) : IDisposable
{
    private EntityFields _fields = fields ?? HostileShop.Fields;
    private ShopAddress _address = ShopAddress.Parse("https://shop.example");

    private readonly DirectoryInfo _root = Directory.CreateDirectory(Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "changes-" + Guid.NewGuid().ToString("N")));

    private Snapshot? _accepted;

    /// <summary>What the last accepted run held.</summary>
    public LandedEntity? Held => _accepted?.Find(Entity.Carts);

    /// <summary>Lands other fields from now on.</summary>
    public void Land(EntityFields fields) => _fields = fields;

    /// <summary>Reads the shop at another address from now on, where nothing was accepted yet.</summary>
    public void Move(string address) => _address = ShopAddress.Parse(address);

    /// <summary>Deletes one of the files that are held.</summary>
    /// <returns>The ids of the carts that it held.</returns>
    public ImmutableArray<long> Damage(IChangeFeed feed)
    {
        var before = Carts(feed).Keys;
        var chunk = Held!.Chunks[Held.Chunks.Length / 2];
        File.Delete(new LandingFolders(_root.FullName, "shop").Chunk(chunk.Sha256));
        return [.. before.SkipWhile(id => id < chunk.FirstKey).Take(chunk.Elements)];
    }

    /// <summary>Reads once.</summary>
    /// <param name="accept">False where the run fails after its extract.</param>
    /// <param name="window">Days that are read in full; null for none.</param>
    /// <param name="oldest">Carts that were created earlier are not asked for; null to ask for all.</param>
    public async Task RunAsync(
        IChangeFeed feed, Func<bool> hasTime, bool accept = true, ExtractWindow? window = null, DateTime? oldest = null)
    {
        var zone = new LandingZone(_root.FullName, TimeProvider.System) { ChunkBits = 3 };
        var identity = new SnapshotIdentity(
            "shop", "Hostile", _address, "EUR", DateTime.UnixEpoch, 1, null);
        var previous = _accepted?.Shop.IsSameShop(_address) == true ? _accepted : null;
        await using var snapshot = zone.Begin(identity);
        using var landing = new ChangeLanding(
            zone, identity, previous, _accepted, _fields, feed.StampOf, feed.Carry, readsBack: true);
        await new ChangeReading(landing, feed, new ReadingTime(hasTime, hasTime, hasTime), oldest, window)
            .ReadAsync(CancellationToken.None);
        if (accept)
            _accepted = Accepted(landing.Complete(0));
    }

    /// <summary>The carts that are held, by id.</summary>
    public SortedDictionary<long, string> Carts(IChangeFeed feed)
    {
        SortedDictionary<long, string> carts = [];
        var chunks = Held?.Chunks ?? [];
        var files = new ChunkFiles(new LandingFolders(_root.FullName, "shop"), TimeProvider.System);
        var buffer = ChunkFiles.BufferFor(chunks);
        long last = 0;
        foreach (var chunk in chunks)
        {
            foreach (var element in new NdjsonLines(files.Read(chunk, buffer)))
            {
                var key = feed.StampOf(element.Span).Key;
                Assert.That(key, Is.GreaterThan(last), "Keys ascend.");
                last = key;
                carts.Add(key, Encoding.UTF8.GetString(element.Span));
            }
        }
        return carts;
    }

    public void Dispose() => _root.Delete(recursive: true);

    private Snapshot Accepted(LandedEntity carts) => new()
    {
        Format = Snapshot.CurrentFormat,
        Store = "shop",
        Kind = "Hostile",
        Host = _address.Host,
        Address = _address.Text,
        Currency = "EUR",
        TakenAt = DateTime.UnixEpoch,
        RunId = (_accepted?.RunId ?? 0) + 1,
        Entities = [carts],
        Verdict = SnapshotVerdict.Accepted,
        Hash = Snapshot.HashOf([carts]),
    };
}
