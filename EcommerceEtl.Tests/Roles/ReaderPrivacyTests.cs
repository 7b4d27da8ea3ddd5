using EcommerceEtl.Data.Schema;
using EcommerceEtl.Tests.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Roles;

/// <summary>A viewer looks for people in everything that the boards' role can read.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
internal sealed class ReaderPrivacyTests
{
    /// <summary>A customer's number, planted wherever the warehouse keeps one.</summary>
    private const string Customer = "8675309";

    /// <summary>A number of a cart, by which somebody who knows the shop would find its customer.</summary>
    private const string Cart = "5551212";

    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase()
    {
        await TestServer.NeedsRolesAsync();
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(SampleWarehouse.Sql);
        await _database.ExecuteAsync($$"""
            UPDATE customers SET user_id = {{Customer}}, source_id = 'customer-{{Customer}}' WHERE user_id = 7;
            UPDATE carts SET user_id = {{Customer}}, cart_id = {{Cart}}, source_id = 'cart-{{Cart}}' WHERE cart_id = 1;
            UPDATE cart_lines SET cart_id = {{Cart}} WHERE cart_id = 1;
            INSERT INTO erased_customers VALUES (1, {{Customer}}, '2026-01-01Z');
            INSERT INTO quarantine VALUES (1, 'customers', '{{Customer}}', 'bad_text', '$.city', '{"id": {{Customer}}}', '2026-01-01Z',
              '2026-01-01Z', 1, 'open', 'hash');
            INSERT INTO source_state (store_id, entity, etag, entity_hash, run_id) VALUES (1, 'customers', '"{{Customer}}"',
              '{{Customer}}', 1)
            """);
        await _database.FillRollupsAsync();
    }

    [OneTimeTearDown]
    public async Task DropDatabase()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [TestCase("SELECT * FROM events")]
    [TestCase("SELECT * FROM sessions")]
    [TestCase("SELECT city FROM customers")]
    [TestCase("SELECT user_id FROM carts")]
    [TestCase("SELECT count(*) FROM cart_lines")]
    [TestCase("SELECT * FROM funnel_sessions('2019-01-01', '2021-01-01', 'USD', '{__all__}', '{__all__}', '{__all__}')")]
    [TestCase("SELECT record_key FROM quarantine")]
    [TestCase("SELECT * FROM quarantine")]
    [TestCase("SELECT * FROM pg_statistic")]
    [TestCase("COPY customers TO STDOUT")]
    public async Task A_viewer_is_refused_what_names_people(string sql)
    {
        await using var viewer = await _database.OpenAsAsync(RoleSetup.Reader);
        await viewer.RowsAsync("SET default_transaction_read_only = off");
        Assert.That(
            () => viewer.RowsAsync(sql), Throws.InstanceOf<PostgresException>().With.Property("SqlState")
                .EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task Neither_a_customer_nor_a_cart_is_in_anything_that_a_viewer_can_read()
    {
        await using var viewer = await _database.OpenAsAsync(RoleSetup.Reader);
        var columns = await viewer.RowsAsync("""
            SELECT format('%I.%I', n.nspname, c.relname), string_agg(format('%I', a.attname), ', ')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'SELECT')
              AND (n.nspname = 'public' OR c.relname LIKE 'pg\_stats%')
            GROUP BY 1
            """);
        Assert.That(columns.Select(row => row.Split('|')[0]),
            Is.SupersetOf(new[] { "public.stores", "public.quarantine", "public.run_log", "pg_catalog.pg_stats" }));
        const string Arguments = "'2019-01-01', '2021-01-01', 'USD', '{__all__}', '{__all__}', '{__all__}'";
        string[] figures =
        [
            "funnel_daily", "funnel_sales", "funnel_products", "funnel_buyers", "funnel_cities", "funnel_cohorts", "funnel_returning",
            "funnel_hours", "funnel_abandoned",
        ];
        string[] others =
        [
            "funnel_days('2019-01-01', '2021-01-01', 'USD', '{__all__}')", "run_gaps(1)", "store_gaps(1::smallint)",
            "funnel_today('2020-01-02 23:59Z', 'USD', '{__all__}', '{__all__}', '{__all__}')", "board_value('Oslo')",
            "board_names('{Oslo}')", "month_part('2020-01-12')",
        ];
        Assert.That(
            await viewer.RowsAsync(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"),
            Is.EquivalentTo(figures.Concat(others.Select(call => call.Split('(')[0]))), "the functions that this test asks");

        await _database.ExecuteAsync("ANALYZE");
        var seen = new List<string>();
        foreach (var row in columns.Select(row => row.Split('|')))
            seen.AddRange(await viewer.RowsAsync($"SELECT seen::text FROM (SELECT {row[1]} FROM {row[0]}) seen"));
        foreach (var call in figures.Select(name => $"{name}({Arguments})").Concat(others))
            seen.AddRange(await viewer.RowsAsync($"SELECT seen::text FROM {call} seen"));

        Assert.That(seen, Has.Some.Contains("23.75").And.Some.Contains("Oslo"), "the figures are there, as are the cities");
        Assert.That(seen.Where(line => line.Contains(Customer, StringComparison.Ordinal)
            || line.Contains(Cart, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task An_analyst_finds_them_but_neither_what_the_shop_sent_nor_whom_it_wants_forgotten()
    {
        await using var analyst = await _database.OpenAsAsync(RoleSetup.Analyst);
        await analyst.GivesAsync($"SELECT city FROM sessions WHERE user_id = {Customer}", ["Oslo"]);
        await analyst.GivesAsync("SELECT current_setting('default_transaction_read_only'), current_setting('temp_file_limit'), "
            + "current_setting('statement_timeout')", ["on|2GB|10min"]);
        await analyst.RowsAsync("SET default_transaction_read_only = off");
        foreach (var sql in new[]
        {
            "SELECT payload FROM quarantine", "SELECT * FROM erased_customers", "DELETE FROM carts", "SET ROLE etl_worker",
            "SELECT pg_advisory_lock(1)", "SELECT lo_create(0)",
        })
        {
            Assert.That(
                () => analyst.RowsAsync(sql), Throws.InstanceOf<PostgresException>().With.Property("SqlState")
                    .EqualTo(PostgresErrorCodes.InsufficientPrivilege), sql);
        }
    }

    /// <summary>Whatever a viewer makes of its own session, such a function finds the warehouse's tables and not those that somebody else
    /// made.</summary>
    [Test]
    public async Task Functions_with_their_owners_rights_have_a_fixed_search_path_and_are_not_everybodys()
    {
        const string Functions = "FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef";
        await _database.GivesAsync($"SELECT count(*) {Functions}", ["11"]);
        await _database.GivesAsync(
            $"SELECT proname {Functions} AND NOT 'search_path=public, pg_temp' = ANY (coalesce(proconfig, ARRAY[''])) ", []);
        await _database.GivesAsync("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND "
            + "has_function_privilege('public', oid, 'EXECUTE')", []);
        await using var viewer = await _database.OpenAsAsync(RoleSetup.Reader);
        await viewer.RowsAsync("SET search_path = pg_temp, pg_catalog");
        await viewer.GivesAsync(
            "SELECT sum(orders) FROM public.funnel_daily('2019-01-01', '2021-01-01', 'USD', '{__all__}', '{__all__}', '{__all__}')", ["3"]);
    }

    /// <summary>Its name is a common one: somebody else's role of that name must not get the carts because a warehouse was
    /// migrated.</summary>
    [Test]
    public async Task A_role_called_analyst_gets_nothing_without_a_password_file_unless_it_had_been_given_it_before()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var migrator = new SchemaMigrator(database.ConnectionString, TimeProvider.System);
        Assert.That((await migrator.ApplyAsync(RolePasswords.None, _ => { }, default)).Roles,
            Is.EqualTo(new[] { RoleSetup.Worker, RoleSetup.Reader }));
        await database.GivesAsync("SELECT has_table_privilege('analyst', 'customers', 'SELECT')", ["false"]);

        await migrator.ApplyAsync(new RolePasswords(null, null, TestServer.RolePassword), _ => { }, default);
        await database.GivesAsync("SELECT has_database_privilege('analyst', current_database(), 'TEMPORARY')", ["false"]);
        await database.ExecuteAsync("REVOKE SELECT ON customers FROM analyst");
        Assert.That((await migrator.ApplyAsync(RolePasswords.None, _ => { }, default)).Roles, Does.Contain(RoleSetup.Analyst));
        await database.GivesAsync("SELECT has_table_privilege('analyst', 'customers', 'SELECT')", ["true"]);
    }
}
