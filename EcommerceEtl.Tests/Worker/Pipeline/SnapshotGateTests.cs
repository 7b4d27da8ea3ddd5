using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Tests.Worker.Faults;
using EcommerceEtl.Worker.Pipeline;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>The gate's arithmetic; what it means for a run stands in <see cref="RefusalTests"/>.</summary>
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
        var shrunk = SnapshotGate.Check(
            "shop", new Dictionary<Entity, long> { [Entity.Carts] = now }, new Dictionary<Entity, long> { [Entity.Carts] = before }, maxShrink, acceptShrink: true);

        Assert.That(shrunk, refused ? Is.EqualTo(new[] { $"carts {before} -> {now}" }) : Is.Empty);
    }
}
