using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Reading;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>A landing zone of a store <c>shop</c> whose snapshots hold one product, one customer and one cart each.</summary>
internal sealed class RetentionBundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RetentionBundle() => Zone = new LandingZone(Folder, Clock);

    public static DateTime Now { get; } = new(2026, 3, 31, 12, 0, 0, DateTimeKind.Utc);

    public static EntityFields Fields { get; } = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Any, ["text"] = LeafForm.Any }, []);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(Now));

    public string Folder => _folder.Path;

    public LandingZone Zone { get; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Noon of a day in March.</summary>
    public static DateTime At(int day) => new(2026, 3, day, 12, 0, 0, DateTimeKind.Utc);

    public Task<RetentionResult> ApplyAsync() => new LandingRetention(Zone, Clock).ApplyAsync("shop", 14, CancellationToken.None);

    /// <summary>The manifests by the number of their run, in order of time; a word after it where only that entity is left.</summary>
    public async Task<string[]> KeptAsync() =>
    [
        .. (await Zone.IndexAsync("shop", CancellationToken.None)).Snapshots
            .Select(snapshot => snapshot.Entities is [var one] ? $"{snapshot.RunId} {SnakeCase.Of(one.Entity)}" : $"{snapshot.RunId}"),
    ];

    /// <summary>Makes all chunks two days old.</summary>
    public void AgeChunks()
    {
        foreach (var chunk in Directory.GetFiles(Folder, "*.gz", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(chunk, Clock.GetUtcNow().UtcDateTime.AddDays(-2));
    }

    /// <summary>What all chunk files hold.</summary>
    public string EverythingLanded() => string.Concat(Directory.GetFiles(Folder, "*.gz", SearchOption.AllDirectories).Select(path =>
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return text.ReadToEnd();
    }));

    /// <summary>Lands a snapshot.</summary>
    /// <param name="run">Number of its run.</param>
    /// <param name="takenAt">Its time.</param>
    /// <param name="products">What its product says.</param>
    /// <param name="people">What its customer and its cart say; null for neither.</param>
    /// <param name="verdict">Its verdict.</param>
    public async Task<Snapshot> LandAsync(
        long run, DateTime takenAt, string products, string? people, SnapshotVerdict verdict = SnapshotVerdict.Accepted)
    {
        await using var writer =
            Zone.Begin(new SnapshotIdentity("shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD", takenAt, run, null));
        await LandAsync(writer.Open(Entity.Products, Fields), products);
        foreach (var entity in people is null ? [] : new[] { Entity.Customers, Entity.Carts })
            await LandAsync(writer.Open(entity, Fields), people!);
        var snapshot = writer.Complete() with { Verdict = verdict };
        await Zone.SaveManifestAsync(snapshot, CancellationToken.None);
        return snapshot;
    }

    public static async Task LandAsync(EntityWriter landed, string text)
    {
        var said = landed.Entity == Entity.Products ? text : $"{SnakeCase.Of(landed.Entity)} {text}";
        await landed.AppendAsync(Encoding.UTF8.GetBytes($$"""{"id":1,"text":"{{said}}"}"""), CancellationToken.None);
        await landed.CompleteAsync(new Coverage.Complete(), 1, "\"v1\"", null, CancellationToken.None);
    }

    /// <summary>What the landed elements of an entity say.</summary>
    public async Task<string[]> TextsAsync(Snapshot snapshot, Entity entity)
    {
        List<string> texts = [];
        await foreach (var chunk in Zone.ReadChunksAsync(snapshot, entity, CancellationToken.None))
            foreach (var element in new NdjsonLines(chunk))
                texts.Add(JsonNode.Parse(element.Span)!["text"]!.GetValue<string>());
        return [.. texts];
    }
}
