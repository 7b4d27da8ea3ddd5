using System.CommandLine;
using EcommerceEtl.Benchmarks.Cases;
using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Benchmarks;

/// <summary><c>start</c>: how long short commands of the worker take, and a serving worker until its first run begins.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var worker = WorkerOption.Create();
        var repeat = new Option<int>("--repeat")
        { Description = "Times that each is measured in turn; medians are printed.", DefaultValueFactory = _ => 5 };
        repeat.Validators.Add(result => Limits.Within(result, repeat, 1, 100));
        var command =
            new Command("start", "Start of the worker: status, a run with nothing to do, healthcheck, and serve until its first run. "
                + "A missed goal is printed and no error.")
        {
            worker, repeat,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var benchmark = new StartBenchmark(parsed.GetValue(worker), parsed.GetValue(repeat));
                Console.Out.WriteLine(await benchmark.RunAsync(cancellationToken));
                return 0;
            }
            catch (Exception error) when (error is InvalidOperationException or NpgsqlException or EtlException)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return 1;
            }
        });
        return command;
    }
}
