using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

public sealed class FunnelRulesTests
{
    private static readonly FunnelRules Rules = new("fakestore", "ecommerce", 0.6, 0.5, TimeZoneInfo.Utc, Samples.Simulated);

    [TestCase(0, 0u)]
    [TestCase(1, 1_048_576u)]
    [TestCase(0.5, 524_288u)]
    [TestCase(0.6, 629_146u)]
    [TestCase(0.25 / 1_048_576, 0u)]
    [TestCase(0.5 / 1_048_576, 1u, Description = "half a step rounds away from zero")]
    [TestCase(2.5 / 1_048_576, 3u, Description = "and not to the even neighbour")]
    public void A_threshold_is_the_rate_in_steps_of_two_to_the_minus_20(double rate, uint threshold) =>
        Assert.That(FunnelRules.Threshold(rate), Is.EqualTo(threshold));

    [TestCase(-0.0001)]
    [TestCase(1.0001)]
    [TestCase(double.NaN)]
    public void A_rate_outside_0_to_1_is_refused(double rate) =>
        Assert.That(() => FunnelRules.Threshold(rate), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("within 0 to 1"));

    [Test]
    public void The_hash_of_the_rules_is_64_digits_and_known() =>
        // printf '2\037fakestore\037ecommerce\037629146\037524288\037UTC\037Derived\037Simulated\037Simulated' | sha256sum
        Assert.That(Rules.Hash(), Is.EqualTo("161c8a145c25dacf45590cccba278c61a7692b27b38d04458b0a183cd9635032"));

    [Test]
    public void Each_rule_changes_the_hash()
    {
        FunnelRules[] all =
        [
            Rules, Rules with { Store = "other" }, Rules with { Seed = "other" }, Rules with { AddToCartRate = 0.61 },
            Rules with { PurchaseRate = 0.51 }, Rules with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo") },
            Rules with { Origins = Samples.Simulated with { View = StepOrigin.Observed } },
            Rules with { Origins = Samples.Simulated with { Cart = StepOrigin.Observed } },
            Rules with { Origins = Samples.Simulated with { Purchase = StepOrigin.Observed } },
        ];
        Assert.That(all.Select(rules => rules.Hash()), Is.Unique);
    }
}
