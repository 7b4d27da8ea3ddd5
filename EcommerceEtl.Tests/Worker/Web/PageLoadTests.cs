using System.Net;
using EcommerceEtl.Tests.Data.Schema;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>Nobody can use up the database by asking for the page.</summary>
internal sealed class PageLoadTests : IAsyncDisposable
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task MakeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        await _database.FillRollupsAsync();
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Test]
    public async Task An_answer_is_given_again_for_fifteen_seconds_to_who_asks_for_the_same()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture));
        await using var page = await PageBundle.StartAsync(_database.ConnectionString, clock);
        Assert.That(await OrdersAsync("/"), Is.EqualTo("3"));
        await _database.ExecuteAsync("UPDATE daily_totals SET orders = orders + 1 WHERE day = '2020-01-03'");

        clock.Advance(TimeSpan.FromSeconds(14.9));
        Assert.That(await OrdersAsync("/"), Is.EqualTo("3"), "kept");
        Assert.That(await OrdersAsync("/?store=shop"), Is.EqualTo("4"), "another question");
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.That(await OrdersAsync("/"), Is.EqualTo("4"), "asked anew");

        async Task<string> OrdersAsync(string address) => (await page.ReadAsync(address)).KeyFigures["Total Orders"].Value;
    }

    [Test]
    public async Task Of_more_than_sixty_four_choices_the_last_are_kept()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture));
        await using var page = await PageBundle.StartAsync(_database.ConnectionString, clock);
        var first = DateOnly.Parse("2019-10-01", CultureInfo.InvariantCulture);
        for (var day = 0; day < 66; day++, clock.Advance(TimeSpan.FromMilliseconds(1)))
            Assert.That(await OrdersAsync(day), Is.EqualTo("3"), $"choice {day + 1}");
        await _database.ExecuteAsync("UPDATE daily_totals SET orders = orders + 1 WHERE day = '2020-01-03'");

        Assert.That(await OrdersAsync(2), Is.EqualTo("3"), "kept");
        Assert.That(await OrdersAsync(65), Is.EqualTo("3"), "kept");
        Assert.That(await OrdersAsync(1), Is.EqualTo("4"), "dropped for the last one");

        async Task<string> OrdersAsync(int day) =>
            (await page.ReadAsync($"/?from={first.AddDays(day):yyyy-MM-dd}&to=2020-01-03")).KeyFigures["Total Orders"].Value;
    }

    [Test]
    public async Task Two_look_at_once_and_the_others_wait_for_their_turn()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);
        await using var blocker = await _database.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new Npgsql.NpgsqlCommand("LOCK TABLE stores", blocker))
            await block.ExecuteNonQueryAsync();

        var answers = Enumerable.Range(1, 4).Select(day => page.AskAsync($"/?from=2020-01-0{day}&to=2020-01-0{day}")).ToList();
        await ChildProcess.PollAsync(async () => (await WaitingAsync()).Length == 2, () => "Two sessions never waited.");
        var sessions = await WaitingAsync();
        await transaction.RollbackAsync();

        Assert.That((await Task.WhenAll(answers)).Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(sessions, Has.Length.EqualTo(2));

        Task<string[]> WaitingAsync() => _database.RowsAsync(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ecommerce-etl page'");
    }

    [Test]
    public async Task A_query_of_more_than_five_seconds_is_ended_and_the_page_says_so()
    {
        await using var page = await PageBundle.StartAsync(_database.ConnectionString);
        await using var blocker = await _database.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new Npgsql.NpgsqlCommand("LOCK TABLE daily_totals", blocker))
            await block.ExecuteNonQueryAsync();
        var started = TimeProvider.System.GetTimestamp();

        var answer = await page.AskAsync("/");

        Assert.That(TimeProvider.System.GetElapsedTime(started).TotalSeconds, Is.GreaterThan(4.9));
        Assert.That((answer.Status, answer.Header("Retry-After")), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "15")));
        Assert.That(new PageText(answer.Body).Words, Does.Contain("The database took longer than 5 s for one query"));
        await transaction.RollbackAsync();
        Assert.That((await page.AskAsync("/")).Status, Is.EqualTo(HttpStatusCode.OK), "a failure is not kept");
    }

    [Test]
    public async Task Without_its_database_or_schema_the_page_says_what_is_wrong_and_no_password()
    {
        var nowhere = new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString)
        { Host = "127.0.0.1", Port = 1, Password = "hunter2" };
        await using var page = await PageBundle.StartAsync(nowhere.ConnectionString);
        var answer = await page.AskAsync("/");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(answer.Body, Does.Contain("database_unreachable").And.Not.Contain("hunter2"));

        await using var empty = await TestDatabase.CreateEmptyAsync();
        await using var older = await PageBundle.StartAsync(empty.ConnectionString);
        Assert.That((await older.AskAsync("/")).Body, Does.Contain("schema_older"));
    }
}
