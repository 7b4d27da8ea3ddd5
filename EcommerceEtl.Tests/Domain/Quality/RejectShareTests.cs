using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Domain.Quality;

public sealed class RejectShareTests
{
    [TestCase(0, 0, 0.2, false, Description = "an empty shop")]
    [TestCase(100, 0, 0, false)]
    [TestCase(0, 1, 1, true, Description = "all were rejected")]
    [TestCase(1, 10, 0.2, false, Description = "ten are tolerated")]
    [TestCase(1, 11, 0.2, true)]
    [TestCase(44, 11, 0.2, false, Description = "11 of 55 is 0.2, not above")]
    [TestCase(43, 11, 0.2, true)]
    [TestCase(71, 29, 0.29, false, Description = "29 of 100 is 0.29, not above, though 0.29 x 100 is below 29 in binary")]
    [TestCase(70, 29, 0.29, true)]
    [TestCase(93, 14, 0.14, false)]
    [TestCase(1_000_000, 11, 0, true)]
    [TestCase(1, 1_000, 1, false)]
    public void A_run_fails_when_more_than_10_and_more_than_the_share_or_all_were_rejected(
        long accepted, long rejected, double share, bool exceeded) =>
        Assert.That(RejectShare.Exceeded(accepted, rejected, share), Is.EqualTo(exceeded));

    [Test]
    public void A_share_that_is_exactly_the_allowed_one_never_fails()
    {
        Assert.Multiple(() =>
        {
            for (var percent = 11; percent < 100; percent++)
                Assert.That(RejectShare.Exceeded(100 - percent, percent, percent / 100.0), Is.False, $"{percent} of 100");
        });
    }
}
