using System.Security.Cryptography;
using System.Text;
using EcommerceEtl.Data.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace EcommerceEtl.Tests.Data.Schema;

public sealed class SchemaMigratorTests
{
    [Test]
    public async Task An_empty_database_has_everything_pending_and_nothing_afterwards()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var migrator = Migrator(database);
        var before = await migrator.PendingAsync(CancellationToken.None);
        Assert.That(before.Pending.Select(name => name[15..]), Is.EqualTo(SchemaHistory.Migrations));
        Assert.That(Assert.Throws<EtlException>(before.ThrowIfNotCurrent)!.Code, Is.EqualTo(ErrorCode.SchemaOlder));

        var change = await migrator.ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
        Assert.That(change.Migrations, Is.EqualTo(before.Pending));
        var after = await migrator.PendingAsync(CancellationToken.None);
        Assert.That((after.IsCurrent, after.IsNewer), Is.EqualTo((true, false)));
        Assert.DoesNotThrow(after.ThrowIfNotCurrent);
        Assert.That((await migrator.ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None)).Migrations, Is.Empty);
    }

    [Test]
    [Fault("two migrators")]
    public async Task Two_migrators_at_once_end_with_one_schema_and_one_of_them_made_it()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var changes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None)));
        Assert.That(changes.Select(change => change.Migrations.Length).Order(),
            Is.EqualTo(new[] { 0, 0, 0, SchemaHistory.Migrations.Length }));
        await database.GivesAsync("SELECT count(*) FROM \"__EFMigrationsHistory\"", [$"{SchemaHistory.Migrations.Length}"]);
    }

    [Test]
    [Fault("migration killed or broken half-way")]
    public async Task A_migration_half_done_by_a_worker_that_died_is_taken_up_by_the_next()
    {
        await using var database = await TestDatabase.CreateAsync();
        // As an older version left it, whose migrations each committed by themselves.
        await GoBackAsync(database, "FunnelFunctions");
        var change = await Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
        Assert.That(change.Migrations.Select(name => name[15..]), Is.EqualTo(SchemaHistory.After("FunnelFunctions")));
        await database.GivesAsync("SELECT count(*) FROM funnel_daily(now(), now(), 'USD', '{__all__}', '{__all__}', '{__all__}')", ["0"]);
    }

    [Test]
    public async Task A_warehouse_that_holds_carts_gets_their_sums_when_it_is_migrated()
    {
        await using var database = await TestDatabase.CreateAsync();
        await GoBackAsync(database, "FunnelFunctions");
        await database.ExecuteAsync(SampleWarehouse.Sql);
        await Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
        await database.GivesAsync("SELECT day::text, sessions, viewed, carted, orders, abandoned, added, bought, trim_scale(gross), "
            + "trim_scale(discounts), trim_scale(returns) FROM daily_totals ORDER BY day",
            ["2020-01-02|2|2|2|2|0|2|2|23.75|0|0", "2020-01-03|2|2|1|1|0|1|1|0|0|0"]);
        await database.GivesAsync("SELECT month::text, product_id, lines, views, carts, purchases, unpriced, trim_scale(units), "
            + "trim_scale(revenue) FROM monthly_products ORDER BY product_id",
            ["2020-01-01|1|3|3|1|1|0|2|20", "2020-01-01|2|2|2|2|1|0|1.5|3.75", "2020-01-01|99|1|1|1|1|1|4|0"]);
    }

    [Test]
    public async Task Stores_of_the_release_before_keep_their_host_until_a_success_writes_the_address_and_going_back_leaves_the_host()
    {
        await using var database = await TestDatabase.CreateAsync();
        await GoBackAsync(database, "LedgerIndexes");
        await database.ExecuteAsync(
            "INSERT INTO stores VALUES (1, 'old', 'FakeStore', 'shop.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated')");
        await Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
        await database.GivesAsync("SELECT name, address FROM stores", ["old|shop.example"]);

        await database.ExecuteAsync("""
            INSERT INTO stores VALUES (2, 'whole', 'FakeStore', 'https://b.example:8443/Shop/API', 'USD', 'UTC', 'derived', 'simulated',
              'simulated'),
              (3, 'numbered', 'FakeStore', 'http://[::1]:8080', 'USD', 'UTC', 'derived', 'simulated', 'simulated')
            """);
        await GoBackAsync(database, "LedgerIndexes");
        await database.GivesAsync("SELECT host FROM stores ORDER BY store_id", ["shop.example", "b.example", "::1"]);
    }

    [Test]
    public async Task A_quarantine_of_the_release_before_is_cut_to_what_may_be_kept_and_knows_each_payload_by_its_hash()
    {
        await using var database = await TestDatabase.CreateAsync();
        await GoBackAsync(database, "StoreAddresses");
        await database.ExecuteAsync("""
            INSERT INTO stores VALUES (1, 'a', 'FakeStore', 'a.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated'),
              (2, 'b', 'FakeStore', 'b.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
            INSERT INTO quarantine SELECT s, 'carts', 'k' || n, 'bad_date', '$.date', '{}', '2026-01-01Z', '2026-01-01Z', 1, 'open'
            FROM (VALUES (1, 10003), (2, 5)) AS store (s, most) CROSS JOIN LATERAL generate_series(1, most) n;
            UPDATE quarantine SET payload = repeat('é', 40000) WHERE record_key = 'k1';
            UPDATE quarantine SET status = 'resolved' WHERE record_key = 'k2';
            UPDATE quarantine SET status = 'discarded' WHERE record_key = 'k3'
            """);

        await Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);

        await database.GivesAsync("SELECT store_id, status, count(*) FROM quarantine GROUP BY 1, 2 ORDER BY 1, 2",
            ["1|discarded|1", "1|open|10000", "1|resolved|1", "2|discarded|1", "2|open|3", "2|resolved|1"]);
        var whole = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new string('é', 40_000))));
        var empty = Convert.ToHexStringLower(SHA256.HashData("{}"u8));
        await database.GivesAsync("SELECT length(payload), payload_hash FROM quarantine WHERE store_id = 2 ORDER BY record_key",
            [$"16384|{whole}", $"0|{empty}", $"2|{empty}", $"2|{empty}", $"2|{empty}"]);
    }

    [Test]
    public async Task Records_that_were_rejected_for_a_reason_that_is_no_longer_given_are_resolved()
    {
        await using var database = await TestDatabase.CreateAsync();
        await GoBackAsync(database, "DriftComments");
        await database.ExecuteAsync(
            "INSERT INTO stores VALUES (1, 'a', 'FakeStore', 'https://a.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated')");
        await database.ExecuteAsync("""
            INSERT INTO quarantine
            SELECT 1, 'carts', reason || ' ' || status, reason, '$.id', '{}', '2026-01-01Z', '2026-01-01Z', 1, status, 'hash'
            FROM unnest('{id_collision,foreign_currency,bad_date}'::text[]) reason, unnest('{open,discarded}'::text[]) status
            """);

        await Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);

        await database.GivesAsync("SELECT reason, string_agg(DISTINCT status || payload, ',') FROM quarantine GROUP BY 1 ORDER BY 1",
            ["bad_date|discarded{},open{}", "foreign_currency|resolved", "id_collision|resolved"]);
        await GoBackAsync(database, "DriftComments");
        await database.GivesAsync("SELECT count(*) FROM quarantine", ["6"]);
    }

    [Test]
    [Fault("older worker on a newer schema")]
    public async Task A_schema_that_this_build_does_not_know_is_refused_and_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')");
        var state = await Migrator(database).PendingAsync(CancellationToken.None);
        Assert.That((state.IsNewer, state.IsCurrent), Is.EqualTo((true, false)));
        Assert.That(Assert.Throws<EtlException>(state.ThrowIfNewer)!.Message, Does.Contain("29990101000000_Later"));
        var refused = await Assert.ThrowsAsync<EtlException>(
            () => Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None));
        Assert.That(refused!.Code, Is.EqualTo(ErrorCode.SchemaNewer));
    }

    [Test]
    public async Task A_migration_waits_for_the_runs_and_says_so_every_ten_seconds()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var run = await database.OpenAsync();
        await run.RowsAsync($"SELECT pg_advisory_lock_shared(hashtextextended('{SchemaLock.KeyText}', 0))");
        var time = new FakeTimeProvider();
        var said = new List<TimeSpan>();
        var second = new TaskCompletionSource();

        var applied = new SchemaMigrator(database.ConnectionString, time).ApplyAsync(
            RolePasswords.None,
            wait =>
            {
                said.Add(wait.Waited);
                if (said.Count == 2)
                    second.SetResult();
            },
            CancellationToken.None);
        while (!second.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await run.RowsAsync("SELECT pg_sleep(0.01)");
        }
        Assert.That(applied.IsCompleted, Is.False);
        Assert.That(said[0], Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(said[1] - said[0], Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(10)));

        await run.RowsAsync($"SELECT pg_advisory_unlock_shared(hashtextextended('{SchemaLock.KeyText}', 0))");
        Assert.That((await applied).Migrations, Has.Length.EqualTo(SchemaHistory.Migrations.Length));
    }

    [Test]
    public async Task A_wait_for_the_runs_can_be_cancelled()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var run = await database.OpenAsync();
        await run.RowsAsync($"SELECT pg_advisory_lock_shared(hashtextextended('{SchemaLock.KeyText}', 0))");
        using var stop = new CancellationTokenSource();
        var applied = Migrator(database).ApplyAsync(RolePasswords.None, _ => { }, stop.Token);
        const string Waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
        await ChildProcess.PollAsync(async () => (await run.RowsAsync(Waiting)).Length > 0, () => "The migration never waits.");
        await stop.CancelAsync();
        Assert.That(() => applied, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_server_that_is_not_there_is_unreachable_and_may_come_back()
    {
        var migrator = new SchemaMigrator("Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Database=shop", TimeProvider.System);
        var failure = await Assert.ThrowsAsync<EtlException>(() => migrator.PendingAsync(CancellationToken.None));
        Assert.That((failure!.Code, failure.Transient), Is.EqualTo((ErrorCode.DatabaseUnreachable, true)));
        Assert.That(failure.Message, Does.Contain("127.0.0.1:1/shop"));
        Assert.That(failure.ToString(), Does.Not.Contain("secret-word"));
    }

    [Test]
    public async Task A_host_that_has_no_address_is_unreachable()
    {
        var migrator = new SchemaMigrator("Host=no-such-host.invalid;Username=u;Database=shop", TimeProvider.System);
        var failure = await Assert.ThrowsAsync<EtlException>(() => migrator.PendingAsync(CancellationToken.None));
        Assert.That(failure!.Code, Is.EqualTo(ErrorCode.DatabaseUnreachable));
    }

    [Test]
    public async Task A_database_that_does_not_exist_is_refused_and_not_made()
    {
        var server = await TestServer.StartedAsync();
        var migrator = new SchemaMigrator(server.ConnectionString("no_such_database"), TimeProvider.System);
        foreach (var attempt in (Func<Task>[])
        [
            () => migrator.PendingAsync(CancellationToken.None),
            () => migrator.ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None),
        ])
        {
            var failure = await Assert.ThrowsAsync<EtlException>(attempt);
            Assert.That((failure!.Code, failure.Transient), Is.EqualTo((ErrorCode.DatabaseRefused, false)));
            Assert.That(failure.InnerException, Is.InstanceOf<PostgresException>());
        }
    }

    /// <summary>Takes back what came after a migration.</summary>
    internal static async Task GoBackAsync(TestDatabase database, string migration)
    {
        await using var context = database.Context();
        await context.Database.MigrateAsync(
            context.Database.GetMigrations().Single(name => name.EndsWith(migration, StringComparison.Ordinal)));
    }

    private static SchemaMigrator Migrator(TestDatabase database) => new(database.ConnectionString, TimeProvider.System);
}
