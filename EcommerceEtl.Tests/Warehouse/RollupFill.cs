using EcommerceEtl.Data;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>The sums and first orders for carts that a test wrote by hand: only a load keeps them.</summary>
internal static class RollupFill
{
    /// <summary>Adds up all carts, lines and orders.</summary>
    public static async Task FillRollupsAsync(this TestDatabase database) =>
        await database.ExecuteAsync(EmbeddedSql.Read(typeof(RollupFill).Assembly, "rebuild-sums.sql"));
}
