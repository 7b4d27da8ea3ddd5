using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Tests.Privacy;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Changes;

/// <summary>The files of before all carts had to be read anew, from which memory is taken over while the history is filled.</summary>
public sealed class EarlierFilesTests
{
    private VendureBundle _bundle = null!;

    private string Root => _bundle.Pipeline.LandingPath;

    /// <summary>A shop of which the latest month was read, and then read anew since cities do not land any more.</summary>
    [SetUp]
    public async Task OpenAsync()
    {
        _bundle = await VendureBundle.StartAsync();
        _bundle.AnswersAfter = TimeSpan.FromSeconds(30);
        await _bundle.Pipeline.SucceedAsync();
        _bundle.Pipeline.Store = _bundle.Pipeline.Store with { Cities = false };
        var run = await _bundle.Pipeline.SucceedAsync();
        Assert.That(run.IsFilling, Is.True);
    }

    [TearDown]
    public ValueTask CloseAsync() => _bundle.DisposeAsync();

    [Test]
    public async Task Retention_keeps_them_until_the_history_is_complete()
    {
        var needed = await NeededAsync();
        Assert.That(needed, Is.Not.Empty);
        // Progress that is not merged yet names them too.
        Directory.Delete(new LandingFolders(Root, "shop").Progress, recursive: true);
        await RetainAsync();
        Assert.That(await NeededAsync(), Is.EqualTo(needed).And.All.Matches<string>(File.Exists));

        _bundle.AnswersAfter = TimeSpan.Zero;
        await _bundle.Pipeline.SucceedAsync();
        Assert.That(await NeededAsync(), Is.Empty, "the history is complete");
        await RetainAsync();
        Assert.That(needed, Has.Some.Matches<string>(file => !File.Exists(file)));
        await _bundle.Pipeline.Database.HoldsAsync();
    }

    [Test]
    public async Task Whoever_is_erased_is_erased_in_them_too()
    {
        Assert.That(Holders(), Is.Not.Empty);
        await EraseAsync();

        Assert.That(Holders(), Is.Empty);
        Assert.That(await NeededAsync(), Is.Not.Empty.And.All.Matches<string>(File.Exists), "what is remembered of the orders is kept");
    }

    [Test]
    public async Task Of_a_damaged_one_nothing_is_left_by_an_erasure_and_the_others_stay()
    {
        var needed = await NeededAsync();
        Assert.That(needed, Has.Length.GreaterThan(1));
        await File.WriteAllTextAsync(needed[0], "no gzip");

        await EraseAsync();

        Assert.That(Holders(), Is.Empty);
        Assert.That(await NeededAsync(), Has.Length.EqualTo(needed.Length - 1).And.All.Matches<string>(File.Exists));
        Assert.That(File.Exists(needed[0]), Is.False);
    }

    private async Task EraseAsync()
    {
        await using var services = _bundle.Pipeline.Services();
        var erasure = new LandingErasure(
            Zone(), services.GetRequiredService<SourceFactory>().FieldsOf, _bundle.Pipeline.Clock);
        var erased = new ErasedCustomers([new ErasedCustomer(7, DateTime.UnixEpoch)]);
        await erasure.ApplyAsync("shop", erased, thorough: false, CancellationToken.None);
    }

    /// <summary>The files of before that the newest manifest still needs.</summary>
    private async Task<string[]> NeededAsync()
    {
        var snapshots = (await Zone().IndexAsync("shop", CancellationToken.None)).Snapshots;
        var folders = new LandingFolders(Root, "shop");
        return
        [
            .. snapshots.MaxBy(snapshot => snapshot.TakenAt)!.Find(Entity.Carts)!.Changes!.EarlierChunks
                .Select(chunk => folders.Chunk(chunk.Sha256)),
        ];
    }

    /// <summary>The landed files that name the customer.</summary>
    private string[] Holders() =>
    [
        .. Traces.OfFiles(Root)
            .Where(file => file.Bytes.AsSpan().IndexOf("\"customer\":{\"id\":\"7\""u8) >= 0)
            .Select(file => file.Where),
    ];

    /// <summary>Deletes what nothing names, as if all files were old.</summary>
    private async Task RetainAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*.gz", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, _bundle.Pipeline.Clock.Now.UtcDateTime.AddDays(-3));
        _bundle.Pipeline.Clock.Now += TimeSpan.FromDays(3);
        await new LandingRetention(Zone(), _bundle.Pipeline.Clock).ApplyAsync("shop", 1, CancellationToken.None);
    }

    private LandingZone Zone() => new(Root, _bundle.Pipeline.Clock);
}
