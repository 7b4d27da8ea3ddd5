using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The connection breaks between COMMIT sent and answered: what is reported is what happened.</summary>
public sealed class CommitTests : IAsyncDisposable
{
    private readonly FaultBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task A_server_that_refuses_the_login_for_a_while_settles_nothing()
    {
        await using var proxy = _test.UseProxy();
        _test.Pipeline.Clock.Hurry = 10;

        var run = await _test.RunAsync(RunStage.Commit, null, () =>
        {
            proxy.Deny = 3;
            return Break(proxy, CommitFate.AnswerLost);
        });

        Assert.That(proxy.Deny, Is.Zero);
        Assert.That((run.Outcome, run.Error), Is.EqualTo((RunOutcome.Succeeded, (EtlException?)null)));
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded"]);
    }

    [Test]
    public async Task A_server_that_goes_on_refusing_the_login_leaves_the_outcome_unknown()
    {
        await using var proxy = _test.UseProxy();
        _test.SessionTimeout = TimeSpan.FromHours(1);
        _test.Pipeline.Clock.Hurry = 60;

        var run = await _test.RunAsync(RunStage.Commit, null, () =>
        {
            proxy.Deny = int.MaxValue;
            return Break(proxy, CommitFate.AnswerLost);
        });

        Assert.That(run.Error?.Code, Is.EqualTo(ErrorCode.SessionLost), run.Error?.ToString());
        Assert.That(run.Error!.Message, Does.Contain("is not known").And.Not.Contain("Nothing was"));
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded"], "the ledger tells");
    }

    [Test]
    [Fault("COMMIT answer lost")]
    public async Task A_commit_whose_outcome_cannot_be_learnt_is_not_called_undone()
    {
        await using var proxy = _test.UseProxy();
        _test.SessionTimeout = TimeSpan.FromHours(1);
        _test.Pipeline.Clock.Hurry = 60;

        var run = await _test.RunAsync(RunStage.Commit, null, () =>
        {
            proxy.Refuse = int.MaxValue;
            return Break(proxy, CommitFate.AnswerLost);
        });

        Assert.That((run.Outcome, run.Error?.Code), Is.EqualTo((RunOutcome.Failed, (ErrorCode?)ErrorCode.SessionLost)));
        Assert.That(run.Error!.Message, Does.Contain("is not known").And.Contain($"run {run.RunId}").And.Not.Contain("Nothing was"));
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded"], "the ledger tells");
    }

    [Test]
    [Fault("COMMIT answer lost")]
    public async Task The_ledger_is_believed_only_once_the_old_session_has_ended()
    {
        await using var proxy = _test.UseProxy();
        await _test.Pipeline.SucceedAsync();
        _test.Shop.AddCart(8, "2026-02-01T00:00:00Z", (1, 1));
        // The COMMIT takes longer than the reconnect: the ledger could be read, and still says running, while the old session is at work.
        await _test.Pipeline.Database.ExecuteAsync("""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON carts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault()
            """);

        var run = await _test.RunAsync(RunStage.Commit, null, () => Break(proxy, CommitFate.Abandoned));

        var found = await _test.Pipeline.RowsAsync($"SELECT outcome FROM etl_runs WHERE run_id = {run.RunId}");
        Assert.That(found, Is.EqualTo(new[] { SnakeCase.Of(run.Outcome) }), "what is reported is what happened");
        await _test.Pipeline.GivesAsync("SELECT count(*) FROM carts WHERE cart_id = 8", [run.Outcome == RunOutcome.Succeeded ? "1" : "0"]);
    }

    [Test]
    [Fault("replica that lost the last commit")]
    [Fault("fail-over under a session")]
    public async Task A_run_whose_row_a_fail_over_lost_has_failed()
    {
        await using var proxy = _test.UseProxy();
        await _test.Pipeline.SucceedAsync();
        var before = await _test.Pipeline.Database.ChecksumAsync();
        _test.Shop.AddCart(8, "2026-02-01T00:00:00Z", (1, 1));
        var losing = Task.CompletedTask;

        // A transaction that waits for the store's lock has it before whoever asks what came of the run.
        var run = await _test.RunAsync(RunStage.Commit, null, () =>
        {
            losing = _test.Pipeline.Database.ExecuteAsync("""
                SELECT pg_advisory_xact_lock(hashtextextended('ecommerce-etl store fakestore', 0));
                DELETE FROM etl_runs WHERE run_id = (SELECT max(run_id) FROM etl_runs)
                """);
            return Break(proxy, CommitFate.Lost);
        });

        await losing;
        Assert.That(run.Error?.Code, Is.EqualTo(ErrorCode.SessionLost));
        Assert.That(run.Error!.Message, Does.Not.Contain("not known"));
        await _test.Pipeline.GivesAsync("SELECT outcome FROM etl_runs", ["succeeded"]);
        Assert.That(await _test.Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));
        await _test.HealsAsync();
    }

    private static Task Break(DatabaseProxy proxy, CommitFate fate)
    {
        proxy.Commit = fate;
        return Task.CompletedTask;
    }
}
