namespace EcommerceEtl.Tests.Warehouse;

/// <summary>What the schema went through: a new migration is added here and nowhere else in the tests.</summary>
internal static class SchemaHistory
{
    /// <summary>Every migration in its order, without the time in its name.</summary>
    public static readonly string[] Migrations =
    [
        "Initial", "Views", "FunnelFunctions", "Rollups", "Buyers", "LedgerIndexes", "StoreAddresses", "ErasureAndRetention",
        "StoreGaps",
        "DataDictionary",
        "BoardRights", "DriftComments", "IdCollisions", "WholeMonths", "Orders", "LoadedChunks", "OrderCities", "SourceProgress",
        "FillTrigger", "BoardIndexes", "OwnersBoard", "WholeDays", "DeferredIndexes", "FasterBoards", "OrderSaleCities",
    ];

    /// <summary>The migrations that follow the one of that name.</summary>
    public static string[] After(string migration) => Migrations[(Array.IndexOf(Migrations, migration) + 1)..];
}
