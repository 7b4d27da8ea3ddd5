using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Tests.Worker.Output;

/// <summary>A table fits its width: no heading and no number is broken, and what goes is the least important.</summary>
public sealed class TextTableTests
{
    private static TextTable Table() => new TextTable(
            new("name", ColumnForm.Text), new("title", ColumnForm.Title, 1), new("none", ColumnForm.Number, 2),
            new("some", ColumnForm.Number, 3),
            new("money", ColumnForm.Number))
        .Add(["shop", "A title of forty characters and no more", "0", "12", "9,999,999,999,999.99"], "A note on it.")
        .Add([new string('s', 30), "short", "0", "3", "1.00"]);

    [Test]
    public void With_room_for_all_nothing_is_left_out() =>
        Assert.That(Table().Lines(200), Is.EqualTo(new[]
        {
            "  name                            title                                    none  some                 money",
            "  shop                            A title of forty characters and no more     0    12  9,999,999,999,999.99",
            "    A note on it.",
            "  ssssssssssssssssssssssssssssss  short                                       0     3                  1.00",
        }));

    [Test]
    public void First_goes_a_column_with_nothing_in_it_then_texts_get_narrower() =>
        Assert.That(Table().Lines(69), Is.EqualTo(new[]
        {
            "  name                title                some                 money",
            "  shop                A title of forty c…    12  9,999,999,999,999.99",
            "    A note on it.",
            "  ssssssssssssssssss  short                   3                  1.00",
            "  ssssssssssss",
        }));

    [Test]
    public void Then_go_columns_by_their_rank_and_a_line_names_them() =>
        Assert.That(Table().Lines(42), Is.EqualTo(new[]
        {
            "  name                               money",
            "  shop                9,999,999,999,999.99",
            "    A note on it.",
            "  ssssssssssssssssss                  1.00",
            "  ssssssssssss",
            "  (no room for some, title; --json has",
            "  them)",
        }));

    [Test]
    public void Letters_that_take_two_cells_are_counted_as_two()
    {
        var lines = new TextTable(new TextColumn("t", ColumnForm.Title), new TextColumn("n", ColumnForm.Number)).Add(["日本語の題名", "1"])
            .Add(["abcdefghijkl", "2"]).Lines(16);

        Assert.That(lines, Is.EqualTo(new[] { "  t            n", "  日本語の題…  1", "  abcdefghij…  2" }));
    }

    [TestCase("one two three", 7, 0, "one two|three")]
    [TestCase("  one two three", 9, 4, "  one two|    three")]
    [TestCase("/a/path/that/is/longer", 10, 2, "/a/path/th|  at/is/lo|  nger")]
    [TestCase("a\nb", 10, 0, "a b")]
    [TestCase("", 10, 0, "")]
    public void A_text_is_broken_between_words_and_a_long_word_where_the_line_ends(string text, int width, int hanging, string lines) =>
        Assert.That(string.Join('|', TextWidth.Wrap(text, width, hanging)), Is.EqualTo(lines));
}
