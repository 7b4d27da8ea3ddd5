using System.CommandLine;
using EcommerceEtl.Data.Quarantine;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Output;
using Npgsql;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>quarantine</c>: the records that were rejected; one that has been looked at can be set aside, and that be taken
/// back.</summary>
internal static class QuarantineCommand
{
    /// <summary>What of a payload is shown on a terminal; <c>--json</c> has all of it.</summary>
    private const int ShownPayload = 200;

    public static Command Create() => new("quarantine", "The records that were rejected.")
    {
        List(),
        Change(
            "discard", "Sets a rejected record aside: it is neither listed nor counted until what the shop sends of it changes.",
            "open", "discarded", "is discarded until its payload changes", QuarantinedRecord.DiscardAsync),
        Change(
            "restore", "Takes a discard back: the record is listed and counted again until the shop sends a good one.",
            "discarded", "open", "is open again", QuarantinedRecord.RestoreAsync),
    };

    /// <summary>Changes one record, and returns store and entity of all that the key stands for.</summary>
    private delegate Task<ImmutableArray<(string Store, string Entity)>> RecordChange(
        NpgsqlConnection connection, string key, string? store, string? entity, CancellationToken cancellationToken);

    private static Command List()
    {
        var store = Store();
        var all = new Option<bool>("--all") { Description = "Also records that are good again or were discarded." };
        var limit = NumberOption.Of("--limit", "How many records to show at most.", 1, 1_000_000, standard: 100);
        var json = JsonOutput.Option();
        var command = new Command("list", "Lists the records that are still rejected, with what the shop sent and why it cannot be used.")
            { store, all, limit, json };
        command.SetAction((parsed, cancellationToken) => WithDatabaseAsync(
            parsed.GetValue(store),
            connection =>
                ListAsync(connection, parsed.GetValue(store), parsed.GetValue(all), (int)parsed.GetValue(limit)!.Value,
                parsed.GetValue(json), cancellationToken),
            cancellationToken));
        return command;
    }

    private static Command Change(string name, string description, string before, string after, string said, RecordChange change)
    {
        var key = new Argument<string>("KEY") { Description = "Key of the record, as `quarantine list` shows it." };
        var store = Store();
        var entity =
            new Option<string?>("--entity") { Description = "products, customers or carts: where the key stands for several records." };
        entity.AcceptOnlyFromAmong([.. Enum.GetValues<Entity>().Select(SnakeCase.Of)]);
        var json = JsonOutput.Option();
        var command = new Command(name, description) { key, store, entity, json };
        command.SetAction((parsed, cancellationToken) => WithDatabaseAsync(
            parsed.GetValue(store),
            async connection =>
            {
                var found =
                    await change(connection, parsed.GetValue(key)!, parsed.GetValue(store), parsed.GetValue(entity), cancellationToken);
                if (found is not [var one])
                    return await RefuseAsync(found, before, parsed.GetValue(key)!);
                if (parsed.GetValue(json))
                    JsonOutput.Write(new { one.Store, one.Entity, Key = parsed.GetValue(key), Status = after });
                else
                    Page.Out.Line($"{one.Store}: {one.Entity} {parsed.GetValue(key)} {said}.");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    /// <summary>Rows of a store that is no longer configured are still there, so any name may be asked for.</summary>
    private static Option<string?> Store() => new("--store") { Description = "One store's records only." };

    /// <param name="store">The store that was asked for; null for all.</param>
    /// <param name="body">The command.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static Task<int> WithDatabaseAsync(
        string? store, Func<NpgsqlConnection, Task<int>> body, CancellationToken cancellationToken) =>
        CommandHost.UseAsync(needsDatabase: true, async services =>
        {
            var settings = services.GetRequiredService<WorkerSettings>();
            await using var connection =
                await SessionConnection.OpenAsync(settings.Database.ConnectionString, "ecommerce-etl quarantine", cancellationToken);
            try
            {
                var known = (await QuarantinedRecord.StoresAsync(connection, cancellationToken))
                    .Union(settings.Stores.Select(one => one.Name)).ToList();
                if (store is null || known.Contains(store))
                    return await body(connection);
                await Console.Error.WriteLineAsync(
                    $"--store '{store}': no such store; the warehouse and the settings have {string.Join(", ", known)}.");
                return ExitCode.Usage;
            }
            catch (Exception error) when (DatabaseErrors.OnSession(error) is { } understood)
            {
                throw understood;
            }
        });

    private static async Task<int> ListAsync(
        NpgsqlConnection connection, string? store, bool all, int most, bool json, CancellationToken cancellationToken)
    {
        var records = await QuarantinedRecord.ReadAsync(connection, store, all, most + 1, cancellationToken);
        if (json)
            JsonOutput.Write(records.Take(most));
        else
            Print(records, most);
        return ExitCode.Done;
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

    private static void Print(IReadOnlyList<QuarantinedRecord> records, int most)
    {
        var page = Page.Out;
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
