using System.CommandLine;
using EcommerceEtl.Benchmarks.Cases;
using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Benchmarks;

/// <summary><c>load</c>: the first load and re-runs of the real worker against the bound.</summary>
internal static class LoadCommand
{
    /// <summary>Environment variable with a connection string of a user who may create databases.</summary>
    public const string DatabaseVariable = "ECOMMERCE_ETL_BENCH_DATABASE";

    public static Command Create()
    {
        var carts = new Option<int[]>("--carts")
        {
            Description = "Carts of the shop; several sizes are measured one after the other and compared.",
            DefaultValueFactory = _ => [100_000],
            AllowMultipleArgumentsPerToken = true,
        };
        var repeat = new Option<int>("--repeat")
        { Description = "Times that all cases are measured in turn; medians are printed.", DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "Another seed is another shop.", DefaultValueFactory = _ => 1 };
        var database = new Option<string?>("--database")
        {
            Description =
                $"Connection string of a user who may create databases; else that of {DatabaseVariable}; else PostgreSQL's programs of "
                + "this machine in a temporary cluster with ordinary durability.",
        };
        var peers = new Option<bool>("--peers")
        { Description = "Measure other ways to get the same carts into keyed tables too: psql, EF Core and DuckDB." };
        var worker = WorkerOption.Create();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        carts.Validators.Add(result => Limits.EachWithin(result, carts, 1_000, 100_000_000));
        repeat.Validators.Add(result => Limits.Within(result, repeat, 1, 100));
        var command = new Command("load", "First load and re-runs of the worker, HTTP to commit, against a bare COPY of the same "
            + "bytes, and the goals. A missed goal is printed and no error.")
        {
            carts, repeat, seed, database, peers, worker, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                List<LoadReport> reports = [];
                foreach (var size in parsed.GetValue(carts)!.Order())
                {
                    var benchmark = new LoadBenchmark(
                        size, parsed.GetValue(seed), parsed.GetValue(repeat), parsed.GetValue(peers), parsed.GetValue(worker),
                        parsed.GetValue(database) ?? Environment.GetEnvironmentVariable(DatabaseVariable), Console.Error.WriteLine);
                    reports.Add(await benchmark.RunAsync(cancellationToken));
                    Console.Out.WriteLine(parsed.GetValue(json) ? reports[^1].ToJson() : reports[^1].ToText());
                }
                if (reports.Count > 1 && !parsed.GetValue(json))
                    Console.Out.WriteLine("\n" + LoadReport.CostOfSize(reports));
                return reports.TrueForAll(report => report.Agree) ? 0 : 1;
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
