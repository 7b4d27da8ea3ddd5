using System.Diagnostics;

namespace EcommerceEtl.Tests.Model;

/// <summary>A sequence of steps made from one seed. A failing one is made shorter before it is shown.</summary>
internal sealed record ModelScript(int Seed, IReadOnlyList<ModelStep> Steps)
{
    private static readonly (StepKind Kind, int Weight)[] Runs =
    [
        (StepKind.Run, 10), (StepKind.AcceptingRun, 5), (StepKind.Replay, 3), (StepKind.Fault, 2), (StepKind.Hiccup, 1),
        (StepKind.Cancel, 1),
        (StepKind.LostSession, 1), (StepKind.EmptyAnswer, 1), (StepKind.ManyRejects, 1), (StepKind.Rules, 1),
    ];

    /// <summary>Rounds of some edits, now and then a moved clock, and a run; in one round, the run is killed.</summary>
    public static ModelScript Of(int seed, int rounds)
    {
        var r = new Random(seed);
        List<ModelStep> steps = [];
        var killed = rounds / 2 + r.Next(rounds / 4);
        for (var round = 0; round < rounds; round++)
        {
            steps.AddRange(Enumerable.Range(0, r.Next(7)).Select(_ => new ModelStep(StepKind.Edit, r.Next())));
            if (r.Next(3) == 0)
                steps.Add(new ModelStep(StepKind.Clock, r.Next()));
            if (r.Next(8) == 0)
                steps.Add(new ModelStep(StepKind.Discard, r.Next()));
            if (round == killed)
                steps.Add(new ModelStep(StepKind.Kill, r.Next()));
            steps.Add(new ModelStep(Weighted(r), r.Next()));
        }
        return new ModelScript(seed, steps);
    }

    /// <summary>Runs the script to its end, and then the proof that the warehouse is a function of its last snapshot.</summary>
    /// <returns>The failure with what led to it, or null.</returns>
    public async Task<ModelFailure?> ExecuteAsync()
    {
        await using var session = ModelSession.Open(Seed);
        var at = 0;
        try
        {
            for (; at < Steps.Count; at++)
                await Steps[at].ExecuteAsync(session);
            await FreshWarehouse.CompareAsync(session, new Random(Seed));
            return null;
        }
        catch (ModelMismatchException mismatch)
        {
            return new ModelFailure(this with { Steps = [.. Steps.Take(at + 1)] }, mismatch.Message, [.. session.Log]);
        }
    }

    /// <summary>Leaves out steps, half of them at first and single ones in the end, as long as the script still fails.</summary>
    public static async Task<ModelFailure> ShrinkAsync(ModelFailure failure, TimeSpan budget)
    {
        var watch = Stopwatch.StartNew();
        for (var size = failure.Script.Steps.Count / 2; size > 0; size /= 2)
        {
            for (var from = 0; from < failure.Script.Steps.Count - 1 && watch.Elapsed < budget;)
            {
                IReadOnlyList<ModelStep> without = [.. failure.Script.Steps.Take(from), .. failure.Script.Steps.Skip(from + size)];
                if (without.Count > 0 && await (failure.Script with { Steps = without }).ExecuteAsync() is { } still)
                    failure = still;
                else
                    from += size;
            }
        }
        return failure;
    }

    private static StepKind Weighted(Random r)
    {
        var drawn = r.Next(Runs.Sum(run => run.Weight));
        return Runs.First(run => (drawn -= run.Weight) < 0).Kind;
    }
}

/// <summary>A script that failed, up to the step that showed it.</summary>
internal sealed record ModelFailure(ModelScript Script, string Difference, IReadOnlyList<string> Log)
{
    public override string ToString() =>
        $"Script seed {Script.Seed}, {Script.Steps.Count} steps: "
            + $"{string.Join(' ', Script.Steps.Select(step => $"{step.Kind}:{step.Seed}"))}\n"
        + $"What happened:\n{string.Join('\n', Log.Select(line => $"  {(line.Length > 400 ? line[..400] + "..." : line)}"))}\n{Difference}";
}
