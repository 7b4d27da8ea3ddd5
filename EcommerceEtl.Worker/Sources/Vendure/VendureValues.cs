namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Values as Vendure writes them.</summary>
internal static class VendureValues
{
    /// <summary>Most decimals that amounts of a shop can have.</summary>
    private const int MostDecimals = 6;

    /// <summary>How many decimals the shop's amounts have, which it writes without a point.</summary>
    public static decimal UnitOf(JsonFields fields)
    {
        var decimals = fields.Need<int>("precision", JsonNumbers.ReadCount);
        if (decimals > MostDecimals)
            fields.Refuse("precision", RejectionReason.OutOfRange);
        return (decimal)Math.Pow(10, Math.Min(decimals, MostDecimals));
    }

    /// <summary>An amount in the currency's own units.</summary>
    /// <param name="unit">How many of the shop's small units make one of the currency's.</param>
    public static decimal Amount(this JsonFields fields, string name, decimal unit) =>
        fields.Amount(name) / unit;
}
