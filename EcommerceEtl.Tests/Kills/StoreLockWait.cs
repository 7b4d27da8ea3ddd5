namespace EcommerceEtl.Tests.Kills;

/// <summary>A killed worker's backend ends a moment later; a COMMIT that was on its way may still happen. Whoever gets the store's lock
/// sees what came of it.</summary>
internal static class StoreLockWait
{
    public static async Task UntilFreeAsync(TestDatabase database, string store)
    {
        await using var connection = await database.OpenAsync();
        await connection.RowsAsync($"SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store {store}', 0))::text");
        await connection.RowsAsync($"SELECT pg_advisory_unlock(hashtextextended('ecommerce-etl store {store}', 0))");
    }
}
