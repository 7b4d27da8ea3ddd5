namespace EcommerceEtl.Tests.Architecture;

public sealed class SourceFileTests
{
    private const int MaxLines = 300;
    private const int MaxLineLength = 140;

    private static IEnumerable<string> WrittenByHand(params string[] endings) =>
        Repository.Files(endings).Where(file => !Repository.IsGenerated(file));

    [Test]
    public void No_file_is_longer_than_300_lines() =>
        Assert.That(
            WrittenByHand(".cs", ".sql", ".sh", ".ci/run").Select(file => (file, lines: Repository.Lines(file).Length))
                .Where(file => file.lines > MaxLines),
            Is.Empty, "a longer file holds two ideas");

    [Test]
    public void No_line_of_code_is_longer_than_140_characters() =>
        Assert.That(
            WrittenByHand(".cs", ".sql").Where(file => !file.StartsWith("migrations/Frozen/", StringComparison.Ordinal))
                .SelectMany(file => Repository.Lines(file).Select((line, at) => (Place: $"{file}:{at + 1}", line.Length)))
                .Where(line => line.Length > MaxLineLength),
            Is.Empty);

    [Test]
    public void No_text_leaves_its_reader_to_choose_between_one_and_many() =>
        Assert.That(
            WrittenByHand(".cs").Where(file => !file.StartsWith("EcommerceEtl.Tests/", StringComparison.Ordinal))
                .SelectMany(file => Repository.Lines(file).Select((line, at) => (Place: $"{file}:{at + 1}", line)))
                .Where(place => place.line.Contains("(s)", StringComparison.Ordinal)).Select(place => place.Place),
            Is.Empty, "Counted.Of(count, noun) writes 1 run and 2 runs");

    [Test]
    public void Commands_write_for_people_through_a_page() =>
        Assert.That(
            WrittenByHand(".cs").Where(file => file.StartsWith("EcommerceEtl.Worker/", StringComparison.Ordinal))
                .Where(file => Repository.Lines(file).Any(line => line.Contains("Console.Out", StringComparison.Ordinal)))
                .Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "Page.cs", "Printed.cs" }), "a page fits the screen");

    [Test]
    public void Half_of_the_files_are_shorter_than_100_lines()
    {
        var lengths = WrittenByHand(".cs").Select(file => Repository.Lines(file).Length).Order().ToList();
        Assert.That(lengths[lengths.Count / 2], Is.LessThan(100));
    }

    [Test]
    public void Files_end_with_one_line_feed_and_hold_no_carriage_return()
    {
        Assert.Multiple(() =>
        {
            foreach (var file in WrittenByHand(".cs", ".sql", ".sh", ".csproj", ".props", ".golden.tsv"))
            {
                var text = File.ReadAllText(Path.Combine(Repository.Root, file));
                Assert.That(text.Contains('\r') || !text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal), Is.False, file);
            }
        });
    }
}
