namespace EcommerceEtl.Tests.Model;

/// <summary>However many runs came before and however they ended: once every record is good, the warehouse is the one that a fresh database
/// becomes by a single run, if it is given the store's row and the remembered products and prices.</summary>
internal static class FreshWarehouse
{
    public static async Task CompareAsync(ModelSession session, Random r)
    {
        session.Edits.HealAll(r, session.Now);
        await session.RunAsync("last run, all healed", request => request with { AcceptShrink = true });

        await using var fresh = new PipelineBundle(session.Pipeline.Shop);
        fresh.Settings = fresh.Settings with { Funnel = session.Pipeline.Settings.Funnel, Stores = session.Pipeline.Settings.Stores };
        fresh.Clock.Now = session.Pipeline.Clock.Now;
        foreach (var table in new[] { "stores", "products", "product_prices" })
            foreach (var row in await session.Pipeline.Database.RowsAsync($"SELECT to_jsonb(t)::text FROM {table} t"))
                await fresh.Database.ExecuteAsync(
                    $"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, "
                        + $"'{row.Replace("'", "''", StringComparison.Ordinal)}')");
        var run = await fresh.RunAsync();
        if (run.Outcome != RunOutcome.Succeeded)
            throw new ModelMismatchException($"The fresh database's run failed: {run.Error}");

        // What was rejected once and is good again is history that a fresh database cannot have; so is what an operator discarded.
        await session.Pipeline.Database.ExecuteAsync("DELETE FROM quarantine WHERE status <> 'open'");
        WarehouseComparison.Same(
            "A fresh database after one run", (await fresh.Database.ChecksumAsync(ChecksumScope.AcrossDatabases)).Split('\n'),
            (await session.Pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases)).Split('\n'));
    }
}
