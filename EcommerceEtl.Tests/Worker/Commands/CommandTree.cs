using System.CommandLine;
using EcommerceEtl.Worker.Commands;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Every command of the worker, as the command line's own tree has it.</summary>
internal static class CommandTree
{
    /// <summary>The commands that do something, with the words that call them and a value for each argument they require.</summary>
    public static IEnumerable<(Command Command, string[] Call)> All() => Under(CommandLine.Root(), []);

    private static IEnumerable<(Command Command, string[] Call)> Under(Command command, string[] words)
    {
        var below = command.Subcommands.SelectMany(sub => Under(sub, [.. words, sub.Name]));
        return command.Action is null ? below : below.Prepend((command, [.. words, .. command.Arguments.Select(_ => "1")]));
    }
}
