using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Model;

namespace EcommerceEtl.Tests.Kills;

/// <summary>
/// A run in a process of its own that is killed at a given moment. Whatever came of it is all of it or nothing: the database must equal
/// the model with the run, if the ledger says that it succeeded, and without it, if not.
/// </summary>
internal static class KilledRun
{
    /// <summary>What the worker says on standard error as it goes, in order.</summary>
    public static readonly string[] Markers =
    [
        "waiting for the store's lock", "asking the shop for carts", "asking the shop for customers", "asking the shop for products",
        "loading products", "loading customers", "loading carts", "committing",
    ];

    /// <summary>Runs and kills.</summary>
    /// <param name="session">Shop, database and model.</param>
    /// <param name="marker">The line of standard error that starts the timer; null to let the run end by itself.</param>
    /// <param name="offset">When after that line.</param>
    /// <returns>The killed run's outcome in the ledger; null if it had not got there.</returns>
    public static async Task<string?> ExecuteAsync(ModelSession session, string? marker, TimeSpan offset)
    {
        await using (var worker = Start(session.Pipeline.Variables()))
        {
            if (marker is null)
                await worker.ExitAsync();
            else if (await worker.TryLineAsync(marker) is not null)
                await Task.Delay(offset);
            await worker.KillAsync();
        }
        await StoreLockWait.UntilFreeAsync(session.Pipeline.Database, "fakestore");
        var outcome = await LearnAsync(session);
        session.Log.Add($"kill at '{marker}' + {offset.TotalMilliseconds:0.0} ms: {outcome ?? "no run"}");
        await session.CompareAsync($"the kill at '{marker}' + {offset.TotalMilliseconds:0.0} ms");
        return outcome;
    }

    /// <summary>Starts a run that accepts whatever the shop has lost.</summary>
    public static ChildProcess Start(Dictionary<string, string?> variables) =>
        ChildProcess.Start(WorkerProgram.Call("run", "--accept-shrink"), variables);

    /// <summary>Brings the model up to what the ledger and the landing zone say of the newest run, unless the model knows that
    /// one.</summary>
    /// <returns>Its outcome; null if there is no such run.</returns>
    public static async Task<string?> LearnAsync(ModelSession session)
    {
        var rows = await session.Pipeline.Database.RowsAsync("""
            SELECT run_id, outcome, coalesce(error_code, '-'), to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM etl_runs ORDER BY run_id DESC LIMIT 1
            """);
        if (rows.Length == 0 || rows[0].Split('|') is not { } row
            || session.Ledger.Runs.ContainsKey(long.Parse(row[0], CultureInfo.InvariantCulture)))
            return null;
        var runId = long.Parse(row[0], CultureInfo.InvariantCulture);
        var startedAt = Utc(row[3]);
        session.Ledger.MarkAbandoned();
        session.Ledger.Runs[runId] = $"{row[1]}|{row[2]}";
        foreach (var manifest in Directory.EnumerateFiles(session.Pipeline.LandingPath, $"*-{runId}.json", SearchOption.AllDirectories))
        {
            var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
            session.Ledger.Landed.Add(new LandedSnapshot(
                Utc(json["taken_at"]!.GetValue<string>()), runId,
                string.Equals(json["verdict"]!.GetValue<string>(), "accepted", StringComparison.OrdinalIgnoreCase), session.Shop.Copy()));
        }
        if (row[1] == "succeeded")
            session.Load(session.Ledger.Landed[^1], runId, startedAt, session.Ledger.HasShrunk(session.Shop, startedAt));
        // The killed worker went by the machine's clock: from here on the test's goes on from there.
        if (startedAt > session.Now)
            session.Pipeline.Clock.Now = new DateTimeOffset(startedAt, TimeSpan.Zero);
        return row[1];
    }

    private static DateTime Utc(string time) =>
        DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
