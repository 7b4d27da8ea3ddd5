using System.CommandLine;
using EcommerceEtl.Worker.Commands;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Every command of the worker, as the command line's own tree has it.</summary>
internal static class CommandTree
{
    /// <summary>The commands that do something, with the words that call them and a value for each argument they require.</summary>
    public static IEnumerable<(Command Command, string[] Call)> All() => Under(CommandLine.Root(), []);

    /// <summary>What there is in the warehouse of a test that has loaded the shop once.</summary>
    private static string Value(Argument argument) => argument.Name switch
    {
        "NAME" or "STORE" => "fakestore",
        "ID" or "KEY" => "1",
        "DATE" => "2020-03-01",
        _ => throw new InvalidOperationException($"No value is known for the argument {argument.Name}."),
    };

    private static IEnumerable<(Command Command, string[] Call)> Under(Command command, string[] words)
    {
        var below = command.Subcommands.SelectMany(sub => Under(sub, [.. words, sub.Name]));
        return command.Action is null ? below : below.Prepend((command, [.. words, .. command.Arguments.Select(Value)]));
    }
}
