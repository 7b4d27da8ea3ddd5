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
        var data = new Option<string?>("--data")
        {
            Description =
                "Folder of a PostgreSQL cluster that is kept, so that the next run need not fill it again; a temporary one by default.",
        };
        var command =
            new Command("boards", "Every SQL panel of both boards on a large warehouse, beside the first version's SQL on its own tables.")
        {
            events, repeat, data,
        };
        events.Validators.Add(result => Limits.Within(result, events, 10_000, 1_000_000_000));
        repeat.Validators.Add(result => Limits.Within(result, repeat, 1, 100));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark =
                new BoardsBenchmark(parsed.GetValue(events), parsed.GetValue(repeat), parsed.GetValue(data), Console.Error.WriteLine);
            try
            {
                var report = await benchmark.RunAsync(cancellationToken);
                Console.Out.WriteLine(report.ToText());
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
