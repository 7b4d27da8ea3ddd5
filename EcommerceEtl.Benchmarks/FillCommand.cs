using System.CommandLine;
using EcommerceEtl.Benchmarks.Cases;
using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Benchmarks;

/// <summary><c>fill</c>: the history of a large shop that is read page by page, and then what changed in it.</summary>
internal static class FillCommand
{
    public static Command Create()
    {
        var orders = new Option<int>("--orders") { Description = "Orders of the shop.", DefaultValueFactory = _ => 100_000 };
        var rate = new Option<int>("--rate")
        {
            Description = "Most requests a second while the history is filled. 2 is what the worker allows itself with WooCommerce; two "
                + "thousand requests and more take a quarter of an hour then.",
            DefaultValueFactory = _ => 2,
        };
        var worker = WorkerOption.Create();
        orders.Validators.Add(result => Limits.Within(result, orders, 1_000, 1_000_000));
        rate.Validators.Add(result => Limits.Within(result, rate, 1, 1_000));
        var command = new Command("fill", "First fill of the sample shop as one of WooCommerce, at a bounded rate, and then 100 orders "
            + "that are new. A missed goal is printed and no error.")
        {
            orders, rate, worker,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var benchmark = new FillBenchmark(parsed.GetValue(worker), parsed.GetValue(orders), parsed.GetValue(rate));
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
