using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Tests.Data.Schema;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace EcommerceEtl.Tests.Roles;

/// <summary>A viewer, who may send any SQL as the boards' role, tries to stop runs, migrations and other viewers.</summary>
internal sealed class ViewerLockTests
{
    private const string Row = "viewer who locks";

    [OneTimeSetUp]
    public static Task NeedsRolesAsync() => TestServer.NeedsRolesAsync();

    [TestCase("SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))")]
    [TestCase("SELECT pg_try_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))")]
    [TestCase("SELECT pg_advisory_xact_lock(hashtextextended('ecommerce-etl store ids', 0))")]
    [TestCase("SELECT pg_advisory_lock_shared(hashtextextended('ecommerce-etl schema', 0))")]
    [TestCase("SELECT pg_advisory_lock(1, 2)")]
    [TestCase("SELECT lo_create(0)")]
    [TestCase("SELECT lo_from_bytea(0, 'x')")]
    [TestCase("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'grafana_reader' AND pid <> pg_backend_pid()")]
    [TestCase("SELECT pg_cancel_backend(pg_backend_pid())")]
    [Fault(Row)]
    public async Task A_viewer_takes_no_lock_fills_no_disk_and_ends_no_session(string sql)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var viewer = await database.OpenAsAsync(RoleSetup.Reader);
        await viewer.RowsAsync("SET default_transaction_read_only = off");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => viewer.RowsAsync(sql));

        Assert.That(refused!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
        await using var run = await StoreSession.OpenAsync(database.ConnectionStringOf(RoleSetup.Worker), TimeSpan.FromMinutes(1), default);
        await SchemaLock.HoldAsync(run, default);
        Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True, "the worker goes on");
    }

    [Test]
    public async Task None_of_all_functions_of_their_kind_is_left_to_a_viewer_and_the_worker_has_those_it_needs()
    {
        await using var database = await TestDatabase.CreateAsync();
        const string Functions = """
            SELECT oid FROM pg_proc
            WHERE proname ~ 'advisory|^lo_|^lo(read|write)$|_backend$' AND pg_get_function_identity_arguments(oid) <> ''
              AND provolatile = 'v'
            """;
        var kind = await database.RowsAsync($"SELECT oid::regprocedure::text FROM ({Functions}) f");
        Assert.That(kind, Has.Length.GreaterThan(40).And.Contains("lowrite(integer,bytea)")
            .And.Contains("pg_try_advisory_xact_lock_shared(integer,integer)"));
        await database.GivesAsync(
            $"SELECT oid::regprocedure::text FROM ({Functions}) f WHERE has_function_privilege('grafana_reader', oid, 'EXECUTE')", []);
        await database.GivesAsync($"""
                SELECT oid::regprocedure::text FROM ({Functions}) f
                WHERE has_function_privilege('etl_worker', oid, 'EXECUTE') <> (oid::regprocedure::text ~
                  'advisory|pg_cancel_backend|pg_terminate_backend')
                """, []);
    }

    [Test]
    [Fault(Row)]
    public async Task A_viewer_who_locks_a_table_against_a_migration_is_ended()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SchemaMigratorTests.GoBackAsync(database, "LedgerIndexes");
        await using var viewer = await database.OpenAsAsync(RoleSetup.Reader);
        await viewer.RowsAsync("SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT count(*) FROM stores");
        await using var other = await database.OpenAsync();

        var (change, said) = await MigrateAsync(database, other);

        Assert.That(change.Migrations, Is.Not.Empty);
        Assert.That(said, Has.Some.Contains($"ended process {viewer.ProcessID} of the role `grafana_reader`"));
        Assert.That(() => viewer.RowsAsync("SELECT 1"), Throws.InstanceOf<NpgsqlException>());
    }

    /// <summary>Two viewers see to it that a migration holds what one of them waits for, and waits for what that one holds. Of the two
    /// the server ends the one whose wait it looks at first, and the viewer's it has looked at before.</summary>
    [Test]
    [Fault(Row)]
    public async Task Viewers_who_let_a_migration_run_into_a_deadlock_are_ended_and_not_the_migration()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SchemaMigratorTests.GoBackAsync(database, "StoreAddresses");
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET deadlock_timeout = '20ms'");
        await using var first = await database.OpenAsAsync(RoleSetup.Reader);
        await using var second = await database.OpenAsAsync(RoleSetup.Reader);
        await using var other = await database.OpenAsync();
        await first.RowsAsync("SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT count(*) FROM stores");
        await second.RowsAsync("SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT count(reason) FROM quarantine");

        var time = new FakeTimeProvider();
        var applied = new SchemaMigrator(database.ConnectionString, time).ApplyAsync(RolePasswords.None, _ => { }, default);
        await WaitingAsync(other, "the migration waits for the first viewer", 1);
        var asked = second.RowsAsync("SELECT count(*) FROM stores");
        await WaitingAsync(other, "the second viewer waits for the migration", 2);
        await other.RowsAsync("SELECT pg_sleep(0.1)::text");
        await first.RowsAsync("COMMIT");

        Assert.That((await EndAsync(applied, time, other)).Migrations, Is.Not.Empty);
        await Assert.ThrowsAsync(Is.InstanceOf<NpgsqlException>(), () => asked);
    }

    /// <summary>Its locks outlive the session, and the server names no process that holds them.</summary>
    [Test]
    [Fault(Row)]
    public async Task A_transaction_that_a_viewer_prepared_is_rolled_back_where_it_keeps_a_migration_waiting()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SchemaMigratorTests.GoBackAsync(database, "LedgerIndexes");
        await using var other = await database.OpenAsync();
        await using (var viewer = await database.OpenAsAsync(RoleSetup.Reader))
            await viewer.RowsAsync($"BEGIN; SELECT count(*) FROM stores; PREPARE TRANSACTION '{database.Name}''s'");

        var (change, said) = await MigrateAsync(database, other);

        Assert.That(change.Migrations, Is.Not.Empty);
        Assert.That(said, Has.Some.Contains($"ended the transaction `{database.Name}'s` that the role `grafana_reader` prepared at 20"));
    }

    [Test]
    [Fault("migration that nobody lets begin")]
    public async Task A_migration_that_waits_for_somebody_elses_prepared_transaction_gives_up_and_says_how_to_end_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SchemaMigratorTests.GoBackAsync(database, "LedgerIndexes");
        await using var other = await database.OpenAsync();
        await other.RowsAsync($"BEGIN; SELECT count(*) FROM stores; PREPARE TRANSACTION '{database.Name}''s'");
        try
        {
            var refused = await Assert.ThrowsAsync<EtlException>(() => MigrateAsync(database, other));

            Assert.That((refused!.Code, refused.Transient), Is.EqualTo((ErrorCode.LockTimeout, true)));
            Assert.That(refused.Message, Does.Contain("that the role `postgres` prepared at 20")
                .And.Contain($"end it: ROLLBACK PREPARED '{database.Name}''s'."));
        }
        finally
        {
            await other.RowsAsync($"ROLLBACK PREPARED '{database.Name}''s'");
        }
    }

    /// <summary>The lock over the roles is in the database <c>postgres</c>, which everybody may enter and whose rights are not this
    /// program's to change.</summary>
    [Test]
    [Fault(Row)]
    public async Task A_viewer_who_takes_the_lock_over_the_roles_in_another_database_is_ended()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var elsewhere = new NpgsqlConnectionStringBuilder(database.ConnectionStringOf(RoleSetup.Reader)) { Database = "postgres" };
        await using var viewer = new NpgsqlConnection(elsewhere.ConnectionString);
        await viewer.OpenAsync();
        await viewer.RowsAsync("SET statement_timeout = 0; SELECT pg_advisory_lock(hashtextextended('ecommerce-etl roles', 0))::text");
        await using var other = await database.OpenAsync();

        var (change, said) = await MigrateAsync(database, other, new RolePasswords(TestServer.RolePassword, TestServer.RolePassword, null));

        Assert.That(change.Roles, Is.SupersetOf(new[] { RoleSetup.Worker, RoleSetup.Reader }));
        Assert.That(said, Has.Some.Contains($"ended process {viewer.ProcessID} of the role `grafana_reader`"));
    }

    [Test]
    [Fault("migration that nobody lets begin")]
    public async Task A_migration_gives_up_after_half_an_hour_and_names_who_holds_the_lock()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var holder = await database.OpenAsync();
        await holder.RowsAsync(
            $"SET application_name = 'a dump'; SELECT pg_advisory_lock(hashtextextended('{SchemaLock.KeyText}', 0))::text");

        var refused = await Assert.ThrowsAsync<EtlException>(() => MigrateAsync(database, holder));

        Assert.That((refused!.Code, refused.Transient), Is.EqualTo((ErrorCode.LockTimeout, true)));
        Assert.That(refused.Message, Does.Match(
            $@"waited 3[0-9] minutes .* held by process {holder.ProcessID} of the role `postgres` \(application `a dump`, "
                + $@"connected since 20.* UTC\)\. .*pg_terminate_backend\({holder.ProcessID}\)"));
        await database.GivesAsync("SELECT FROM information_schema.tables WHERE table_schema = 'public'", []);
    }

    [Test]
    public async Task An_owner_who_may_not_take_the_rights_away_prints_what_a_superuser_must_run_and_goes_on_when_that_was_done()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var owner = $"owner_of_{database.Name}";
        await database.ExecuteAsync($"CREATE ROLE {owner} LOGIN PASSWORD 'owner'; ALTER DATABASE {database.Name} OWNER TO {owner}");
        try
        {
            var target =
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = owner, Password = "owner", Pooling = false };
            var migrator = new SchemaMigrator(target.ConnectionString, TimeProvider.System);

            var before = (await migrator.ApplyAsync(RolePasswords.None, _ => { }, default)).Wall;

            Assert.That((before.IsClosed, before.Others), Is.EqualTo((false, Array.Empty<string>())));
            Assert.That(before.Says, Does.Contain("Only a superuser"));
            await database.ExecuteAsync(string.Join(";\n", before.Statements));
            Assert.That((await migrator.ApplyAsync(RolePasswords.None, _ => { }, default)).Wall.IsClosed, Is.True);
            await database.GivesAsync("SELECT has_function_privilege('grafana_reader', 'pg_advisory_lock(bigint)', 'EXECUTE')", ["false"]);
        }
        finally
        {
            await database.ExecuteAsync($"ALTER DATABASE {database.Name} OWNER TO postgres; REASSIGN OWNED BY {owner} TO postgres; DROP "
                + $"OWNED BY {owner}; DROP ROLE {owner}");
        }
    }

    [Test]
    public async Task A_database_that_holds_tables_of_others_keeps_their_rights_and_the_migration_says_so()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync("CREATE SCHEMA theirs; CREATE TABLE theirs.jobs (id int); CREATE VIEW public.mine AS SELECT 1 AS one");

        var change = await new SchemaMigrator(database.ConnectionString, TimeProvider.System)
            .ApplyAsync(RolePasswords.None, _ => { }, default);

        Assert.That(change.Wall.Others, Is.EqualTo(new[] { "public.mine", "theirs.jobs" }));
        Assert.That(change.Wall.Says, Does.Contain("`public.mine`, `theirs.jobs`"));
        await database.GivesAsync("SELECT has_function_privilege('public', 'pg_advisory_lock(bigint)', 'EXECUTE')", ["true"]);
    }

    /// <summary>Migrates on a clock that goes ten seconds ahead as often as the migration looks at it.</summary>
    private static async Task<(SchemaChange Change, List<string> Said)> MigrateAsync(
        TestDatabase database, NpgsqlConnection other, RolePasswords? passwords = null)
    {
        var time = new FakeTimeProvider();
        List<string> said = [];
        var applied = new SchemaMigrator(database.ConnectionString, time).ApplyAsync(
            passwords ?? RolePasswords.None, wait => said.Add(wait.ToString()), CancellationToken.None);
        return (await EndAsync(applied, time, other), said);
    }

    private static async Task<SchemaChange> EndAsync(Task<SchemaChange> applied, FakeTimeProvider time, NpgsqlConnection other)
    {
        for (var looks = 0; !applied.IsCompleted; looks++)
        {
            Assert.That(looks, Is.LessThan(10_000), "the migration neither ends nor gives up");
            time.Advance(TimeSpan.FromSeconds(10));
            await other.RowsAsync("SELECT pg_sleep(0.01)::text");
        }
        return await applied;
    }

    /// <summary>Returns once so many sessions of this database wait for the lock of a table.</summary>
    private static async Task WaitingAsync(NpgsqlConnection other, string what, int sessions)
    {
        const string Waiting = """
            SELECT count(*) FROM pg_locks
            WHERE NOT granted AND locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;
        for (var attempt = 0; (await other.RowsAsync(Waiting))[0] != $"{sessions}"; attempt++)
        {
            Assert.That(attempt, Is.LessThan(3_000), what);
            await other.RowsAsync("SELECT pg_sleep(0.01)::text");
        }
    }
}
