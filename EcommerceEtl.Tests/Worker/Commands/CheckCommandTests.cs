using System.Text.Json;
using EcommerceEtl.Data.Invariants;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Tests.Pooling;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>check</c>: a line for all that an operator can get wrong, and nothing is changed by looking.</summary>
internal sealed class CheckCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Where_all_is_well_each_line_says_so_and_nothing_is_written()
    {
        await _test.BeforehandAsync();
        var before = await _test.Database.ChecksumAsync();
        var landed = _test.Landed();

        var check = await _test.DoneAsync("check", "--deep");

        var lines = check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.All.StartsWith("ok    "));
        Assert.That(check.Output, Does.Contain("database: PostgreSQL ").And.Contain("source fakestore: 7 carts\n")
            .And.Contain("landing fakestore: 1 snapshot kept"));
        Assert.That(lines.Single(line => line.Contains("schedule fakestore: 0 0/15 * * * ?: next at 20", StringComparison.Ordinal))
            .Split(", "), Has.Length.EqualTo(5));
        Assert.That(lines.Where(line => line.StartsWith("ok    invariant ", StringComparison.Ordinal)),
            Has.Exactly(WarehouseInvariants.Names.Length).Items);
        Assert.That((await _test.Database.ChecksumAsync(), _test.Landed()), Is.EqualTo((before, landed)));
    }

    [Test]
    public async Task Its_json_holds_the_same()
    {
        using var json = JsonDocument.Parse((await _test.DoneAsync("check", "--json")).Output);

        Assert.That(json.RootElement.GetProperty("well").GetBoolean(), Is.True);
        Assert.That(
            json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("subject").GetString()),
            Is.SupersetOf(new[] { "settings", "schedule fakestore", "landing", "database", "lock", "schema", "rights", "store fakestore",
                "source fakestore" }));
    }

    [Test]
    public async Task A_database_that_is_not_there_does_not_keep_the_rest_from_being_looked_at()
    {
        var nowhere =
            new NpgsqlConnectionStringBuilder(_test.Database.ConnectionString) { Host = "127.0.0.1", Port = ChildProcess.FreePort() };
        _test.Settings["ConnectionStrings__Warehouse"] = nowhere.ConnectionString;

        await FailsAsync("database: database_unreachable: ", also: "ok    source fakestore: 7 carts");
    }

    [Test]
    [Fault("pooler in transaction mode")]
    public async Task A_pooler_that_gives_each_transaction_another_backend_is_named()
    {
        await using var pooler = new TransactionPooler(_test.Database.ConnectionString, PoolMode.LastReturned);
        _test.Settings["ConnectionStrings__Warehouse"] = pooler.ConnectionString;

        await FailsAsync("database: pooled_session: ", also: "transaction mode");
    }

    [TestCase("LATIN1", "SELECT 1", "`LATIN1`")]
    [TestCase(null, "CREATE TABLE carts (id int)", "`carts`")]
    [TestCase(null, "CREATE SCHEMA shop; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = shop', current_database()); END "
        + "$$", "search_path")]
    [Fault("database that will not do")]
    public async Task A_database_in_which_no_warehouse_can_be_made_is_named(string? encoding, string sql, string says)
    {
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync(encoding));
        await _test.Database.ExecuteAsync(sql);

        await FailsAsync("schema: database_refused: ", also: says);
    }

    [Test]
    [Fault("database that will not do")]
    public async Task A_user_without_the_rights_to_migrate_is_named_where_it_would_have_to()
    {
        await TestServer.NeedsRolesAsync();
        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        _test.Settings["ConnectionStrings__Warehouse"] = _test.Database.ConnectionStringOf(RoleSetup.Worker);

        await FailsAsync("schema: database_refused: ", also: "may make no tables");
    }

    [TestCase(503, 1)]
    [TestCase(401, 1)]
    [TestCase(200, 3)]
    public async Task A_shop_is_asked_once_and_no_more_after_its_first_refusal(int status, int requests)
    {
        _test.Settings["Http__Retries"] = "4";
        _test.Shop.Before = context =>
        {
            context.Response.StatusCode = status;
            return status != 200;
        };

        var exit = await _test.RunAsync("check");

        Assert.That((exit.Code, _test.Shop.Requests), Is.EqualTo((status == 200 ? 0 : 1, requests)), exit.Everything);
    }

    [Test]
    public async Task Two_stores_of_one_shop_in_one_currency_are_a_warning()
    {
        _test.Settings["Stores__1__Name"] = "twin";
        _test.Settings["Stores__1__BaseUrl"] = _test.Shop.Url + "/";

        Assert.That((await _test.DoneAsync("check")).Output, Does.Contain("warn  store twin: ").And.Contain("counted twice"));

        _test.Settings["Stores__1__Currency"] = "EUR";
        Assert.That((await _test.DoneAsync("check")).Output, Does.Not.Contain("warn"));
    }

    [Test]
    public async Task A_store_that_the_settings_no_longer_name_is_a_warning()
    {
        await _test.BeforehandAsync();
        _test.Settings["Stores__0__Name"] = "renamed";

        Assert.That((await _test.DoneAsync("check")).Output, Does.Contain("warn  store fakestore: ").And.Contain("the settings do not"));

        await _test.DoneAsync("store", "retire", "fakestore");
        Assert.That((await _test.DoneAsync("check")).Output, Does.Not.Contain("store fakestore"));
    }

    [Test]
    public async Task A_landing_zone_with_little_room_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("landing-").FullName;
        if (await ChildProcess.TryRunAsync("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder) is not { Code: 0 })
            Assert.Ignore("This user cannot mount a tmpfs here; run the tests as root to try a small disk.");
        try
        {
            _test.Settings["Landing__Path"] = folder;
            await FailsAsync("landing: landing_unavailable: ", also: "1 GiB");
        }
        finally
        {
            await ChildProcess.RunAsync(["umount", folder]);
            Directory.Delete(folder);
        }
    }

    [Test]
    public async Task A_role_without_its_rights_is_told_what_is_missing()
    {
        await _test.BeforehandAsync();
        await _test.Database.ExecuteAsync(
            "REVOKE INSERT, DELETE ON carts FROM etl_worker; REVOKE EXECUTE ON FUNCTION month_part FROM etl_worker");
        _test.Settings["ConnectionStrings__Warehouse"] = _test.Database.ConnectionStringOf(RoleSetup.Worker);

        await FailsAsync("rights: database_refused: Missing: DELETE on carts, EXECUTE on month_part(date), INSERT on carts. Run `migrate`");
    }

    [Test]
    public async Task Rights_with_which_viewers_could_stop_others_are_a_warning_and_migrate_says_what_to_run_where_it_may_not()
    {
        await TestServer.NeedsRolesAsync();
        await _test.Database.ExecuteAsync("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC; CREATE TABLE theirs (id int)");

        Assert.That((await _test.DoneAsync("check")).Output, Does.Contain("warn  viewers: ").And.Contain("`public.theirs`")
            .And.Contain("`migrate` prints"));
        Assert.That(
            (await _test.DoneAsync("migrate")).Output,
            Does.Contain("`public.theirs`").And.EndWith("as a superuser:\n  REVOKE EXECUTE ON FUNCTION lo_create(oid) FROM PUBLIC;\n"));

        await _test.Database.ExecuteAsync("DROP TABLE theirs");
        await _test.DoneAsync("migrate");
        Assert.That((await _test.DoneAsync("check")).Output, Does.Not.Contain("viewers"));
    }

    [Test]
    public async Task A_newer_schema_and_pending_migrations_that_may_not_be_applied_are_named()
    {
        await _test.Database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')");
        await FailsAsync("schema: schema_newer: ");

        await _test.UseAsync(await TestDatabase.CreateEmptyAsync());
        Assert.That((await _test.DoneAsync("check")).Output, Does.Contain(" pending; the next run"));
        _test.Settings["Database__Migrate"] = "check";
        await FailsAsync("schema: schema_older: ");
    }

    [Test]
    public async Task Another_shop_under_a_known_name_is_named()
    {
        await _test.BeforehandAsync();
        _test.Settings["Stores__0__Currency"] = "EUR";

        await FailsAsync("store fakestore: store_changed: ", also: "currency USD -> EUR");
    }

    [Test]
    public async Task A_shop_that_refuses_or_sends_what_cannot_be_used_is_named()
    {
        _test.Shop.AnswerWith(403);
        await FailsAsync("source fakestore: source_refused: ");

        _test.Shop.Instead = null;
        foreach (var product in _test.Shop.Products)
            product!["price"] = "much";
        await FailsAsync(
            "source fakestore: too_many_rejects: 20 products, of which 20 cannot be used; the first has wrong_type at $.price.");
    }

    [Test]
    public async Task A_landing_zone_that_is_a_file_and_a_damaged_manifest_are_named()
    {
        await _test.BeforehandAsync();
        var manifest = Directory.GetFiles(_test.LandingPath, "*.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(manifest, "{");
        await FailsAsync("landing fakestore: landing_damaged: ", also: manifest);

        var file = Path.Combine(_test.LandingPath, "file");
        await File.WriteAllTextAsync(file, "");
        _test.Settings["Landing__Path"] = file;
        await FailsAsync("landing: landing_unavailable: ", also: "Landing:Path");
    }

    [Test]
    public async Task A_row_that_should_not_be_there_is_found_by_the_deep_check_alone()
    {
        await _test.BeforehandAsync();
        await _test.Database.ExecuteAsync("UPDATE carts SET gross_value = gross_value + 1 WHERE cart_id = 3; DELETE FROM loaded_chunks");

        await _test.DoneAsync("check");
        var exit = await _test.EndsAsync(1, "check", "--deep");

        var failed = exit.Output.Split('\n').Where(line => line.StartsWith("FAIL", StringComparison.Ordinal)).ToArray();
        Assert.That(failed, Has.Length.EqualTo(1));
        Assert.That(failed[0], Does.StartWith(
            "FAIL  invariant cart_totals_are_sums_of_lines: 1 row offends it, such as store=fakestore cart_id=3 "));
    }

    private async Task FailsAsync(string line, string also = "")
    {
        var exit = await _test.EndsAsync(1, "check");
        Assert.That(exit.Output, Does.Contain($"FAIL  {line}").And.Contain(also));
    }
}
