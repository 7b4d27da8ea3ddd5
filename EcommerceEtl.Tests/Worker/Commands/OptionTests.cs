using System.CommandLine;
using EcommerceEtl.Worker.Commands;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Every option of every command, with values that it cannot take: exit code 2, in plain words.</summary>
internal sealed class OptionTests
{
    private static readonly string[][] _wrong = [["abc"], ["-1"], ["99999999999999999999"], [""], ["1", "2"], ["½"], ["2026-02-30"], []];

    [Test]
    public void No_value_is_more_than_the_command_line_can_say_no_to()
    {
        var judged = 0;
        foreach (var (command, option) in Options())
        {
            foreach (var values in _wrong)
            {
                foreach (var call in Calls(command.Call, option, values))
                {
                    judged++;
                    var parsed = CommandLine.Root().Parse(call);
                    // A text may be anything until the warehouse is asked for it; the test below does.
                    if (!(IsText(option) && values.Length == 1) && !IsSwitchAlone(option, values))
                        Assert.That(parsed.Errors, Is.Not.Empty, string.Join(' ', call));
                    Assert.That(parsed.Errors.Select(error => error.Message), Has.None.Empty.And.None.Contains("Exception"),
                        string.Join(' ', call));
                }
            }
        }
        Assert.That(judged, Is.GreaterThan(400));
    }

    private static IEnumerable<TestCaseData> Texts() =>
        from one in Options()
        where IsText(one.Option) && !one.Option.Name.EndsWith("from", StringComparison.Ordinal)
            && !one.Option.Name.EndsWith("to", StringComparison.Ordinal)
        select new TestCaseData(one.Command.Call, one.Option.Name);

    [TestCaseSource(nameof(Texts))]
    public async Task A_text_that_names_nothing_ends_with_2(string[] call, string option)
    {
        await using var test = new WorkerBundle();
        await test.BeforehandAsync();
        foreach (var value in new[] { "abc", "-1", "½", "" })
        {
            var exit = await test.RunAsync([.. call, $"{option}={value}"]);

            Assert.That(exit.Code, Is.EqualTo(2), $"{option}={value}: {exit.Everything}");
            Assert.That((exit.Output, exit.ErrorLines.Length > 0), Is.EqualTo(("", true)));
            exit.ShowsNoStackTrace();
        }
        Assert.That(await test.LedgerAsync(), Has.Length.EqualTo(1), "nothing was run");
    }

    private static IEnumerable<((Command Command, string[] Call) Command, Option Option)> Options() =>
        CommandTree.All().SelectMany(command => command.Command.Options.Where(option => option.Name is not ("--help" or "--version"))
            .Select(option => (command, option)));

    private static bool IsText(Option option) => option.ValueType == typeof(string);

    /// <summary>The library takes <c>--json=</c> for <c>--json</c>.</summary>
    private static bool IsSwitchAlone(Option option, string[] values) =>
        option.ValueType == typeof(bool) && string.Concat(values).Length == 0;

    /// <summary>Each way in which an option and its values can be written.</summary>
    private static IEnumerable<string[]> Calls(string[] call, Option option, string[] values)
    {
        yield return [.. call, option.Name, .. values];
        if (values.Length > 0)
            yield return [.. call, .. values.Select(value => $"{option.Name}={value}")];
    }
}
