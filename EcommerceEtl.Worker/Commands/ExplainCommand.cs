using System.CommandLine;
using System.Data;
using EcommerceEtl.Data.Explain;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Explain;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Sources;
using Npgsql;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>explain</c>: where a figure comes from. It only reads, takes no lock and leaves no trace in the ledger, so that it can be
/// asked while a run is under way.</summary>
internal static class ExplainCommand
{
    public static Command Create() => new("explain", "Where a figure comes from.") { Cart(), Day() };

    private static Command Cart()
    {
        var store = StoreName.Argument("STORE");
        var id = new Argument<string>("ID") { Description = "The cart's number, or its id in the shop." };
        return new Command(
            "cart", "Shows a cart as it landed, its rows with the origin of each price and step, and the figures in which it counts.")
            { store, id }.Runs(call => WithStoreAsync(call, call.Value(store), (connection, facts) =>
                CartAsync(call, connection, facts, call.Value(id))));
    }

    private static Command Day()
    {
        var store = StoreName.Argument("STORE");
        var date = new Argument<string>("DATE") { Description = "The day in the store's time zone, yyyy-MM-dd." };
        date.Validators.Add(result =>
        {
            if (ReportDay.Parse(result.GetValueOrDefault<string>()) is null)
                result.AddError($"DATE takes {ReportDay.AllowedText}.");
        });
        return new Command(
            "day", "Shows the figures of a day, the carts and the rows of orders that make them, and what runs changed of it later.")
            { store, date }.Runs(call => WithStoreAsync(call, call.Value(store), (connection, facts) =>
                DayAsync(call, connection, facts, ReportDay.Parse(call.Value(date))!.Value)));
    }

    private static async Task<int> WithStoreAsync(CommandCall call, string name, Func<NpgsqlConnection, StoreFacts, Task<int>> body)
    {
        await using var connection = await call.ConnectAsync("explain");
        (await SchemaState.ReadAsync(connection, call.Token)).ThrowIfNotCurrent();
        // All queries see the same state of the data, whatever a run commits meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, call.Token);
        if (await StoreFacts.FindAsync(connection, name, call.Token) is { } store)
            return await body(connection, store);
        await Console.Error.WriteLineAsync(
            $"The warehouse knows no store '{name}'. `store list` shows those that there are; one of the settings is there after its first "
            + "run.");
        return ExitCode.Usage;
    }

    private static async Task<int> CartAsync(CommandCall call, NpgsqlConnection connection, StoreFacts store, string id)
    {
        var settings = call.Settings.Stores.FirstOrDefault(one => one.Name == store.Name && one.Kind == store.Kind);
        var sources = call.Get<SourceFactory>();
        var options = (settings ?? new StoreOptions { Name = store.Name, Kind = store.Kind }).Completed(store.Currency, store.TimeZone);
        var source = sources.Kinds.Contains(store.Kind) ? sources.Create(options) : null;
        var rules = call.Settings.Funnel.RulesOf(store.Name, options.TimeZone, store.Origins, source?.Choices ?? "");
        if (await CartExplanation.ReadAsync(connection, store, rules, call.Get<LandingZone>(), source, id, call.Token) is { } cart)
            return call.Print(ExplainJson.Of(cart), page => new CartText(page, cart).Write());
        await Console.Error.WriteLineAsync(
            $"Nothing is known of a cart '{id}' of {store.Name}: neither the warehouse nor its quarantine nor any kept snapshot has it. "
            + $"ID is the cart's id in the shop, or its number (carts.cart_id); `explain day {store.Name} DATE` lists the carts of a day.");
        return ExitCode.Usage;
    }

    private static async Task<int> DayAsync(CommandCall call, NpgsqlConnection connection, StoreFacts store, DateOnly date)
    {
        if (await DayExplanation.ReadAsync(connection, store, date, call.Json ? ExplainJson.Most : DayText.Most, call.Token) is { } day)
            return call.Print(ExplainJson.Of(day), page => new DayText(page, day).Write());
        var days = await Figures.DaysAsync(connection, store.StoreId, call.Token);
        await Console.Error.WriteLineAsync(
            $"Nothing counts on {date:yyyy-MM-dd} in {store.Name}. "
            + (days is var (first, last)
                ? $"Its days with figures lie between {first:yyyy-MM-dd} and {last:yyyy-MM-dd}; choose one of them."
                : "It has no carts yet; `status` shows its runs."));
        return ExitCode.Usage;
    }
}
