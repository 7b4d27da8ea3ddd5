using System.CommandLine;
using System.Diagnostics;
using EcommerceEtl.Domain.Funnel;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Bound;

/// <summary>The hidden command <c>bound</c>: what the same bytes cost at least. COPY of one row an event and one a user into keyed tables,
/// from HTTP to COMMIT, with no landing, no hash, no idempotence and no checks.</summary>
internal static class BoundLoad
{
    /// <summary>The store's name here and in the worker: it decides the draws.</summary>
    public const string Store = "bench";

    public static Command Command()
    {
        var shop = new Argument<string>("shop");
        var database = new Argument<string>("database");
        var command = new Command("bound") { shop, database };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var seconds = await RunAsync(parsed.GetValue(shop)!, parsed.GetValue(database)!, cancellationToken);
            Console.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
            return 0;
        });
        return command;
    }

    private static async Task<double> RunAsync(string shop, string database, CancellationToken cancellationToken)
    {
        var rules = new FunnelRules(
            Store, "ecommerce", 0.6, 0.5, TimeZoneInfo.Utc,
            new StepOrigins(StepOrigin.Derived, StepOrigin.Simulated, StepOrigin.Simulated));
        var started = Stopwatch.GetTimestamp();
        using var client = new HttpClient();
        await using var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { WriteBufferSize = 64 * 1024 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var prices = new ProductPrices();
        await ReadAsync("products", prices.Read);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY user_rows FROM STDIN (FORMAT binary)", cancellationToken))
        {
            await ReadAsync("users", new UserRows(copy).Read);
            await copy.CompleteAsync(cancellationToken);
        }
        await using (var copy = await connection.BeginBinaryImportAsync("COPY event_rows FROM STDIN (FORMAT binary)", cancellationToken))
        {
            await ReadAsync("carts", new EventRows(copy, prices, rules).Read);
            await copy.CompleteAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task ReadAsync(string entity, ElementReader read)
        {
            await using var body = await client.GetStreamAsync(new Uri($"{shop}/{entity}"), cancellationToken);
            await JsonElements.ReadAsync(body, read, cancellationToken);
        }
    }
}
