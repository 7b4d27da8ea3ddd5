using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Tests.Worker.Output;

public sealed class TextWidthTests
{
    [Test]
    public void A_word_that_is_wider_than_a_line_begins_at_its_indent() =>
        Assert.That(TextWidth.Wrap("    aaaaaaaaaaaa b", 10, 4), Is.EqualTo(new[] { "    aaaaaa", "    aaaaaa", "    b" }));

    [Test]
    public void A_word_that_fits_the_next_line_is_not_broken() =>
        Assert.That(TextWidth.Wrap("key  aaaaaaaa", 10, 2), Is.EqualTo(new[] { "key", "  aaaaaaaa" }));

    [TestCase(9)]
    [TestCase(10)]
    [TestCase(30)]
    public void No_number_of_spaces_makes_a_line_too_wide(int spaces) =>
        Assert.That(
            TextWidth.Wrap(new string(' ', spaces) + "aaaaaaaaaaaa", 10, 2).Select(line => line.Length), Has.All.LessThanOrEqualTo(10));

    [Test]
    public void A_text_that_fits_stays_as_it_is() =>
        Assert.That(TextWidth.Wrap("  ok    a: b", 20, 6), Is.EqualTo(new[] { "  ok    a: b" }));

    [Test]
    public void Nothing_is_one_empty_line() => Assert.That(TextWidth.Wrap("", 10, 2), Is.EqualTo(new[] { "" }));
}
