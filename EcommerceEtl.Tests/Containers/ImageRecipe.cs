using System.Text.Json;
using EcommerceEtl.Tests.Architecture;

namespace EcommerceEtl.Tests.Containers;

/// <summary>The instructions of the Dockerfile, continued lines joined, comments left out.</summary>
internal static class ImageRecipe
{
    /// <summary>Arguments before the first stage.</summary>
    public static IReadOnlyList<Instruction> Global { get; }

    public static IReadOnlyList<Stage> Stages { get; }

    static ImageRecipe()
    {
        List<Instruction> global = [];
        List<Stage> stages = [];
        foreach (var instruction in Instructions())
            if (instruction.Word == "FROM")
                stages.Add(new Stage(instruction.Rest.Split(' ')[0], instruction.Rest.Split(' ')[^1], []));
            else
                (stages.Count == 0 ? global : stages[^1].Own).Add(instruction);
        (Global, Stages) = (global, stages);
    }

    /// <summary>The instructions that make a stage, those of the stages it begins from first.</summary>
    public static IEnumerable<Instruction> Of(string name)
    {
        var stage = Stages.Single(stage => stage.Name == name);
        return (Stages.Any(other => other.Name == stage.Base) ? Of(stage.Base) : []).Concat(stage.Own);
    }

    /// <summary>The last instruction of a kind; only that one counts.</summary>
    public static string Last(string stage, string word) => Of(stage).Last(instruction => instruction.Word == word).Rest;

    /// <summary>The words of an instruction in its exec form, which needs no shell.</summary>
    public static string[] Exec(string text) => JsonSerializer.Deserialize<string[]>(text)!;

    private static IEnumerable<Instruction> Instructions()
    {
        var joined = "";
        foreach (var line in Repository.Lines("Dockerfile").Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            joined += line.TrimEnd('\\');
            if (line.EndsWith('\\'))
                continue;
            var words = joined.Split(' ', 2, StringSplitOptions.TrimEntries);
            yield return new Instruction(words[0].ToUpperInvariant(), words[1]);
            joined = "";
        }
    }

    internal sealed record Instruction(string Word, string Rest);

    internal sealed record Stage(string Base, string Name, List<Instruction> Own);
}
