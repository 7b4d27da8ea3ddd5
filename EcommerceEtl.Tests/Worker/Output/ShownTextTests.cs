using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Tests.Worker.Output;

public sealed class ShownTextTests
{
    [Test]
    public void A_text_that_is_cut_says_so_also_where_only_its_escapes_make_it_too_long()
    {
        Assert.That(ShownText.Of("abcdef", 6), Is.EqualTo("abcdef"));
        Assert.That(ShownText.Of("abcdefg", 6), Is.EqualTo("abcdef ..."));
        Assert.That(ShownText.Of("ab\a\a", 8), Is.EqualTo(@"ab\u0007 ..."));
    }

    [Test]
    public void What_is_shown_already_stays_as_it_is() =>
        Assert.That(ShownText.Of(ShownText.Of("a\u001b\u202eb")), Is.EqualTo(@"a\u001B\u202Eb"));

    [Test]
    public void Every_text_of_a_table_and_of_a_page_goes_through_it()
    {
        using var written = new StringWriter { NewLine = "\n" };
        var page = new Page(written, 80, breaksTexts: false);
        page.Line("a\u001b" + new string('b', ShownText.MaxLine));
        page.Write(new TextTable(new TextColumn("n", ColumnForm.Word)).Add(["c\u202e"], "d\u2028"));
        page.Write(new TextTable(new TextColumn("t", ColumnForm.Title)).Add([new string('t', 41)]));

        Assert.That(written.ToString().Split('\n'), Is.EqualTo(new[]
        {
            @"a\u001B" + new string('b', ShownText.MaxLine - 7) + " ...",
            "  n", @"  c\u202E", @"    d\u2028",
            "  t", "  " + new string('t', 39) + "…", "",
        }));
    }
}
