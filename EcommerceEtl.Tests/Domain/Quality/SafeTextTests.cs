using System.Text;
using CsCheck;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Tests.Domain.Quality;

public sealed class SafeTextTests
{
    private const string Cart = "\U0001F6D2";

    /// <summary>High and low halves of a pair are common here, since they are what goes wrong.</summary>
    private static readonly Gen<char> Letter = Gen.OneOf(Gen.Char, Gen.Char['\ud800', '\udfff'], Gen.Char['\0', '\u00ff']);

    // Lists, not test cases: the compiler writes the arguments of attributes as UTF-8, and lone surrogates do not survive that.
    [Test]
    public void A_text_can_be_stored_if_it_has_neither_U0000_nor_a_lone_surrogate()
    {
        string[] good = ["", "Mens Cotton Jacket ", "tab\tand line\n", "shopping " + Cart, Cart + Cart];
        string[] bad = ["nul \0", "high \ud83d", "high \ud83dx", "low \uded2", "\uded2\ud83d", "\ud83d\ud83d\uded2", "\ud83d\uded2\uded2"];
        Assert.Multiple(() =>
        {
            foreach (var text in good)
                Assert.That(SafeText.IsStorable(text), Is.True, SafeText.Escape(text));
            foreach (var text in bad)
                Assert.That(SafeText.IsStorable(text), Is.False, SafeText.Escape(text));
        });
    }

    [Test]
    public void Control_characters_and_lone_surrogates_are_written_out()
    {
        Assert.Multiple(() =>
        {
            Assert.That(SafeText.Escape("plain é " + Cart), Is.EqualTo("plain é " + Cart));
            Assert.That(SafeText.Escape("a\0b"), Is.EqualTo(@"a\u0000b"));
            Assert.That(SafeText.Escape("\t\r\n\u001b[31m\u007f\u0085"), Is.EqualTo(@"\u0009\u000D\u000A\u001B[31m\u007F\u0085"));
            Assert.That(SafeText.Escape("\u009b2J\u2028\u2029"), Is.EqualTo(@"\u009B2J\u2028\u2029"));
            Assert.That(SafeText.Escape("\u061c\u200e\u202e\u2066\u2069"), Is.EqualTo(@"\u061C\u200E\u202E\u2066\u2069"),
                "marks that turn the direction");
            Assert.That(SafeText.Escape("a\u200b\u2060\ufeff\u00adb"), Is.EqualTo(@"a\u200B\u2060\uFEFF\u00ADb"), "without width");
            Assert.That(SafeText.Escape("\udb40\udc41"), Is.EqualTo(@"\uDB40\uDC41"), "a tag");
            Assert.That(SafeText.Escape("\u200d\u200c"), Is.EqualTo("\u200d\u200c"), "joiners are part of words");
            Assert.That(SafeText.Escape("\ud83d"), Is.EqualTo(@"\uD83D"));
            Assert.That(SafeText.Escape("\uded2x"), Is.EqualTo(@"\uDED2x"));
            Assert.That(SafeText.Escape("\ud83d" + Cart), Is.EqualTo(@"\uD83D" + Cart));
        });
    }

    [Test]
    public void Of_the_marks_of_format_exactly_those_that_are_seen_or_spelled_with_stay()
    {
        int[] stay =
        [
            0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x200C, 0x200D, 0x110BD, 0x110CD,
        ];
        var format = Enumerable.Range(0, 0x110000).Where(code => code is < 0xD800 or > 0xDFFF).Select(code => new Rune(code))
            .Where(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format);
        Assert.That(format.Where(rune => SafeText.Escape(rune.ToString()) == rune.ToString()).Select(rune => rune.Value), Is.EqualTo(stay));
    }

    [Test]
    public void Nothing_is_longer_than_200_characters_and_nothing_is_cut_in_two()
    {
        var a = (int count) => new string('a', count);
        Assert.Multiple(() =>
        {
            Assert.That(SafeText.Escape(a(200)), Is.EqualTo(a(200)));
            Assert.That(SafeText.Escape(a(201)), Is.EqualTo(a(200)));
            Assert.That(SafeText.Escape(a(198) + Cart), Is.EqualTo(a(198) + Cart));
            Assert.That(SafeText.Escape(a(199) + Cart), Is.EqualTo(a(199)), "a pair at the cut");
            Assert.That(SafeText.Escape(a(194) + "\0"), Is.EqualTo(a(194) + @"\u0000"));
            Assert.That(SafeText.Escape(a(195) + "\0"), Is.EqualTo(a(195)), "an escape at the cut");
        });
    }

    [Test]
    public void A_length_that_is_asked_for_is_kept_exactly()
    {
        Assert.Multiple(() =>
        {
            Assert.That(SafeText.Escape("abc", 4), Is.EqualTo("abc"));
            Assert.That(SafeText.Escape("abc", 3), Is.EqualTo("abc"));
            Assert.That(SafeText.Escape("abc", 2), Is.EqualTo("ab"));
            Assert.That(SafeText.Escape("abc", 0), Is.Empty);
            Assert.That(SafeText.Escape("\0\0", 12), Is.EqualTo(@"\u0000\u0000"));
            Assert.That(SafeText.Escape("\0\0", 11), Is.EqualTo(@"\u0000"));
            Assert.That(SafeText.Escape(Cart + Cart, 3), Is.EqualTo(Cart));
        });
    }

    [Test]
    public void Whatever_comes_in_what_goes_out_is_short_storable_and_stays_as_it_is() =>
        Letter.Array[0, 300].Sample(letters =>
        {
            var safe = SafeText.Escape(new string(letters));
            Assert.That(safe, Has.Length.LessThanOrEqualTo(200));
            Assert.That(SafeText.IsStorable(safe) && !safe.Any(char.IsControl), Is.True);
            Assert.That(SafeText.Escape(safe), Is.EqualTo(safe));
        });

    [Test]
    public void Storable_is_what_UTF_8_can_write() =>
        Letter.Array[0, 6].Sample(letters =>
        {
            var text = new string(letters);
            var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
            var storable = !text.Contains('\0');
            try
            {
                strict.GetByteCount(text);
            }
            catch (EncoderFallbackException)
            {
                storable = false;
            }
            Assert.That(SafeText.IsStorable(text), Is.EqualTo(storable));
        });
}
