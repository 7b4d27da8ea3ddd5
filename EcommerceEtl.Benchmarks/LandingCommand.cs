using System.CommandLine;
using EcommerceEtl.Benchmarks.Cases;

namespace EcommerceEtl.Benchmarks;

/// <summary><c>landing</c>: how fast the worker reads, filters and lands the answers of a shop, without a network or a database.</summary>
internal static class LandingCommand
{
    public static Command Create()
    {
        var carts = new Option<int>("--carts") { Description = "Carts of the shop.", DefaultValueFactory = _ => 100_000 };
        var repeat = new Option<int>("--repeat")
        {
            Description = "Times that each answer is landed; medians are printed.",
            DefaultValueFactory = _ => 15,
        };
        carts.Validators.Add(result => Limits.Within(result, carts, 1_000, 10_000_000));
        repeat.Validators.Add(result => Limits.Within(result, repeat, 1, 1_000));
        var command =
            new Command("landing", "Reads, filters and lands the same answers again and again, in memory but for the landed files.")
        {
            carts, repeat,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark = new LandingBenchmark(parsed.GetValue(carts), parsed.GetValue(repeat), Console.Error.WriteLine);
            await foreach (var line in benchmark.RunAsync(cancellationToken))
                Console.Out.WriteLine(line);
            return 0;
        });
        return command;
    }
}
