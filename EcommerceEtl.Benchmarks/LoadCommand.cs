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
        var carts = new Option<int>("--carts") { Description = "Carts of the shop.", DefaultValueFactory = _ => 100_000 };
        var repeat = new Option<int>("--repeat")
        { Description = "Times that all cases are measured in turn; medians are printed.", DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "Another seed is another shop.", DefaultValueFactory = _ => 1 };
        var database = new Option<string?>("--database")
        {
            Description =
                $"Connection string of a user who may create databases; else that of {DatabaseVariable}; else PostgreSQL's programs of "
                + "this machine in a temporary cluster with ordinary durability.",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        carts.Validators.Add(result => Limits.Within(result, carts, 1_000, 100_000_000));
        repeat.Validators.Add(result => Limits.Within(result, repeat, 1, 100));
        var command = new Command("load", "First load and re-runs of the worker, HTTP to commit, against a bare COPY of the same bytes.")
        {
            carts, repeat, seed, database, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark = new LoadBenchmark(
                parsed.GetValue(carts), parsed.GetValue(seed), parsed.GetValue(repeat),
                parsed.GetValue(database) ?? Environment.GetEnvironmentVariable(DatabaseVariable), Console.Error.WriteLine);
            try
            {
                var report = await benchmark.RunAsync(cancellationToken);
                Console.Out.WriteLine(parsed.GetValue(json) ? report.ToJson() : report.ToText());
                return report.Agree ? 0 : 1;
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
