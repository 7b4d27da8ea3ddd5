using System.Collections.Immutable;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Which landed snapshot a replay takes: the newest complete accepted one of the shop that the settings name.</summary>
public sealed class ReplayChoiceTests
{
    private static readonly ReplayOf _newest = new(null, null, Force: false);
    private static readonly StoreIdentity _store = new(
        "shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD", "UTC",
        new StepOrigins(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated), OpenCarts.All);

    [Test]
    public void The_newest_complete_accepted_one_is_taken()
    {
        var window =
            new Coverage.Window(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        var landed = Index(
            Landed(1),
            Landed(2),
            Landed(3) with { Entities = [Of(Entity.Products), Of(Entity.Customers), Of(Entity.Carts) with { Coverage = window }] },
            Landed(4) with { Entities = [Of(Entity.Products), Of(Entity.Carts)] },
            Landed(5) with { Verdict = SnapshotVerdict.Refused },
            Landed(6) with { Verdict = SnapshotVerdict.Pending });

        Assert.That(ReplayChoice.Choose(_store, _newest, landed, null).RunId, Is.EqualTo(2));
        Assert.That(ReplayChoice.Choose(_store, new ReplayOf(3, null, false), landed, null).RunId, Is.EqualTo(3),
            "asked for by its number, a part is loaded too");
        Assert.That(ReplayChoice.All(_store, landed, force: false).Select(snapshot => snapshot.RunId), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(Refusal(new ReplayOf(5, null, true), landed).Code, Is.EqualTo(ErrorCode.LandingUnavailable));
    }

    [TestCase("Other", "https://shop.test", "kind Other -> FakeStore")]
    [TestCase("FakeStore", "https://old.test", "address https://old.test -> https://shop.test")]
    [TestCase("FakeStore", "http://shop.test", "address http://shop.test -> https://shop.test")]
    [TestCase("FakeStore", "https://shop.test:8443", "address https://shop.test:8443 -> https://shop.test")]
    [TestCase("FakeStore", "https://shop.test/staging", "address https://shop.test/staging -> https://shop.test")]
    [TestCase("FakeStore", "old.test", "address old.test -> https://shop.test", Description = "a manifest of an earlier release: the "
        + "host alone")]
    public void One_of_another_shop_is_passed_over_and_refused_when_asked_for(string kind, string address, string difference)
    {
        var landed = Index(Landed(1), At(Landed(2) with { Kind = kind }, address));

        Assert.That(ReplayChoice.Choose(_store, _newest, landed, null).RunId, Is.EqualTo(1));
        var refusals = new[]
        {
            Refusal(new ReplayOf(2, null, false), landed),
            Refusal(new ReplayOf(null, landed.Snapshots[1].TakenAt, false), landed),
            Refusal(_newest, Index(landed.Snapshots[1])),
            Failure(() => ReplayChoice.All(_store, landed, force: false)),
        };
        foreach (var refusal in refusals)
        {
            Assert.That(refusal.Code, Is.EqualTo(ErrorCode.StoreChanged));
            Assert.That(refusal.Message, Does.Contain($"(run 2) is of another shop ({difference})").And.Contain("--force"));
        }
        Assert.That(ReplayChoice.Choose(_store, new ReplayOf(2, null, true), landed, null).RunId, Is.EqualTo(2));
        Assert.That(ReplayChoice.All(_store, landed, force: true), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_manifest_of_an_earlier_release_is_of_this_shop_if_its_host_is()
    {
        var landed = Index(Landed(1), At(Landed(2), "shop.test"));

        Assert.That(ReplayChoice.Choose(_store, _newest, landed, null).RunId, Is.EqualTo(2));
        Assert.That(ReplayChoice.All(_store, landed, force: false), Has.Count.EqualTo(2));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void One_in_another_currency_is_passed_over_and_never_loaded(bool force)
    {
        var landed = Index(Landed(1), Landed(2) with { Currency = "EUR" });

        Assert.That(ReplayChoice.Choose(_store, new ReplayOf(null, null, force), landed, null).RunId, Is.EqualTo(1));
        foreach (var refusal in new[]
        {
            Refusal(new ReplayOf(2, null, force), landed),
            Refusal(new ReplayOf(null, landed.Snapshots[1].TakenAt, force), landed),
            Refusal(new ReplayOf(null, null, force), Index(landed.Snapshots[1])),
            Failure(() => ReplayChoice.All(_store, landed, force)),
        })
        {
            Assert.That(refusal.Code, Is.EqualTo(ErrorCode.StoreChanged));
            Assert.That(refusal.Message, Does.Contain("(run 2) holds amounts in EUR, those of the store are in USD")
                .And.Contain("a store name of its own"));
        }
    }

    [Test]
    public void Of_two_databases_runs_with_one_number_that_of_this_shop_is_meant()
    {
        var landed = Index(Landed(1), At(Landed(1), "https://old.test") with { TakenAt = Landed(9).TakenAt });

        Assert.That(ReplayChoice.Choose(_store, new ReplayOf(1, null, false), landed, null).Address, Is.EqualTo("https://shop.test"));
    }

    private static EtlException Refusal(ReplayOf replay, LandingIndex landed) =>
        Failure(() => ReplayChoice.Choose(_store, replay, landed, null));

    private static EtlException Failure(Func<object> choose) => Assert.Throws<EtlException>(() => choose())!;

    private static LandingIndex Index(params Snapshot[] snapshots) => new([.. snapshots], []);

    /// <summary>The snapshot as landed from an address; from a host alone, as an earlier release wrote it.</summary>
    private static Snapshot At(Snapshot snapshot, string address) =>
        snapshot with
        {
            Host = ShopAddress.Parse(address).Host,
            Address = address.Contains("://", StringComparison.Ordinal)
            ? address : null
        };

    private static Snapshot Landed(long run) => new()
    {
        Format = Snapshot.CurrentFormat,
        Store = "shop",
        Kind = "FakeStore",
        Host = "shop.test",
        Address = "https://shop.test",
        Currency = "USD",
        TakenAt = new DateTime(2026, 3, (int)run, 0, 0, 0, DateTimeKind.Utc),
        RunId = run,
        Entities = [.. Enum.GetValues<Entity>().Select(Of)],
        Verdict = SnapshotVerdict.Accepted,
        Hash = "",
    };

    private static LandedEntity Of(Entity entity) => new()
    {
        Entity = entity,
        Coverage = new Coverage.Complete(),
        Chunks = ImmutableArray<LandedChunk>.Empty,
        Elements = 0,
        Keyless = 0,
        Ascending = true,
        Bytes = 0,
        StartedAt = default,
        FinishedAt = default,
        Hash = "",
    };
}
