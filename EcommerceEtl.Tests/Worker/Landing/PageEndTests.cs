using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Reading;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Landing;

/// <summary>A page that breaks off is landed again from the end of the page before it.</summary>
public sealed class PageEndTests
{
    private static readonly EntityFields _fields = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Id, ["text"] = LeafForm.Text }, []);

    /// <summary>Where the second page ends after it was begun, in elements: within the same chunk, and one and two chunks later.</summary>
    [TestCase(7, 5)]
    [TestCase(7, 20_005)]
    [TestCase(7, 45_000)]
    [TestCase(0, 25_000)]
    [TestCase(20_000, 3)]
    [TestCase(20_000, 20_000)]
    [TestCase(30_000, 15_000)]
    public async Task What_a_broken_page_brought_leaves_no_trace(int first, int broken)
    {
        var page = Elements(1, first);
        var rest = Elements(first + 1, 50_000);

        var whole = await LandAsync(writer => writer(page, rest));
        var again = await LandAsync(writer => writer(
            page,
            // Other elements than those that come in the end: with other ids, none, and a field that nobody knows.
            [.. Elements(900_000, 900_000 + broken), "{\"text\":\"no id\"}", "{\"id\":3,\"unknown\":1}"],
            rest));

        Assert.That(again with { Chunks = [], Drift = [] }, Is.EqualTo(whole with { Chunks = [], Drift = [] }));
        Assert.That(again.Chunks, Is.EqualTo(whole.Chunks));
        Assert.That(again.Drift, Is.EqualTo(whole.Drift));
        Assert.That(again.Elements, Is.EqualTo(50_000));
    }

    private delegate Task Pages(params string[][] pages);

    /// <summary>Lands pages; all between the first and the last one break off at their end.</summary>
    private static async Task<LandedEntity> LandAsync(Func<Pages, Task> land)
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var snapshot = new LandingZone(folder.Path, clock).Begin(new SnapshotIdentity(
            "shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD", clock.GetUtcNow().UtcDateTime, 1, null));
        var writer = snapshot.Open(Entity.Carts, _fields);
        await land(async pages =>
        {
            foreach (var page in pages)
            {
                writer.BeginPage();
                foreach (var element in page)
                    await writer.AppendAsync(Encoding.UTF8.GetBytes(element), CancellationToken.None);
                if (page == pages[0] || page == pages[^1])
                    writer.EndPage();
            }
        });
        await writer.CompleteAsync(new Coverage.Complete(), 1, null, null, CancellationToken.None);
        return snapshot.Complete().Entities[0];
    }

    private static string[] Elements(int from, int to) =>
        [.. Enumerable.Range(from, Math.Max(0, to - from + 1))
            .Select(id => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}"))];
}
