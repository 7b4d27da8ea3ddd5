using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Data.Carts;

/// <summary>A batch on its way into the database is bounded by what it weighs, not only by how many elements it has.</summary>
public sealed class BatchSizeTests
{
    [TestCase(15, 1024 * 1024, false)]
    [TestCase(16, 1024 * 1024, true)]
    [TestCase(4_999, 10, false)]
    [TestCase(5_000, 10, true)]
    public void Rejected_elements_are_handed_on_at_16_million_characters_or_5_000_elements(int elements, int payload, bool full)
    {
        RejectedBatch rejected = new();
        CartBatch carts = new();
        rejected.AddRange(Enumerable.Repeat(Rejected(payload), elements));
        carts.Rejected.AddRange(rejected.Elements);

        Assert.That((rejected.IsFull, carts.IsFull), Is.EqualTo((full, full)));
        rejected.Clear();
        carts.Clear();
        Assert.That((rejected.IsFull, rejected.Elements.Count, carts.IsFull), Is.EqualTo((false, 0, false)));
    }

    [TestCase(9, 10_000, false)]
    [TestCase(10, 10_000, true)]
    [TestCase(4_999, 1, false)]
    [TestCase(5_000, 1, true)]
    public void Carts_are_handed_on_at_100_000_lines_or_5_000_carts(int carts, int lines, bool full)
    {
        CartBatch batch = new();
        for (var key = 1; key <= carts; key++)
            batch.Add(Cart(key, lines));

        Assert.That(batch.IsFull, Is.EqualTo(full));
        batch.Clear();
        Assert.That(batch.IsFull, Is.False);
    }

    private static ProjectedCart Cart(int key, int lines) => new(
        new CartId(key), null, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), new DateOnly(2026, 3, 1),
        [.. Enumerable.Range(1, lines).Select(line => new ProjectedLine((short)line, null, 1, null, null, null, null))], default,
        Guid.Empty);

    private static RejectedElement Rejected(int payload) =>
        new(Entity.Carts, 1, "1", new Rejection(RejectionReason.WrongType, "$.date"), new string('x', payload));
}
