using EcommerceEtl.Data.Session;
using Npgsql;

namespace EcommerceEtl.Tests.Data.Session;

/// <summary>A token ends a COPY that the server holds up.</summary>
public sealed class BackendCancellationTests
{
    /// <summary>The trigger waits until nobody else holds the advisory lock 1.</summary>
    private const string HeldUp =
        """
        CREATE TABLE own (a integer);
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN new; END $$;
        CREATE TRIGGER wait BEFORE INSERT ON own FOR EACH ROW EXECUTE FUNCTION wait()
        """;

    [TestCase(0)]
    [TestCase(1, Description = "As on a server that has no connection to spare for a moment.")]
    public async Task A_cancelled_COPY_ends_although_connections_are_refused_at_first(int refused)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(HeldUp);
        await using var holder = await OpenAsync(database.ConnectionString);
        await RunAsync(holder, "SELECT pg_advisory_lock(1)");
        await using var proxy = new DatabaseProxy(database.ConnectionString) { Refuse = refused };
        await using var session = await OpenAsync(database.ConnectionString);
        using var token = new CancellationTokenSource();
        await using var copy = new BinaryCopy(
            await session.BeginRawBinaryCopyAsync("COPY own FROM STDIN (FORMAT binary)"), 1,
            new BackendCancellation(proxy.ConnectionString, session.ProcessID, token.Token));
        copy.StartRow();
        copy.Integer(1);

        var completing = copy.CompleteAsync(CancellationToken.None);
        await token.CancelAsync();

        Assert.That(
            async () => await completing.WaitAsync(TimeSpan.FromSeconds(30)),
            Throws.InstanceOf<OperationCanceledException>().And.InnerException.InstanceOf<PostgresException>());
        Assert.That(proxy.Taken, Is.EqualTo(refused + 1));
    }

    [Test]
    public async Task A_COPY_that_is_complete_is_not_waited_for_by_its_cancellation()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var proxy = new DatabaseProxy(database.ConnectionString) { Refuse = int.MaxValue };
        using var token = new CancellationTokenSource();
        var cancellation = new BackendCancellation(proxy.ConnectionString, 0, token.Token);
        await token.CancelAsync();

        Assert.That(async () => await cancellation.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)), Throws.Nothing);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
