using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;
using Npgsql;

namespace EcommerceEtl.Tests.Pooling;

/// <summary>
/// A pooler that gives each transaction another server session is found before anything is said that such a session would keep: no setting
/// and no lock is left on a session that the next client gets.
/// </summary>
internal sealed class PooledSessionTests : IAsyncDisposable
{
    private const string Transaction = "pool_mode = transaction";
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>All ways of this program to get a session.</summary>
    private static readonly (string Name, Func<string, Task> OpenAsync)[] Sessions =
    [
        ("run", async target => await (await StoreSession.OpenAsync(target, TimeSpan.FromMinutes(1), default)).DisposeAsync()),
        ("report", async target => await (await SessionConnection.OpenAsync(target, "ecommerce-etl report", default)).DisposeAsync()),
        ("ready", target => new SchemaMigrator(target, TimeProvider.System).PendingAsync(default)),
        ("migrate", target => new SchemaMigrator(target, TimeProvider.System).ApplyAsync(RolePasswords.None, _ => { }, default)),
    ];

    [TestCase(PoolMode.LastReturned, 20)]
    [TestCase(PoolMode.LastReturned, 2)]
    [TestCase(PoolMode.LastReturned, 1)]
    [TestCase(PoolMode.LongestIdle, 20)]
    [TestCase(PoolMode.LongestIdle, 2)]
    [TestCase(PoolMode.LongestIdle, 1)]
    [Fault("pooler in transaction mode")]
    public async Task A_pooler_in_transaction_mode_is_refused_and_left_as_it_was(PoolMode mode, int size)
    {
        await using var pooler = new TransactionPooler(_test.Database.ConnectionString, mode, size);

        await RefusedAsync(pooler.ConnectionString, size);

        string[] lasting = ["set ", "set_config", "advisory", "listen", "prepare", "temp"];
        Assert.That(pooler.Statements, Is.Not.Empty);
        Assert.That(
            pooler.Statements.Where(statement => lasting.Any(word => statement.Contains(word, StringComparison.OrdinalIgnoreCase))),
            Is.Empty,
            "outlasts a transaction");
    }

    [TestCase(20, Transaction)]
    [TestCase(1, Transaction)]
    [TestCase(20, Transaction, "server_round_robin = 1")]
    [TestCase(20, "pool_mode = statement")]
    [Fault("pooler in transaction mode")]
    public async Task PgBouncer_is_refused_and_left_as_it_was(int size, params string[] settings)
    {
        await using var pooler = await PgBouncer.StartAsync(_test.Database.ConnectionString, [$"default_pool_size = {size}", .. settings]);
        // Statement mode lets no transaction begin, so that its sessions cannot be looked into one beside the other.
        await RefusedAsync(pooler.ConnectionString, settings[0] == Transaction ? size : 1);
    }

    [Test]
    public async Task A_pooler_in_session_mode_is_let_pass()
    {
        await using var pooler = new TransactionPooler(_test.Database.ConnectionString, PoolMode.Session);
        _test.ConnectBy(pooler.ConnectionString);

        await _test.SucceedAsync();
        foreach (var (_, open) in Sessions)
            await open(pooler.ConnectionString);

        await _test.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded"]);
    }

    [Test]
    public async Task PgBouncer_in_session_mode_is_let_pass()
    {
        await using var pooler = await PgBouncer.StartAsync(_test.Database.ConnectionString, "pool_mode = session");
        _test.ConnectBy(pooler.ConnectionString);

        await _test.SucceedAsync();
        foreach (var (_, open) in Sessions)
            await open(pooler.ConnectionString);
    }

    [Test]
    public async Task A_pooler_in_session_mode_that_has_no_second_session_to_give_may_have_one_later()
    {
        await using var pooler = await PgBouncer.StartAsync(
            _test.Database.ConnectionString, "pool_mode = session", "default_pool_size = 1");
        var refused =
            await Assert.ThrowsAsync<EtlException>(() => SessionConnection.OpenAsync(pooler.ConnectionString, "ecommerce-etl", default));

        Assert.That((refused!.Code, refused.Transient), Is.EqualTo((ErrorCode.DatabaseUnreachable, true)), refused.Message);
        Assert.That(refused.Message, Does.Contain("second session"));
    }

    private async Task RefusedAsync(string target, int size)
    {
        var before = await _test.Database.ChecksumAsync();
        foreach (var (name, open) in Sessions)
        {
            var refused = await Assert.ThrowsAsync<EtlException>(() => open(target), name);
            Assert.That((SnakeCase.Of(refused!.Code), refused.Transient), Is.EqualTo(("pooled_session", false)), $"{name}: {refused}");
            Assert.That(refused.Message, Does.Contain("transaction mode").And.Contain("ConnectionStrings:Warehouse"));
        }
        _test.ConnectBy(target);

        var run = await _test.RunAsync();

        Assert.That((SnakeCase.Of(run.Error!.Code), run.RunId), Is.EqualTo(("pooled_session", (long?)null)));
        Assert.That(_test.Shop.Requests, Is.Zero, "no extract that could not be loaded");
        Assert.That(await _test.Database.ChecksumAsync(), Is.EqualTo(before));
        await CleanAsync(target, size);
    }

    /// <summary>Looks into each session of the pool, all of them held at once.</summary>
    private async Task CleanAsync(string target, int size)
    {
        // PgBouncer itself sets these for each client.
        const string Left = """
            SELECT name, setting FROM pg_settings WHERE source = 'session' AND name NOT LIKE 'transaction%'
              AND name NOT IN ('application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'IntervalStyle',
                'standard_conforming_strings')
            """;
        List<NpgsqlConnection> clients = [];
        try
        {
            for (var i = 0; i < size; i++)
            {
                var client = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(target) { Pooling = false }.ConnectionString);
                await client.OpenAsync();
                clients.Add(client);
                if (size > 1)
                    await client.BeginTransactionAsync();
                await client.GivesAsync(Left, []);
            }
            await _test.GivesAsync("SELECT pid, mode FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database "
                + "WHERE datname = current_database())", []);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
    }
}
