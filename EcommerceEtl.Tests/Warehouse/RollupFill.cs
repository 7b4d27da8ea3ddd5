using EcommerceEtl.Data;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>The sums of days and months for carts that a test wrote by hand: only a load keeps them.</summary>
internal static class RollupFill
{
    /// <summary>Adds up all carts and lines by the SQL that the migration runs on a warehouse that holds some.</summary>
    public static async Task FillRollupsAsync(this TestDatabase database)
    {
        await database.ExecuteAsync("DELETE FROM daily_sessions; DELETE FROM monthly_products");
        foreach (var table in new[] { "daily_sessions", "monthly_products" })
            await database.ExecuteAsync(EmbeddedSql.Read(typeof(Migrations.Rollups).Assembly, $"Frozen/Rollups/fill_{table}.sql"));
    }
}
