using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Data.Session;

namespace EcommerceEtl.Tests.Data.Ledger;

/// <summary>The ledger is kept for ever. What a run asks of it must not take longer from year to year.</summary>
public sealed class LongLedgerTests
{
    /// <summary>A year of runs each quarter of an hour.</summary>
    private const int Runs = 35_000;

    [Test]
    public async Task A_run_after_a_year_reads_no_whole_ledger()
    {
        await using var test = new PipelineBundle();
        await test.SucceedAsync();
        await test.Database.ExecuteAsync($"""
            INSERT INTO etl_runs (store_id, trigger, slot, outcome, started_at, finished_at, snapshot_hash, rules_hash, worker_version,
              error_code, notes)
            SELECT 1, 'schedule', at, CASE WHEN n % 20 = 0 THEN 'failed' ELSE 'succeeded' END, at, at, '', '', '1',
              CASE WHEN n % 20 = 0 THEN 'source_error' END, notes
            FROM (SELECT notes FROM etl_runs WHERE run_id = 1) first, generate_series(1, {Runs}) n
            CROSS JOIN LATERAL (SELECT timestamptz '2025-02-28Z' + n * interval '15 minutes') due (at);
            INSERT INTO etl_run_entities
            SELECT (jsonb_populate_record(e, jsonb_build_object('run_id', r.run_id))).*
            FROM etl_run_entities e, etl_runs r
            WHERE e.run_id = 1 AND r.run_id > 1
            """);
        await test.Database.ExecuteAsync("VACUUM ANALYZE etl_runs, etl_run_entities");
        await using var connection = await test.Database.OpenAsync();
        var before = await ReadAsync();

        await test.SucceedAsync();
        test.Shop.AddCart(100, "2026-02-27T10:00:00Z", (1, 2));
        await test.SucceedAsync();
        Assert.That(await StoreFreshness.ReadAsync(connection, CancellationToken.None), Has.Length.EqualTo(1));

        Assert.That(await ReadAsync() - before, Is.LessThan(Runs), "rows of the ledger read in two runs");

        // The statistics of a session are there once it has ended, or says so.
        async Task<long> ReadAsync()
        {
            await using var command = new Npgsql.NpgsqlCommand(
                "SELECT pg_stat_force_next_flush(); SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables WHERE "
                    + "relname LIKE 'etl\\_run%'", connection);
            await using var rows = await command.ExecuteReaderAsync();
            await rows.NextResultAsync();
            await rows.ReadAsync();
            return rows.GetInt64(0);
        }
    }

    [Test]
    public async Task No_statement_of_the_worker_is_compiled_by_the_server()
    {
        await using var test = new PipelineBundle();
        await using var connection = await SessionConnection.OpenAsync(test.Database.ConnectionString, "test", CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("SHOW jit", connection);
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("off"));
    }
}
