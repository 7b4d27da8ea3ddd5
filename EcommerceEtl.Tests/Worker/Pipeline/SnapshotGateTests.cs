using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>The gate's arithmetic; what it means for a run stands in <see cref="RefusalTests"/> and <see cref="GoneIdsTests"/>.</summary>
public sealed class SnapshotGateTests
{
    [TestCase(10, 3, 0.7, false)]
    [TestCase(10, 2, 0.7, true)]
    [TestCase(10, 9, 0.1, false)]
    [TestCase(10, 9, 0, true)]
    [TestCase(10, 10, 0, false)]
    [TestCase(10, 1, 1, false)]
    [TestCase(10, 0, 1, true)]
    [TestCase(0, 0, 0, false)]
    [Fault("shrunk list")]
    public void A_snapshot_is_refused_only_above_the_allowed_loss_or_when_it_is_empty(long before, long now, double maxShrink, bool refused)
    {
        var shrunk = SnapshotGate.Shrunk(
            new Dictionary<Entity, long> { [Entity.Carts] = now }, new Dictionary<Entity, long> { [Entity.Carts] = before }, maxShrink);

        Assert.That(shrunk, refused ? Is.EqualTo(new[] { Entity.Carts }) : Is.Empty);
    }

    [TestCase(40, 40, 0.5, true)]
    [TestCase(21, 40, 0.5, true)]
    [TestCase(20, 40, 0.5, false)]
    [TestCase(9, 12, 0.5, false, Description = "fewer than 10, and some are left")]
    [TestCase(10, 12, 0.5, true)]
    [TestCase(3, 3, 0.5, true, Description = "none is left")]
    [TestCase(2, 3, 0.5, false)]
    [TestCase(1, 1, 0.5, true)]
    [TestCase(7, 10, 0.7, false)]
    [TestCase(40, 40, 1, false, Description = "a shop that lists only what is current")]
    [TestCase(0, 40, 0, false)]
    [TestCase(10, 4000, 0, true)]
    [TestCase(0, 0, 0, false)]
    [Fault("other ids than before")]
    public void Known_ids_are_suspiciously_gone_above_the_allowed_share_if_they_are_ten_or_all(
        long gone, long known, double maxShrink, bool refused) =>
        Assert.That(GoneIds.IsSuspicious(gone, known, maxShrink), Is.EqualTo(refused));
}
