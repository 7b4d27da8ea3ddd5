using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Data.Schema;

/// <summary>A database in which the warehouse cannot or must not be made is refused in words, before anything is made.</summary>
internal sealed class UnfitDatabaseTests
{
    /// <summary>All that a migration could leave behind in a database.</summary>
    private const string Everything = """
        SELECT 'relation', relnamespace::regnamespace::text, relname::text, relkind::text FROM pg_class
        WHERE relnamespace::regnamespace::text NOT LIKE 'pg\_%'
        UNION ALL SELECT 'function', pronamespace::regnamespace::text, proname, '' FROM pg_proc
          WHERE pronamespace::regnamespace::text NOT LIKE 'pg\_%'
        UNION ALL SELECT 'schema', '', nspname, coalesce(nspacl::text, '') FROM pg_namespace
        UNION ALL SELECT 'database', '', datname, coalesce(datacl::text, '') FROM pg_database WHERE datname = current_database()
        ORDER BY 1, 2, 3, 4
        """;

    private static readonly TestCaseData[] Unfit =
    [
        Case("no schema public", "DROP SCHEMA public", "no schema `public`"),
        Case("a search_path of the database", "ALTER DATABASE {0} SET search_path = shop; CREATE SCHEMA shop", "schema `shop`",
            "search_path"),
        Case("a search_path of the role", "ALTER ROLE CURRENT_USER IN DATABASE {0} SET search_path = shop, public; CREATE SCHEMA shop",
            "schema `shop`", "search_path"),
        Case("a search_path that names no schema", "ALTER DATABASE {0} SET search_path = ''", "search_path"),
        Case("a search_path whose schema is missing", "ALTER DATABASE {0} SET search_path = missing", "search_path"),
        Case("a schema named like the user", "DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_user); END $$", "search_path"),
        Case("migrations of another program",
            "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" text PRIMARY KEY, \"ProductVersion\" text)", "another program"),
        Case(
            "migrations of another program that names columns as this one does",
            "CREATE TABLE \"__EFMigrationsHistory\" (migration_id text PRIMARY KEY, product_version text); "
            + "INSERT INTO \"__EFMigrationsHistory\" VALUES ('20200101000000_Blog', '8.0.0')",
            "another program", "20200101000000_Blog"),
        Case("a view of that name", "CREATE VIEW \"__EFMigrationsHistory\" AS SELECT 1 AS migration_id", "another program"),
        Case("some tables of a shop", "CREATE TABLE products (id int); CREATE TABLE customers (id int)", "`customers`, `products`",
            "database of its own"),
    ];

    [TestCaseSource(nameof(Unfit))]
    [Fault("database that will not do")]
    public async Task It_is_refused_in_words_before_anything_is_made(string sql, string[] says)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync(string.Format(null, sql, database.Name));

        await RefusedAsync(database, database.ConnectionString, says);
    }

    [TestCase("LATIN1")]
    [TestCase("SQL_ASCII")]
    [Fault("database that will not do")]
    public async Task Another_encoding_is_refused(string encoding)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(encoding);

        await RefusedAsync(database, database.ConnectionString, encoding, "UTF8");
    }

    [Test]
    [Fault("database that will not do")]
    public async Task A_search_path_in_the_connection_string_is_refused()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync("CREATE SCHEMA shop");

        await RefusedAsync(
            database, new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "shop,public" }.ConnectionString,
            "schema `shop`", "search_path");
    }

    [Test]
    public async Task A_search_path_that_begins_with_public_or_with_what_is_not_there_will_do()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync($"CREATE SCHEMA other; ALTER DATABASE {database.Name} SET search_path = missing, public, other");

        Assert.That((await Migrator(database.ConnectionString).ApplyAsync(RolePasswords.None, _ => { }, default)).Migrations, Is.Not.Empty);
    }

    [Test]
    [Fault("database that will not do")]
    public async Task Whatever_has_a_name_that_a_migration_would_give_is_named()
    {
        await using var migrated = await TestDatabase.CreateAsync();
        var relations = await migrated.RowsAsync(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> '__EFMigrationsHistory'");
        var functions = await migrated.RowsAsync("SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace");
        Assert.That((relations, functions), Is.Not.EqualTo(((string[])[], (string[])[])));
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var owner = await database.OpenAsync();
        foreach (var (make, drop, name) in relations.SelectMany<string, (string, string, string)>(
            name => [($"TABLE \"{name}\" (i int)", $"TABLE \"{name}\"", name), ($"VIEW \"{name}\" AS SELECT 1", $"VIEW \"{name}\"", name)])
            .Concat(functions.Select(name => ($"FUNCTION {name}(xml) RETURNS int LANGUAGE sql AS 'SELECT 1'", $"FUNCTION {name}", name)))
            .Append(("DOMAIN carts AS int", "DOMAIN carts", "carts")))
        {
            // The history's own index comes with the history.
            if (name == "pk___ef_migrations_history")
                continue;
            await owner.RowsAsync($"CREATE {make}");
            var refused = await Assert.ThrowsAsync<EtlException>(
                () => Migrator(database.ConnectionString).ApplyAsync(RolePasswords.None, _ => { }, default), make);
            Assert.That(refused!.Message, Does.Contain($"`{name}`").And.Contain("database of its own"), make);
            await owner.RowsAsync($"DROP {drop}");
        }
    }

    [Test]
    [Fault("database that will not do")]
    public async Task A_user_who_may_make_no_tables_is_refused()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await AsStrangerAsync(database, async target => await RefusedAsync(database, target, "may make no tables", "owner"));
    }

    [Test]
    [Fault("database that will not do")]
    public async Task A_user_whose_tables_they_are_not_may_not_change_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SchemaMigratorTests.GoBackAsync(database, "FunnelFunctions");
        await database.ExecuteAsync("GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT SELECT ON \"__EFMigrationsHistory\" TO PUBLIC");
        await AsStrangerAsync(database, async target => await RefusedAsync(database, target, "belong to", "postgres"));
    }

    [Test]
    [Fault("migration killed or broken half-way")]
    public async Task A_migration_that_breaks_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync("""
            CREATE SCHEMA breaker;
            CREATE FUNCTION breaker.breaks() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made up'; END $$;
            CREATE EVENT TRIGGER breaks ON ddl_command_start WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION breaker.breaks()
            """);
        var before = await database.RowsAsync(Everything);

        var broke = await Assert.ThrowsAsync<EtlException>(
            () => Migrator(database.ConnectionString).ApplyAsync(RolePasswords.None, _ => { }, default));

        Assert.That(broke!.Message, Does.Contain("made up"));
        Assert.That(await database.RowsAsync(Everything), Is.EqualTo(before));
        await database.ExecuteAsync("DROP EVENT TRIGGER breaks");
        Assert.That((await Migrator(database.ConnectionString).ApplyAsync(RolePasswords.None, _ => { }, default)).Migrations, Is.Not.Empty);
    }

    private static TestCaseData Case(string name, string sql, params string[] says) => new TestCaseData(sql, says).SetArgDisplayNames(name);

    private static async Task RefusedAsync(TestDatabase database, string target, params string[] says)
    {
        var before = await database.RowsAsync(Everything);

        var refused = await Assert.ThrowsAsync<EtlException>(() => Migrator(target).ApplyAsync(RolePasswords.None, _ => { }, default));

        Assert.That((refused!.Code, refused.Transient), Is.EqualTo((ErrorCode.DatabaseRefused, false)), refused.ToString());
        Assert.Multiple(() =>
        {
            foreach (var words in says)
                Assert.That(refused.Message, Does.Contain(words));
        });
        Assert.That(await database.RowsAsync(Everything), Is.EqualTo(before), "something was made");
    }

    /// <summary>Runs a body with the connection string of a user who may log in and nothing else.</summary>
    private static async Task AsStrangerAsync(TestDatabase database, Func<string, Task> body)
    {
        await TestServer.NeedsRolesAsync();
        var stranger = $"stranger_to_{database.Name}";
        await database.ExecuteAsync($"CREATE ROLE {stranger} LOGIN PASSWORD 'stranger'");
        try
        {
            await body(database.ConnectionStringOf(stranger, "stranger"));
        }
        finally
        {
            await database.ExecuteAsync($"DROP ROLE {stranger}");
        }
    }

    private static SchemaMigrator Migrator(string connectionString) => new(connectionString, TimeProvider.System);
}
