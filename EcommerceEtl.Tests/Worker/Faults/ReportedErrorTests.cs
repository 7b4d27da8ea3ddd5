using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Tests.Warehouse;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>What the database reports in the midst of a load fails the run under its code, and the next run puts everything right.</summary>
public sealed class ReportedErrorTests : FaultTestCase
{
    [TestCase("53100", ErrorCode.DatabaseFull, false)]
    [TestCase("25006", ErrorCode.SessionLost, true)]
    [TestCase("40001", ErrorCode.LockTimeout, true)]
    [TestCase("40P01", ErrorCode.LockTimeout, true)]
    [TestCase("55P03", ErrorCode.LockTimeout, true)]
    [TestCase("42501", ErrorCode.DatabaseRefused, false)]
    [TestCase("53300", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("XX000", ErrorCode.Unexpected, false)]
    public async Task A_report_during_the_copy_of_carts_fails_the_run_cleanly(string state, ErrorCode code, bool transient)
    {
        await Pipeline.SucceedAsync();
        Shop.Products[0]!["price"] = 1.25;
        Shop.Carts.Add(NewCart(8, "2026-02-01T00:00:00Z", (1, 1)));
        await OnInsertAsync("cart_lines", $"RAISE EXCEPTION 'made up' USING ERRCODE = '{state}'");
        var before = await Pipeline.Database.ChecksumAsync();

        var run = await Pipeline.RunAsync();

        await FailedAsync(run, code, before);
        Assert.That(run.Error!.Transient, Is.EqualTo(transient));
        Assert.That(run.Error.Message, Does.Contain("made up"));
        await HealsAsync();
    }

    [Test]
    public async Task A_table_that_another_session_keeps_locked_ends_in_a_lock_time_out()
    {
        await Pipeline.SucceedAsync();
        Shop.Carts.Add(NewCart(8, "2026-02-01T00:00:00Z", (1, 1)));
        // The run's own time-out is 30 s.
        await OnInsertAsync("etl_runs", "PERFORM set_config('lock_timeout', '200ms', false)");
        var before = await Pipeline.Database.ChecksumAsync();

        EcommerceEtl.Worker.Pipeline.RunSummary run;
        await using (var dump = await Pipeline.Database.OpenAsync())
        {
            await using var transaction = await dump.BeginTransactionAsync();
            await dump.RowsAsync("LOCK TABLE carts IN SHARE MODE");
            run = await Pipeline.RunAsync();
        }

        await FailedAsync(run, ErrorCode.LockTimeout, before);
        Assert.That(run.Error!.Message, Does.Contain("change of the schema or a dump"));
        await HealsAsync();
    }

    [Test]
    public async Task The_locking_session_has_the_time_outs_that_free_the_lock_of_a_vanished_holder()
    {
        await OnInsertAsync("etl_runs", """
            RAISE EXCEPTION '% % % % % % % %', current_setting('lock_timeout'), current_setting('idle_session_timeout'),
              current_setting('idle_in_transaction_session_timeout'), current_setting('client_connection_check_interval'), current_setting('tcp_keepalives_idle'),
              current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout') USING ERRCODE = '53100'
            """);

        var run = await Pipeline.RunAsync();

        Assert.That(run.Error!.Message, Does.Contain(": 30s 1min 1min 1s 15 5 3 30000."));
    }
}
