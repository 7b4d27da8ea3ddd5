using System.CommandLine;
using EcommerceEtl.Benchmarks.Boards;
using EcommerceEtl.Domain.Runs;
using Npgsql;

namespace EcommerceEtl.Benchmarks;

/// <summary><c>boards</c>: how long the boards' panels take on a large warehouse, and the first version's SQL on its own tables.</summary>
internal static class BoardsCommand
{
    public static Command Create()
    {
        var events = new Option<long>("--events") { Description = "Funnel events in three years.", DefaultValueFactory = _ => 10_000_000 };
        var repeat = new Option<int>("--repeat")
        {
            Description = "Times that each query is measured after a first one; medians are printed.",
            DefaultValueFactory = _ => 5,
        };
        var orders = new Option<int>("--orders")
        {
            Description = "Orders of a shop that states them, in three years: loads them and measures the funnel board on them instead.",
        };
        var data = new Option<string?>("--data")
        {
            Description =
                "Folder of a PostgreSQL cluster that is kept, so that the next run need not fill it again; a temporary one by default.",
        };
        var command =
            new Command("boards", "Every SQL panel of both boards on a large warehouse, beside the first version's SQL on its own tables.")
        {
            events, orders, repeat, data,
        };
        events.Validators.Add(result => Limits.Within(result, events, 10_000, 1_000_000_000));
        orders.Validators.Add(result => Limits.Within(result, orders, 1_000, 100_000_000));
        repeat.Validators.Add(result => Limits.Within(result, repeat, 1, 100));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (times, folder) = (parsed.GetValue(repeat), parsed.GetValue(data));
            try
            {
                Console.Out.WriteLine(parsed.GetResult(orders) is not null
                    ? (await new OrdersBenchmark(parsed.GetValue(orders), times, folder, Console.Error.WriteLine)
                        .RunAsync(cancellationToken)).ToText()
                    : (await new BoardsBenchmark(parsed.GetValue(events), times, folder, Console.Error.WriteLine)
                        .RunAsync(cancellationToken)).ToText());
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
