using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Domain.Quality;

public sealed class CountedTests
{
    [Test]
    public void One_is_one_and_all_others_are_many()
    {
        Assert.That(Counted.Of(1, "run"), Is.EqualTo("1 run"));
        Assert.That(Counted.Of(0, "run"), Is.EqualTo("0 runs"));
        Assert.That(Counted.Of(2_000, "earlier day"), Is.EqualTo("2,000 earlier days"));
    }
}
