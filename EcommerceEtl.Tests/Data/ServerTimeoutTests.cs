using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;

namespace EcommerceEtl.Tests.Data;

/// <summary>Time-outs that somebody gave the role or the database are meant for other programs: they end neither a migration nor a
/// run.</summary>
internal sealed class ServerTimeoutTests
{
    private const string Row = "time-outs of the role or the database";

    /// <summary>All that can end a statement, a transaction or a session, of this server's version; a WAL sender is none of ours.</summary>
    private const string TimeOuts =
        @"SELECT name FROM pg_settings WHERE name LIKE '%\_timeout' AND context = 'user' AND name <> 'wal_sender_timeout' ORDER BY 1";

    [TestCase("DATABASE {0}")]
    [TestCase("ROLE CURRENT_USER IN DATABASE {0}")]
    [Fault(Row)]
    public async Task None_of_them_holds_in_a_session_of_this_program(string whose)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var before = await database.OpenAsync();
        var names = await before.RowsAsync(TimeOuts);
        Assert.That(names, Is.SupersetOf(
            new[] { "idle_in_transaction_session_timeout", "idle_session_timeout", "lock_timeout", "statement_timeout" }));
        if (before.PostgreSqlVersion.Major >= 17)
            Assert.That(names, Does.Contain("transaction_timeout"));
        foreach (var name in names)
            await before.RowsAsync($"ALTER {string.Format(null, whose, database.Name)} SET {name} = '7777s'");

        // A socket's own time-out is that of the way to the server: only the session that holds a lock says how long that may be silent.
        var left =
            $"SELECT name FROM pg_settings WHERE setting IN ('7777', '7777000') AND name = ANY (ARRAY['{string.Join("','", names)}'])";
        await using (var plain = await SessionConnection.OpenAsync(database.ConnectionString, "test", default))
            Assert.That(await plain.RowsAsync(left), Is.SubsetOf(new[] { "tcp_user_timeout" }));
        await using (var run = await StoreSession.OpenAsync(database.ConnectionString, TimeSpan.FromMinutes(1), default))
            await run.Connection.GivesAsync(left, []);
    }

    [Test]
    [Fault(Row)]
    public async Task A_migration_that_waits_outlasts_them()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var run = await database.OpenAsync();
        await run.RowsAsync($"SELECT pg_advisory_lock_shared(hashtextextended('{SchemaLock.KeyText}', 0))");
        var newer = run.PostgreSqlVersion.Major >= 17 ? new[] { "transaction_timeout" } : [];
        foreach (var name in newer.Concat(
            ["lock_timeout", "statement_timeout", "idle_session_timeout", "idle_in_transaction_session_timeout"]))
            await run.RowsAsync($"ALTER DATABASE {database.Name} SET {name} = '1s'");

        var applied = new SchemaMigrator(database.ConnectionString, TimeProvider.System).ApplyAsync(RolePasswords.None, _ => { }, default);
        const string Waits = """
            SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'advisory' AND clock_timestamp() - query_start > interval '1.5 s'
            """;
        await ChildProcess.PollAsync(
            async () => applied.IsCompleted || (await run.RowsAsync(Waits)).Length > 0, () => "The migration does not wait.");
        await run.RowsAsync($"SELECT pg_advisory_unlock_shared(hashtextextended('{SchemaLock.KeyText}', 0))");

        Assert.That((await applied).Migrations, Is.Not.Empty);
    }
}
