using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Reading;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Landing;

public sealed class LandingZoneTests : IDisposable
{
    private static readonly DateTime _takenAt = new(2026, 3, 1, 12, 0, 0, 123, DateTimeKind.Utc);
    private static readonly EntityFields _fields = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Any, ["text"] = LeafForm.Any }, []);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(_takenAt));
    private readonly TemporaryFolder _folder = new();
    private readonly LandingZone _zone;

    public LandingZoneTests() => _zone = new LandingZone(_folder.Path, _clock);

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Chunks_are_named_by_the_SHA_256_of_their_lines()
    {
        var snapshot = await LandAsync(1, "{\"id\":1}", "{\"id\":2}");

        var name = Convert.ToHexStringLower(SHA256.HashData("{\"id\":1}\n{\"id\":2}\n"u8));
        Assert.That(snapshot.Entities[0].Chunks, Is.EqualTo(new[] { new LandedChunk(name, 2, 18) }));
        Assert.That(File.Exists(Path.Combine(_folder.Path, "shop", "chunks", name[..2], name + ".ndjson.gz")), Is.True);
        Assert.That(snapshot.Entities[0].Hash, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(name + "\n")))));
    }

    [Test]
    public async Task A_chunk_ends_with_some_keys_and_with_20_000_elements_and_the_same_elements_give_the_same_chunks()
    {
        var elements = Enumerable.Range(340_001, 30_000).Select(id => $"{{\"id\":{id}}}").ToArray();

        var first = await LandAsync(1, elements);
        var again = await LandAsync(2, elements);

        // The keys that end a chunk, by another implementation of the hash.
        Assert.That(first.Entities[0].Chunks.Select(chunk => chunk.Elements), Is.EqualTo(new[] { 98, 1_777, 939, 20_000, 5_028, 2_158 }));
        Assert.That(again.Entities[0].Chunks, Is.EqualTo(first.Entities[0].Chunks));
        Assert.That(await ReadAsync(first), Is.EqualTo(elements));
        Assert.That(Directory.GetFiles(_folder.Path, "*.gz", SearchOption.AllDirectories), Has.Length.EqualTo(6));
    }

    /// <summary>Keys that end a chunk are 7,326, 21,694 and 26,372. What a change touches is its own chunk, and where an end is new or gone
    /// the one beside it; the others keep their names.</summary>
    [TestCase("an element is changed", 1, 1)]
    [TestCase("one is new at the front", 1, 1)]
    [TestCase("one is new at the end", 1, 1)]
    [TestCase("one is gone", 1, 1)]
    [TestCase("one that ends a chunk is gone", 2, 1)]
    public async Task A_change_touches_its_own_chunk(string change, int gone, int made)
    {
        var ids = Enumerable.Range(2, 30_000).ToList();
        var before = (await LandAsync(1, [.. ids.Select(Element)])).Entities[0].Chunks;

        var after = (await LandAsync(2, change switch
        {
            "an element is changed" => [.. ids.Select(id => id == 9_000 ? "{\"id\":9000,\"text\":\"other\"}" : Element(id))],
            "one is new at the front" => [Element(1), .. ids.Select(Element)],
            "one is new at the end" => [.. ids.Select(Element), Element(30_002)],
            "one is gone" => [.. ids.Where(id => id != 22_000).Select(Element)],
            "one that ends a chunk is gone" => [.. ids.Where(id => id != 26_372).Select(Element)],
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        })).Entities[0].Chunks;

        Assert.That((before.Except(after).Count(), after.Except(before).Count()), Is.EqualTo((gone, made)));

        static string Element(int id) => $"{{\"id\":{id}}}";
    }

    [Test]
    public async Task A_chunk_closes_at_two_mebibytes_however_few_elements_it_has()
    {
        var big = new string('x', 1024 * 1024);

        var snapshot = await LandAsync(1, [.. Enumerable.Range(1, 9).Select(id => $$"""{"id":{{id}},"text":"{{big}}"}""")]);

        Assert.That(snapshot.Entities[0].Chunks.Select(chunk => chunk.Elements), Is.EqualTo(new[] { 2, 2, 2, 2, 1 }));
    }

    [TestCase(true, 0, "{\"id\":1}", "{\"id\":3}", "{\"id\":4}")]
    [TestCase(false, 0, "{\"id\":1}", "{\"id\":3}", "{\"id\":3}")]
    [TestCase(true, 0, "{\"id\":2}", "{\"id\":1}")]
    [TestCase(false, 0, "{\"id\":2}", "{\"id\":1}", "{\"id\":2}")]
    [TestCase(true, 1, "{\"id\":1}", "{\"id\":\"x\"}", "{\"id\":2}")]
    [TestCase(true, 0)]
    public async Task Ascending_keys_are_recognised(bool ascending, int keyless, params string[] elements)
    {
        var landed = (await LandAsync(1, elements)).Entities[0];

        Assert.That((landed.Ascending, landed.Keyless, landed.Elements), Is.EqualTo((ascending, (long)keyless, (long)elements.Length)));
    }

    [Test]
    public async Task Elements_in_any_order_give_the_chunks_of_sorted_ones_and_those_without_a_key_come_last()
    {
        var draw = new Random(2911);
        string[] sorted = [.. Enumerable.Range(2, 30_000).Select(id => $"{{\"id\":{id}}}")];
        string[] mixed = [.. sorted];
        draw.Shuffle(mixed);

        var first = (await LandAsync(1, sorted)).Entities[0];
        var second = (await LandAsync(2, mixed)).Entities[0];
        var third = await LandAsync(3, [.. mixed[..15_000], "{\"id\":\"x\"}", .. mixed[15_000..], "{\"id\":9,\"text\":\"again\"}"]);

        Assert.That(first.Chunks, Has.Length.GreaterThan(3));
        Assert.That(second.Chunks, Is.EqualTo(first.Chunks));
        Assert.That((second.Ascending, second.FirstKey, second.LastKey), Is.EqualTo((true, (long?)2, (long?)30_001)));
        Assert.That((third.Entities[0].Ascending, third.Entities[0].Keyless), Is.EqualTo((false, 1)));
        Assert.That(third.Entities[0].Chunks[^1].Elements, Is.EqualTo(1));
        string[] elements = [.. await ReadAsync(third)];
        Assert.That(elements[^1], Is.EqualTo("{\"id\":\"x\"}"));
        // Whichever of the two came first, it stays the first one.
        Assert.That(elements[7..9], Is.EqualTo(new[] { "{\"id\":9}", "{\"id\":9,\"text\":\"again\"}" }));
        Assert.That(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task A_manifest_comes_back_as_it_was_saved()
    {
        var snapshot = await LandAsync(7, "{\"id\":1,\"new\":1}");
        var judged = snapshot with { Verdict = SnapshotVerdict.Accepted, Outcome = "succeeded" };

        await _zone.SaveManifestAsync(judged, CancellationToken.None);

        var path = Path.Combine(_folder.Path, "shop", "runs", "2026", "03", "20260301T120700123Z-7.json");
        Assert.That(Directory.GetFiles(Path.Combine(_folder.Path, "shop", "runs"), "*", SearchOption.AllDirectories),
            Is.EqualTo(new[] { path }));
        var read = (await _zone.IndexAsync("shop", CancellationToken.None)).Snapshots.Single();
        Assert.That(read.TakenAt.Kind, Is.EqualTo(DateTimeKind.Utc));
        Assert.That(Flat(read), Is.EqualTo(Flat(judged)));
        Assert.That(read.Entities[0].Drift, Is.EqualTo(judged.Entities[0].Drift).And.Length.EqualTo(2).And.Some.EqualTo("-text"));
    }

    [Test]
    public async Task Snapshots_are_listed_in_order_of_their_time_and_never_of_their_run()
    {
        foreach (var (run, minutes) in new[] { (9, 1), (2, 3), (30, 2) })
            await LandAsync(run, minutes, ["{\"id\":1}"]);

        var listed = await _zone.IndexAsync("shop", CancellationToken.None);

        Assert.That(listed.Snapshots.Select(snapshot => snapshot.RunId), Is.EqualTo(new[] { 9, 30, 2 }));
        Assert.That((await _zone.IndexAsync("other", CancellationToken.None)).Snapshots, Is.Empty);
    }

    [Test]
    public async Task Equal_data_has_equal_hashes_and_moved_data_has_not()
    {
        var one = await LandAsync(1, "{\"id\":1}");
        var same = await LandAsync(2, "{\"id\":1}");
        var other = await LandAsync(3, "{\"id\":2}");

        Assert.That(same.Hash, Is.EqualTo(one.Hash).And.Not.EqualTo(other.Hash));
        Assert.That(
            Snapshot.HashOf([one.Entities[0] with { Entity = Entity.Products }]),
            Is.Not.EqualTo(Snapshot.HashOf([one.Entities[0] with { Entity = Entity.Carts }])));
    }

    [Test]
    public async Task Partial_files_of_killed_processes_are_removed_after_an_hour()
    {
        await LandAsync(1, "{\"id\":1}");
        var partial = Path.Combine(_folder.Path, "shop", "partial");
        var old = Path.Combine(partial, "old.tmp");
        var young = Path.Combine(partial, "young.tmp");
        await File.WriteAllTextAsync(old, "x");
        File.SetLastWriteTimeUtc(old, _takenAt.AddMinutes(-61));
        await File.WriteAllTextAsync(young, "x");
        File.SetLastWriteTimeUtc(young, _takenAt.AddMinutes(-59));

        await using var writer = _zone.Begin(Identity(2, 2));

        Assert.That(Directory.GetFiles(partial), Is.EqualTo(new[] { young }));
    }

    [Test]
    public async Task What_was_landed_stands_for_an_answer_of_today_only_if_it_came_from_the_same_address_by_the_same_rules()
    {
        const string Address = "https://shop.test/api";
        var landed = await WithETagAsync("\"v1\"", Address);
        var more = _fields with { Kept = new Dictionary<string, LeafForm>(_fields.Kept) { ["more"] = LeafForm.Any } };
        var numbers = _fields with { Kept = new Dictionary<string, LeafForm>(_fields.Kept) { ["text"] = LeafForm.Count } };

        Assert.Multiple(() =>
        {
            Assert.That(Reusable(landed, Address, _fields), Is.EqualTo(landed.Entities[0]));
            Assert.That(Reusable(landed, "https://shop.test:8443/api", _fields), Is.Null, "another port");
            Assert.That(Reusable(landed, "https://shop.test/api/v2", _fields), Is.Null, "another path");
            Assert.That(Reusable(landed, Address, more), Is.Null, "a field more is landed today");
            Assert.That(Reusable(landed, Address, numbers), Is.Null, "less of a field is landed today");
            Assert.That(Reusable(landed with { Entities = [landed.Entities[0] with { Provenance = null }] }, Address, _fields), Is.Null,
                "an older worker's manifest");
        });
    }

    [Test]
    public async Task Without_an_ETag_there_is_nothing_to_ask_for_and_nothing_is_read_back()
    {
        var landed = await WithETagAsync(null, "https://shop.test");

        Assert.That(Reusable(landed, "https://shop.test", _fields), Is.Null);
    }

    [TestCase("../up")]
    [TestCase("a/b")]
    [TestCase("..")]
    [TestCase("")]
    public void A_store_cannot_leave_the_landing_zone(string store) =>
        Assert.That(() => _zone.Begin(Identity(1, 1) with { Store = store }), Throws.ArgumentException);

    [Test]
    public async Task A_snapshot_with_an_entity_that_was_never_completed_is_none()
    {
        await using var writer = _zone.Begin(Identity(1, 1));
        await writer.Open(Entity.Carts, _fields).AppendAsync("{\"id\":1}"u8.ToArray(), CancellationToken.None);

        Assert.That(writer.Complete, Throws.InvalidOperationException);
    }

    private Task<Snapshot> LandAsync(long run, params string[] elements) => LandAsync(run, (int)run, elements);

    private async Task<Snapshot> LandAsync(long run, int minutes, string[] elements)
    {
        await using var writer = _zone.Begin(Identity(run, minutes));
        var entity = writer.Open(Entity.Carts, _fields);
        foreach (var element in elements)
            await entity.AppendAsync(Encoding.UTF8.GetBytes(element), CancellationToken.None);
        await entity.CompleteAsync(new Coverage.Complete(), 1, null, null, CancellationToken.None);
        var snapshot = writer.Complete();
        await _zone.SaveManifestAsync(snapshot, CancellationToken.None);
        return snapshot;
    }

    private async Task<Snapshot> WithETagAsync(string? etag, string address)
    {
        await using var writer = _zone.Begin(Identity(1, 1) with { Address = ShopAddress.Parse(address) });
        var entity = writer.Open(Entity.Carts, _fields);
        await entity.AppendAsync("{\"id\":1}"u8.ToArray(), CancellationToken.None);
        await entity.CompleteAsync(new Coverage.Complete(), 1, etag, null, CancellationToken.None);
        return writer.Complete();
    }

    private LandedEntity? Reusable(Snapshot landed, string address, EntityFields fields) =>
        _zone.Begin(Identity(2, 2) with { Address = ShopAddress.Parse(address) }, landed).Open(Entity.Carts, fields).Previous;

    private async Task<ImmutableArray<string>> ReadAsync(Snapshot snapshot)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        await foreach (var chunk in _zone.ReadChunksAsync(snapshot, Entity.Carts, CancellationToken.None))
            foreach (var element in new NdjsonLines(chunk))
                lines.Add(Encoding.UTF8.GetString(element.Span));
        return lines.ToImmutable();
    }

    private static SnapshotIdentity Identity(long run, int minutes) =>
        new("shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD", _takenAt.AddMinutes(minutes).AddTicks(77), run, _takenAt);

    private static string Flat(Snapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{snapshot with { Entities = [] }} "
            + $"{string.Join('|', snapshot.Entities.Select(e => $"{e with { Chunks = [], Drift = [] }} {string.Join(',', e.Chunks)}"))}");
}
