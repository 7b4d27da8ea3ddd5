using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Data.Load;

/// <summary>A batch on its way into the database is bounded by what it weighs, not only by how many elements it has.</summary>
public sealed class BatchSizeTests
{
    [TestCase(15, 1024 * 1024, false)]
    [TestCase(16, 1024 * 1024, true)]
    [TestCase(4_999, 10, false)]
    [TestCase(5_000, 10, true)]
    public void Rejected_elements_are_handed_on_at_16_million_characters_or_5_000_elements(int elements, int payload, bool full)
    {
        RejectedBatch batch = new();
        batch.AddRange(Enumerable.Repeat(Rejected(payload), elements));

        Assert.That(batch.IsFull, Is.EqualTo(full));
        batch.Clear();
        Assert.That((batch.IsFull, batch.Elements.Count), Is.EqualTo((false, 0)));
    }

    private static RejectedElement Rejected(int payload) =>
        new(Entity.Carts, 1, "1", new Rejection(RejectionReason.WrongType, "$.date"), new string('x', payload));
}
