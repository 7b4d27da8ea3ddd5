using EcommerceEtl.Worker.Commands;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>What nobody thought of ends a command with 1 and a plain line, whichever it is.</summary>
internal sealed class UnexpectedErrorTests
{
    [Test]
    public async Task It_is_one_line_that_says_what_and_where_and_repeats_nothing_personal()
    {
        await using var test = new WorkerBundle();
        using var stop = new StopSignal(TimeProvider.System);
        using var error = new StringWriter();

        var code = await CommandLine.EndAsync(() => Task.FromResult(Broken()), stop, error);

        Assert.That(
            (code, error.ToString()),
            Is.EqualTo((1, $"unexpected: Cannot read *** of *** \\u001B[2J (InvalidOperationException in "
                + $"UnexpectedErrorTests.Broken){Environment.NewLine}")));
    }

    private static IEnumerable<TestCaseData> Commands() =>
        CommandTree.All().Where(one => one.Command.Options.Any(option => option.Name == "--json"))
        .Select(one => new TestCaseData(string.Join(' ', one.Call)));

    [TestCaseSource(nameof(Commands))]
    [Platform("Linux")]
    public async Task A_full_disk_under_standard_output_is_one_line_too(string command)
    {
        await using var test = new WorkerBundle();
        await test.BeforehandAsync();
        string[] args = [.. command.Split(' '), "--json"];
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var exit = await (command == "run"
            ? ChildProcess.RunAsync(["sh", "-c", $"exec \"$@\" >{full.Name}", "sh", .. WorkerProgram.Call(args)], test.Settings)
            : HostedCommand.RunAsync(test.Settings, args, new StreamWriter(full) { AutoFlush = true }));

        Assert.That(exit.Code, Is.EqualTo(1), exit.Everything);
        exit.ShowsNoStackTrace();
        Assert.That(exit.ErrorLines[^1], Does.Match("No space left|No (open|discarded) record|No worker answers"));
    }

    private static int Broken() => throw new InvalidOperationException("Cannot read 4917081003 of\njane@shop.example \u001b[2J");
}
