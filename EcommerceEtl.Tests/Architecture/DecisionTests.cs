using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>Decisions are numbered without gaps, each has a date and a status, and the list names all of them.</summary>
public sealed partial class DecisionTests
{
    private const string Folder = "docs/decisions/";
    private const string Index = Folder + "README.md";

    [Test]
    public void Every_decision_has_a_number_a_date_and_a_status_and_stands_in_the_list()
    {
        var files = Repository.Files(".md").Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && file != Index).ToList();
        var decisions = files.SelectMany(file => Decision().Matches(string.Join('\n', Repository.Lines(file)))
            .Select(found => (Number: int.Parse(found.Groups["number"].Value, CultureInfo.InvariantCulture),
            Link: $"{file[Folder.Length..]}#{found.Groups["number"].Value}")))
            .OrderBy(decision => decision.Number).ToList();
        var headings = files.SelectMany(Repository.Lines).Count(line => line.StartsWith("## ", StringComparison.Ordinal));

        Assert.That(decisions.Select(decision => decision.Number), Is.EqualTo(Enumerable.Range(1, headings)));
        Assert.That(
            Link().Matches(string.Join('\n', Repository.Lines(Index))).Select(link => link.Groups["link"].Value),
            Is.EquivalentTo(decisions.Select(decision => decision.Link)));
    }

    [GeneratedRegex(@"^## (?<number>\d+)\n\d{4}-\d\d-\d\d, (accepted|superseded by \d+)\n\n\*\*", RegexOptions.Multiline)]
    private static partial Regex Decision();

    [GeneratedRegex(@"^- \[\d+\]\((?<link>[^)]+)\): ", RegexOptions.Multiline)]
    private static partial Regex Link();
}
