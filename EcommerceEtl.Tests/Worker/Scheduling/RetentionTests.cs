using System.Text;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Tests.Worker.Sources;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What stays of the landing zone at noon of 31 March, when 14 days are kept.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RetentionTests
{
    private static readonly DateTime _now = new(2026, 3, 31, 12, 0, 0, DateTimeKind.Utc);
    private static readonly EntityFields _fields = new(IdForm.Number, ["id", "text"], []);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(_now));
    private readonly TemporaryFolder _folder = new();
    private LandingZone _zone = null!;

    [SetUp]
    public void Begin() => _zone = new LandingZone(_folder.Path, _clock);

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Old_manifests_go_but_those_that_carry_the_price_history()
    {
        await LandAsync(1, At(1), products: "a", carts: "1");
        await LandAsync(2, At(2), products: "a", carts: "2");
        await LandAsync(3, At(3), products: "b", carts: "3");
        await LandAsync(4, At(4), products: "c", carts: "4", SnapshotVerdict.Refused);
        await LandAsync(5, At(5), products: "b", carts: "5");
        await LandAsync(6, At(6), products: "a", carts: "6");
        await LandAsync(7, At(17).AddMinutes(-1), products: "a", carts: "7");
        await LandAsync(8, At(17), products: "a", carts: "8");
        await LandAsync(9, At(30), products: "a", carts: "9", SnapshotVerdict.Refused);
        AgeChunks();

        var deleted = await ApplyAsync();

        // 1, 3 and 6 brought other products than the accepted one before; 8 and 9 are young enough.
        Assert.That(await RunsAsync(), Is.EqualTo(new[] { 1, 3, 6, 8, 9 }));
        // The carts of 2, 4, 5 and 7, and the products of 4.
        Assert.That(deleted, Is.EqualTo((4, 5)));
        foreach (var snapshot in (await _zone.IndexAsync("shop", CancellationToken.None)).Snapshots)
            foreach (var entity in snapshot.Entities)
                await foreach (var chunk in _zone.ReadChunksAsync(snapshot, entity.Entity, CancellationToken.None))
                    Assert.That(chunk.Length, Is.Positive, "what a kept manifest names can be read");
        Assert.That(Chunks(), Has.Length.EqualTo(5 + 2), "five times carts, two kinds of products");
        Assert.That(await ApplyAsync(), Is.EqualTo((0, 0)), "nothing is left to do");
    }

    [Test]
    public async Task The_newest_accepted_manifest_stays_however_old()
    {
        await LandAsync(1, At(1), products: "a", carts: "1");
        await LandAsync(2, At(2), products: "a", carts: "2");
        await LandAsync(3, At(3), products: "a", carts: "3", SnapshotVerdict.Refused);
        AgeChunks();

        Assert.That(await ApplyAsync(), Is.EqualTo((1, 1)));
        Assert.That(await RunsAsync(), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task The_newest_complete_one_stays_though_newer_ones_lack_an_entity()
    {
        await LandAsync(1, At(1), products: "a", carts: "1");
        await LandAsync(2, At(2), products: "a", carts: "2", customers: "2");
        await LandAsync(3, At(3), products: "a", carts: "3", customers: "3");
        await LandAsync(4, At(4), products: "a", carts: "4");
        await LandAsync(5, At(5), products: "a", carts: "5");

        await ApplyAsync();

        Assert.That(await RunsAsync(), Is.EqualTo(new[] { 1, 3, 5 }));
    }

    [TestCase(23.9, false)]
    [TestCase(24.1, true)]
    public async Task A_chunk_that_nobody_names_goes_when_it_is_a_day_old(double hours, bool goes)
    {
        await LandAsync(1, At(30), products: "a", carts: "1");
        AgeChunks();
        var stray = Path.Combine(_folder.Path, "shop", "chunks", "ab", "ab" + new string('0', 62) + ".ndjson.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(stray)!);
        await File.WriteAllTextAsync(stray, "x");
        File.SetLastWriteTimeUtc(stray, _now.AddHours(-hours));

        Assert.That(await ApplyAsync(), Is.EqualTo((0, goes ? 1 : 0)));
        Assert.That(File.Exists(stray), Is.Not.EqualTo(goes));
    }

    [TestCase(false)]
    [TestCase(true, Description = "The shop is asked whether they still hold, and nothing is landed.")]
    public async Task Chunks_that_a_run_under_way_uses_again_stay_though_no_manifest_names_them_yet(bool unchanged)
    {
        await LandAsync(1, At(1), products: "a", carts: "1");
        var second = await LandAsync(2, At(2), products: "a", carts: "2");
        await LandAsync(3, At(3), products: "a", carts: "3");
        AgeChunks();

        await using var writer = _zone.Begin(new SnapshotIdentity("shop", "FakeStore", "shop.test", "USD", _now, 1, null), second);
        var carts = writer.Open(Entity.Carts, _fields);
        if (unchanged)
            carts.KeepPrevious();
        else
            await LandAsync(carts, "2");

        Assert.That(await ApplyAsync(), Is.EqualTo((1, 0)));
        var running = writer.Complete();
        await foreach (var chunk in _zone.ReadChunksAsync(running, Entity.Carts, CancellationToken.None))
            Assert.That(chunk.Length, Is.Positive);

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await ApplyAsync(), Is.EqualTo((0, 1)), "that run died, and a day has passed");
    }

    [Test]
    public async Task A_damaged_manifest_stops_the_deletion_of_chunks_and_stays()
    {
        await LandAsync(1, At(1), products: "a", carts: "1");
        await LandAsync(2, At(2), products: "a", carts: "2");
        await LandAsync(3, At(3), products: "a", carts: "3");
        AgeChunks();
        var damaged = Directory.GetFiles(_folder.Path, "*-1.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(damaged, "{");
        var before = Chunks();

        // Of what can be read, 2 is the first with its products and 3 the newest.
        await LandAsync(4, At(4), products: "a", carts: "4", SnapshotVerdict.Refused);
        AgeChunks();

        Assert.That(await ApplyAsync(), Is.EqualTo((1, 0)));
        Assert.That(Chunks(), Is.SupersetOf(before).And.Length.EqualTo(before.Length + 1));
        Assert.That(await RunsAsync(), Is.EqualTo(new[] { 2, 3 }));
        Assert.That(File.Exists(damaged), Is.True);
    }

    [Test]
    public async Task Another_store_is_not_touched()
    {
        await LandAsync(1, At(1), products: "a", carts: "1");
        await LandAsync(2, At(2), products: "a", carts: "2", SnapshotVerdict.Refused);
        AgeChunks();

        Assert.That(await new LandingRetention(_folder.Path, _zone, _clock).ApplyAsync("other", 14, CancellationToken.None), Is.EqualTo((0, 0)));
        Assert.That(await RunsAsync(), Is.EqualTo(new[] { 1, 2 }));
    }

    private static DateTime At(int day) => new(2026, 3, day, 12, 0, 0, DateTimeKind.Utc);

    private Task<(int Manifests, int Chunks)> ApplyAsync() => new LandingRetention(_folder.Path, _zone, _clock).ApplyAsync("shop", 14, CancellationToken.None);

    private async Task<IEnumerable<long>> RunsAsync() => (await _zone.IndexAsync("shop", CancellationToken.None)).Snapshots.Select(snapshot => snapshot.RunId);

    private string[] Chunks() => Directory.GetFiles(_folder.Path, "*.gz", SearchOption.AllDirectories);

    private void AgeChunks()
    {
        foreach (var chunk in Chunks())
            File.SetLastWriteTimeUtc(chunk, _now.AddDays(-2));
    }

    private async Task<Snapshot> LandAsync(long run, DateTime takenAt, string products, string carts, SnapshotVerdict verdict = SnapshotVerdict.Accepted, string? customers = null)
    {
        await using var writer = _zone.Begin(new SnapshotIdentity("shop", "FakeStore", "shop.test", "USD", takenAt, run, null));
        foreach (var (entity, text) in new[] { (Entity.Carts, carts), (Entity.Products, products) })
            await LandAsync(writer.Open(entity, _fields), text);
        if (customers is not null)
            await LandAsync(writer.Open(Entity.Customers, _fields), customers);
        var snapshot = writer.Complete() with { Verdict = verdict };
        await _zone.SaveManifestAsync(snapshot, CancellationToken.None);
        return snapshot;
    }

    private static async Task LandAsync(EntityWriter landed, string text)
    {
        await landed.AppendAsync(Encoding.UTF8.GetBytes($$"""{"id":1,"text":"{{text}}"}"""), CancellationToken.None);
        await landed.CompleteAsync(new Coverage.Complete(), 1, "\"v1\"", null, CancellationToken.None);
    }
}
