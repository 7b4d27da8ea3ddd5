using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Reading;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Mapped elements come in batches that stay small, also where single elements are huge.</summary>
public sealed class ElementMapperTests
{
    private static readonly EntityFields _fields = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Any, ["text"] = LeafForm.Any }, []);

    /// <summary>Of elements of 300 KB four pass a mebibyte; of 600 KB two; small ones are counted.</summary>
    [TestCase(10, 300_000, false, new[] { 4, 4, 2 })]
    [TestCase(5, 600_000, true, new[] { 2, 2, 1 })]
    [TestCase(600, 10, false, new[] { 250, 250, 100 })]
    public async Task A_batch_closes_with_the_element_that_brings_it_to_a_mebibyte(int elements, int size, bool rejected, int[] batches)
    {
        using var folder = new TemporaryFolder();
        var landing = new LandingZone(folder.Path, new FakeTimeProvider());
        await using var writer =
            landing.Begin(new SnapshotIdentity("shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD",
            new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), 1, null));
        var entity = writer.Open(Entity.Carts, _fields);
        for (var id = 1; id <= elements; id++)
            await entity.AppendAsync(Encoding.UTF8.GetBytes($$"""{"id":{{id}},"text":"{{new string('x', size)}}"}"""),
                CancellationToken.None);
        await entity.CompleteAsync(new Coverage.Complete(), 1, null, null, CancellationToken.None);
        var mapper = new ElementMapper<object>(
            landing, writer.Complete(), Entity.Carts, null, [],
            _ => rejected ? Mapped<object>.Rejected(1, "1", RejectionReason.WrongType, "$.text") : Mapped<object>.Accepted(1, "1", "", []));

        List<int> sizes = [];
        await foreach (var batch in mapper.ReadAsync(CancellationToken.None))
            sizes.Add(batch.Records.Count + batch.Rejected.Count);

        Assert.That(sizes, Is.EqualTo(batches));
        Assert.That((mapper.Counts.Accepted, mapper.Counts.Rejected), Is.EqualTo(rejected ? (0L, (long)elements) : (elements, 0L)));
    }
}
