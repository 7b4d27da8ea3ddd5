using EcommerceEtl.Tests.Worker.Web;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>While the history of a large shop is being read, its owner is told which days are not there yet. The shop in Berlin has an
/// order on 3 March and is complete since the moment that a test says.</summary>
internal sealed class HistoryBeingReadTests
{
    private const string Sql = """
        INSERT INTO stores VALUES (1, 'shop', 'Vendure', 'a.example', 'EUR', 'Europe/Berlin', 'none', 'observed', 'observed', NULL, 'all');
        INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
        VALUES (1, 'fill', 'succeeded', '2026-03-03 12:00Z', '2026-03-03 12:01Z', '1');
        INSERT INTO carts VALUES
          (1, 1, NULL, 1, '2026-03-03 12:00Z', '2026-03-03', false, true, true, 1, 10, 0, 0, md5('1')::uuid, 1);
        INSERT INTO source_state (store_id, entity, entity_hash, run_id, complete_since) VALUES (1, 'carts', 'h', 1, 
        """;

    // Midnight in Berlin is the day's beginning; an hour later the day lacks an hour, so that the next one is the first whole one.
    [TestCase("'2026-02-28 23:00Z'", "2026-03-01")]
    [TestCase("'2026-03-01 00:00Z'", "2026-03-02")]
    public async Task Days_before_the_first_whole_one_are_said_to_be_missing(string since, string day)
    {
        await using var board = await BoardReader.OpenFilledAsync($"{Sql}{since})");
        await using var page = await PageBundle.StartAsync(board.Database.ConnectionString);
        var note = $"The history of shop is still being read: days before {day} are not there yet.";

        Assert.That(await CoverageAsync(board), Is.EqualTo($"history before {day}, still being read"));
        Assert.That(await DaysAsync(board, "2026-02-25", "2026-03-03"), Is.EqualTo($"days before {day} are still being read; whole days"));
        Assert.That(await DaysAsync(board, "2026-03-03", "2026-03-03"), Is.EqualTo("whole days"));
        Assert.That((await page.ReadAsync()).Words, Does.Contain(note));
        Assert.That(await ReportAsync(board), Does.Contain(note));
    }

    [TestCase("NULL", "nothing above 1 %", "whole days")]
    [TestCase("'infinity'", "all history, still being read", "nothing is read yet; whole days")]
    public async Task Nothing_is_said_of_days_once_all_is_there_nor_while_nothing_is(string since, string missing, string days)
    {
        await using var board = await BoardReader.OpenFilledAsync($"{Sql}{since})");

        Assert.That(await CoverageAsync(board), Is.EqualTo(missing));
        Assert.That(await DaysAsync(board, "2026-03-03", "2026-03-03"), Is.EqualTo(days));
        Assert.That(await ReportAsync(board), Does.Contain("Total Orders").And.Not.Contain("still being read"));
    }

    private static Task<string> CoverageAsync(BoardReader board) =>
        CellAsync(board, "Data coverage", "Missing", "2026-03-03", "2026-03-03");

    private static Task<string> DaysAsync(BoardReader board, string first, string last) =>
        CellAsync(board, "Days Shown", "Note", first, last);

    private static async Task<string> CellAsync(BoardReader board, string title, string column, string first, string last)
    {
        var choice = BoardChoice.Range($"{first} 08:00", $"{last} 14:00") with { Currency = "EUR" };
        var answer = await board.AskAsync(choice.Expand(Board.Funnel.Sql(title)));
        return (string)answer.Rows.Single()[Array.IndexOf(answer.Columns, column)]!;
    }

    private static async Task<string> ReportAsync(BoardReader board)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings__Warehouse"] = board.Database.ConnectionString };
        var exit = await HostedCommand.RunAsync(settings, ["report"]);
        Assert.That(exit.Code, Is.Zero, exit.Everything);
        return exit.Output;
    }
}
