using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>Roles belong to the whole server: these tests need one of their own, and do not run beside each other.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class RoleTests
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase()
    {
        await TestServer.NeedsRolesAsync();
        _database = await TestDatabase.CreateAsync();
        await Migrator(_database.ConnectionString).ApplyAsync(Passwords(), _ => { }, CancellationToken.None);
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        await _database.ExecuteAsync("""
            INSERT INTO quarantine VALUES (1, 'carts', '9', 'bad_date', '$.date', '{"id": 9}', '2026-01-01Z', '2026-01-01Z', 1, 'open',
              'hash')
            """);
    }

    [OneTimeTearDown]
    public async Task DropDatabase()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [TestCase("run_log", 2)]
    [TestCase("stores", 1)]
    [TestCase("products", 2)]
    [TestCase("board_cities", 2)]
    [TestCase("etl_runs", 2)]
    [TestCase("etl_run_entities", 0)]
    [TestCase("restatements", 0)]
    [TestCase("daily_totals", 0)]
    [TestCase("monthly_products", 0)]
    [TestCase("(SELECT store_id, entity, reason, path, first_seen_at, last_seen_at, run_id, status FROM quarantine) q", 1)]
    public async Task The_reader_sees_what_the_boards_show(string relation, int rows)
    {
        await using var reader = await OpenAsync(RoleSetup.Reader);
        await reader.GivesAsync($"SELECT count(*) FROM {relation}", [$"{rows}"]);
    }

    [TestCase("SELECT payload FROM quarantine")]
    [TestCase("SELECT * FROM quarantine")]
    [TestCase("SELECT * FROM source_state")]
    [TestCase("SELECT * FROM erased_customers")]
    [TestCase("SELECT * FROM \"__EFMigrationsHistory\"")]
    [TestCase("SELECT * FROM pg_authid")]
    [TestCase("UPDATE carts SET revenue = 0")]
    [TestCase("DELETE FROM cart_lines")]
    [TestCase("INSERT INTO customers VALUES (1, 99, NULL, 'x')")]
    [TestCase("TRUNCATE etl_runs")]
    [TestCase("CREATE TABLE mine (i int)")]
    [TestCase("CREATE TEMP TABLE mine (i int)")]
    [TestCase("CREATE SCHEMA mine")]
    [TestCase("SELECT nextval('etl_runs_run_id_seq')")]
    [TestCase("SELECT pg_read_file('/etc/passwd')")]
    [TestCase("COPY carts TO PROGRAM 'cat'")]
    [TestCase("SET ROLE etl_worker")]
    public async Task The_reader_may_do_nothing_else_even_after_leaving_read_only(string sql)
    {
        await using var reader = await OpenAsync(RoleSetup.Reader);
        await reader.RowsAsync("SET default_transaction_read_only = off");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => reader.RowsAsync(sql));
        Assert.That(refused!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task The_readers_sessions_are_read_only_short_in_utc_bounded_and_ten_at_most()
    {
        await using var reader = await OpenAsync(RoleSetup.Reader);
        await reader.GivesAsync("""
                SELECT current_setting('default_transaction_read_only'), current_setting('statement_timeout'), current_setting('TimeZone'),
                  (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user), current_setting('temp_file_limit'),
                  current_setting('max_parallel_workers_per_gather'), current_setting('idle_in_transaction_session_timeout')
                """, ["on|15s|UTC|10|512MB|2|15s"]);
    }

    [Test]
    public async Task The_worker_reads_and_writes_rows_and_makes_temporary_tables()
    {
        await using var worker = await OpenAsync(RoleSetup.Worker);
        await using var transaction = await worker.BeginTransactionAsync();
        await worker.RowsAsync("""
            CREATE TEMP TABLE incoming (LIKE customers) ON COMMIT DROP;
            INSERT INTO incoming VALUES (1, 50, NULL, 'Bergen');
            INSERT INTO customers SELECT * FROM incoming;
            UPDATE products SET title = 'Lantern' WHERE product_id = 1;
            DELETE FROM cart_lines WHERE cart_id = 4;
            INSERT INTO erased_customers VALUES (1, 60, '2026-01-01Z');
            INSERT INTO etl_runs (store_id, trigger, outcome, started_at, worker_version) VALUES (1, 'manual', 'running', '2026-01-01Z',
              '1')
            """);
        await worker.GivesAsync("SELECT max(run_id) FROM etl_runs", ["3"]);
        await transaction.RollbackAsync();
        Assert.That((await SchemaState.ReadAsync(worker, CancellationToken.None)).IsCurrent, Is.True);
    }

    [TestCase("TRUNCATE carts")]
    [TestCase("DROP VIEW events")]
    [TestCase("ALTER TABLE carts ADD COLUMN x int")]
    [TestCase("CREATE TABLE mine (i int)")]
    [TestCase("INSERT INTO \"__EFMigrationsHistory\" VALUES ('x', 'y')")]
    [TestCase("CREATE ROLE friend")]
    [TestCase("DELETE FROM erased_customers")]
    [TestCase("UPDATE erased_customers SET user_id = 2")]
    public async Task The_worker_changes_no_schema(string sql)
    {
        await using var worker = await OpenAsync(RoleSetup.Worker);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => worker.RowsAsync(sql));
        Assert.That(refused!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task A_wrong_password_is_refused()
    {
        var wrong = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = RoleSetup.Worker, Password = "guess" };
        var failure = await Assert.ThrowsAsync<EtlException>(() => Migrator(wrong.ConnectionString).PendingAsync(CancellationToken.None));
        Assert.That((failure!.Code, failure.Transient), Is.EqualTo((ErrorCode.DatabaseRefused, false)));
    }

    [Test]
    public async Task A_role_without_a_password_file_keeps_its_password_and_gets_its_grants_again()
    {
        await _database.ExecuteAsync("GRANT SELECT ON source_state, carts TO grafana_reader; REVOKE SELECT ON stores FROM grafana_reader");
        var change = await Migrator(_database.ConnectionString).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
        Assert.That(change.Roles, Is.EqualTo(new[] { RoleSetup.Worker, RoleSetup.Reader, RoleSetup.Analyst }));
        await using var reader = await OpenAsync(RoleSetup.Reader);
        await reader.GivesAsync("SELECT count(*) FROM stores", ["1"]);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => reader.RowsAsync("SELECT * FROM carts"));
        Assert.That(refused!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task Migrators_of_several_databases_make_the_roles_at_once_without_stumbling()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestDatabase.CreateEmptyAsync()));
        var changes = await Task.WhenAll(
            databases.Select(database => Migrator(database.ConnectionString).ApplyAsync(Passwords(), _ => { }, CancellationToken.None)));
        Assert.That(changes.Select(change => change.Roles.Length), Is.All.EqualTo(3));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Test]
    public async Task An_owner_who_is_no_superuser_migrates_and_grants()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var owner = $"owner_of_{database.Name}";
        await database.ExecuteAsync($"CREATE ROLE {owner} LOGIN PASSWORD 'owner'; ALTER DATABASE {database.Name} OWNER TO {owner}");
        try
        {
            var target =
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = owner, Password = "owner", Pooling = false };
            var change = await Migrator(target.ConnectionString).ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
            Assert.That((change.Migrations.Length, change.Roles.Length), Is.EqualTo((SchemaHistory.Migrations.Length, 2)));
            var failure = await Assert.ThrowsAsync<EtlException>(
                () => Migrator(target.ConnectionString).ApplyAsync(Passwords(), _ => { }, CancellationToken.None));
            Assert.That(failure!.Code, Is.EqualTo(ErrorCode.DatabaseRefused));
            Assert.That(failure.Message, Does.Contain("CREATEROLE"));
            Assert.That(failure.ToString(), Does.Not.Contain(TestServer.RolePassword).And.Not.Contain("SCRAM"));
        }
        finally
        {
            await database.ExecuteAsync(
                $"ALTER DATABASE {database.Name} OWNER TO postgres; REASSIGN OWNED BY {owner} TO postgres; DROP ROLE {owner}");
        }
    }

    [Test]
    public void An_empty_password_is_refused_before_anything_is_done() =>
        Assert.That(Assert.Throws<EtlException>(() => _ = new RolePasswords("", null, null))!.Message, Does.Contain(RoleSetup.Worker));

    [TestCase("\u00BD", Description = "one half, which is 1, a fraction slash and 2 to some")]
    [TestCase("a\u00B2", Description = "a superscript 2, which is 2 to some")]
    [TestCase("a\u00A0b", Description = "a no-break space, which is a space to some")]
    [TestCase("e\u0301", Description = "e and an accent, which are one character to some")]
    [TestCase("\u00E9", Description = "the same as one character")]
    [TestCase("a\u00ADb", Description = "a soft hyphen, which is nothing to some")]
    [TestCase("a\tb", Description = "a control character, which some forbid")]
    [TestCase("a\u007F", Description = "another one")]
    [TestCase("\u05D0a", Description = "two directions, which some forbid")]
    public void A_password_that_clients_bring_into_different_forms_is_refused_by_the_name_of_the_rule(string password)
    {
        var refused = Assert.Throws<EtlException>(() => _ = new RolePasswords(null, password, null))!;
        Assert.That(refused.Message, Does.Contain(RoleSetup.Reader).And.Contain("printable ASCII").And.Contain("SASLprep, RFC 4013"));
        Assert.That(refused.ToString().Contains(password, StringComparison.Ordinal), Is.False);
    }

    private static RolePasswords Passwords() => new(TestServer.RolePassword, TestServer.RolePassword, TestServer.RolePassword);

    private static SchemaMigrator Migrator(string connectionString) => new(connectionString, TimeProvider.System);

    private Task<NpgsqlConnection> OpenAsync(string role) => _database.OpenAsAsync(role);
}
