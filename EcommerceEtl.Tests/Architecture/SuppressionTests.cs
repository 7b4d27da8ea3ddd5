using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>Every suppressed warning has its reason beside it.</summary>
public sealed partial class SuppressionTests
{
    [Test]
    public void A_pragma_says_why_on_its_own_line_or_the_one_above() =>
        Assert.That(Offences(".cs", Pragma(), (lines, i) => lines[i].Contains("//", StringComparison.Ordinal)
            || IsComment(lines, i - 1)), Is.Empty);

    [Test]
    public void A_suppression_attribute_has_its_justification() =>
        Assert.That(
            Offences(".cs", Attribute(), (lines, i) => string.Concat(lines.Skip(i).Take(3))
                .Contains("Justification = \"", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void A_project_names_each_code_that_it_switches_off_in_a_comment_above() =>
        Assert.That(
            Offences(".csproj", ProjectSetting(), NamedAbove).Concat(Offences(".props", ProjectSetting(), NamedAbove)), Is.Empty);

    [Test]
    public void An_analyser_that_is_switched_off_is_named_in_a_comment_above() =>
        Assert.That(Offences(".editorconfig", Severity(), NamedAbove), Is.Empty);

    [Test]
    public void What_is_looked_for_can_be_seen()
    {
        string[] bare = ["#pragma warning disable CA1822", "public int X;"];
        string[] reasoned = ["// CA1822: the serialiser needs an instance.", "#pragma warning disable CA1822"];
        string[] setting = ["<!-- CS1591: names say enough. -->", "<NoWarn>$(NoWarn);CS1591;CA5394</NoWarn>"];
        Assert.Multiple(() =>
        {
            Assert.That(Pragma().IsMatch(bare[0]) && !IsComment(bare, -1), Is.True);
            Assert.That(IsComment(reasoned, 0), Is.True);
            Assert.That(ProjectSetting().IsMatch(setting[1]) && !NamedAbove(setting, 1), Is.True, "CA5394 has no reason");
        });
    }

    private static IEnumerable<string> Offences(string ending, Regex suppression, Func<string[], int, bool> hasReason) =>
        from file in Repository.Files(ending)
        where !file.EndsWith("Architecture/SuppressionTests.cs", StringComparison.Ordinal) && !Repository.IsGenerated(file)
        let lines = Repository.Lines(file)
        from i in Enumerable.Range(0, lines.Length)
        where suppression.IsMatch(lines[i]) && !hasReason(lines, i)
        select $"{file}:{i + 1}: {lines[i].Trim()}";

    private static bool IsComment(string[] lines, int i) => i >= 0 && lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal);

    /// <summary>Each code on the line stands in a comment among the eight lines above.</summary>
    private static bool NamedAbove(string[] lines, int i)
    {
        var comments = string.Concat(lines[Math.Max(0, i - 8)..i]
            .Where(line => line.TrimStart().StartsWith('#') || line.Contains("<!--", StringComparison.Ordinal)));
        return Code().Matches(lines[i]).All(code => comments.Contains(code.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*#pragma warning disable")]
    private static partial Regex Pragma();

    [GeneratedRegex(@"\[(assembly: )?(UnconditionalSuppressMessage|SuppressMessage)\(")]
    private static partial Regex Attribute();

    [GeneratedRegex("<(NoWarn|WarningsNotAsErrors)>|NoWarn=")]
    private static partial Regex ProjectSetting();

    [GeneratedRegex(@"^dotnet_diagnostic\..*severity = (none|silent)|^dotnet_analyzer_diagnostic.*= none")]
    private static partial Regex Severity();

    [GeneratedRegex("[A-Z]{2,8}[0-9]{3,5}")]
    private static partial Regex Code();
}
