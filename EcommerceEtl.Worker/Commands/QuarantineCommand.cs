using System.CommandLine;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Worker.Output;
using Npgsql;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>quarantine</c>: lists the rejected records. One that has been looked at can be discarded, and a discarded one can be
/// restored.</summary>
internal static class QuarantineCommand
{
    /// <summary>What of a payload is shown on a terminal; <c>--json</c> has all of it.</summary>
    private const int ShownPayload = 200;

    public static Command Create() => new("quarantine", "The records that were rejected.")
    {
        List(),
        Change(
            "discard", "Sets a rejected record aside: it is neither listed nor counted until what the shop sends of it changes.",
            discard: true, "open", "discarded", "is discarded until its payload changes"),
        Change(
            "restore", "Takes a discard back: the record is listed and counted again until the shop sends a good one.",
            discard: false, "discarded", "open", "is open again"),
    };

    private static Command List()
    {
        var store = Store();
        var all = new Option<bool>("--all") { Description = "Also records that are good again or were discarded." };
        var limit = NumberOption.Of("--limit", "How many records to show at most.", 1, 1_000_000, standard: 100);
        return new Command("list", "Lists the records that are still rejected, with what the shop sent and why it cannot be used.")
            { store, all, limit }.Runs(call => WithDatabaseAsync(call, call.Value(store), async connection =>
            {
                var most = (int)call.Value(limit)!.Value;
                var records = await QuarantinedRecord.ReadAsync(connection, call.Value(store), call.Value(all), most + 1, call.Token);
                return call.Print(records.Take(most), page => Print(page, records, most));
            }));
    }

    private static Command Change(string name, string description, bool discard, string before, string after, string said)
    {
        var key = new Argument<string>("KEY") { Description = "Key of the record, as `quarantine list` shows it." };
        var store = Store();
        var entity =
            new Option<string?>("--entity") { Description = "products, customers or carts: where the key stands for several records." };
        entity.AcceptOnlyFromAmong([.. Entities.All.Select(SnakeCase.Of)]);
        return new Command(name, description) { key, store, entity }.Runs(call => WithDatabaseAsync(
            call, call.Value(store),
            async connection =>
            {
                var found = await QuarantinedRecord.ChangeAsync(
                    connection, discard, call.Value(key), call.Value(store), call.Value(entity), call.Token);
                return found is [var one]
                    ? call.Print(
                        new { one.Store, one.Entity, Key = call.Value(key), Status = after },
                        page => page.Line($"{one.Store}: {one.Entity} {call.Value(key)} {said}."))
                    : await RefuseAsync(found, before, call.Value(key));
            }));
    }

    /// <summary>Rows of a store that is no longer configured are still there, so any name may be asked for.</summary>
    private static Option<string?> Store() => new("--store") { Description = "One store's records only." };

    /// <param name="store">The store that was asked for; null for all.</param>
    private static async Task<int> WithDatabaseAsync(CommandCall call, string? store, Func<NpgsqlConnection, Task<int>> body)
    {
        await using var connection = await call.ConnectAsync("quarantine");
        var known = (await QuarantinedRecord.StoresAsync(connection, call.Token))
            .Union(call.Settings.Stores.Select(one => one.Name)).ToList();
        if (store is null || known.Contains(store))
            return await body(connection);
        await Console.Error.WriteLineAsync(
            $"--store '{store}': no such store; the warehouse and the settings have {string.Join(", ", known)}.");
        return ExitCode.Usage;
    }

    private static async Task<int> RefuseAsync(IReadOnlyList<(string Store, string Entity)> found, string status, string key)
    {
        await Console.Error.WriteLineAsync(
            found.Count == 0
                ? $"No {status} record has the key '{key}'. `quarantine list` shows the open ones, --all the others too."
                : $"The key '{key}' stands for {Counted.Of(found.Count, "record")}: "
                + $"{string.Join(", ", found.Select(one => $"{one.Entity} of {one.Store}"))}. "
                + "Nothing was changed; say which with --store and --entity.");
        return ExitCode.Failed;
    }

    private static void Print(Page page, IReadOnlyList<QuarantinedRecord> records, int most)
    {
        if (records.Count == 0)
            page.Line("No record is in quarantine.");
        foreach (var record in records.Take(most))
        {
            page.Line(
                $"{record.Store} {record.Entity} {record.Key}: {record.Reason} at {record.Path}, "
                    + $"{(record.Status == "open" ? "" : record.Status + ", ")}"
                + $"since {Time(record.FirstSeenAt)}, last seen {Time(record.LastSeenAt)}");
            page.Line($"    {ShownText.Of(record.Payload, ShownPayload)}", hanging: 4);
        }
        if (records.Count > most)
            page.Line($"There are more: --limit shows more than {most}.");
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
