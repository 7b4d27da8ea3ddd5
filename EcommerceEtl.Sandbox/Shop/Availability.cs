namespace EcommerceEtl.Sandbox.Shop;

/// <summary>Which products are on sale at which second. All founding ones until the opening; after it one more is added every 20 minutes
/// until there are no more, and each hour one is withdrawn for 90 minutes.</summary>
internal sealed class Availability(long seed)
{
    private const int SecondsPerWithdrawal = 3_600;
    private const int WithdrawnFor = 5_400;
    private const int SecondsPerAddition = 1_200;

    /// <summary>Whether the product with this id (1-based) is offered at <paramref name="tick"/> seconds after the opening.</summary>
    public bool IsOnSale(int id, long tick)
    {
        if (id > Assortment.Founding)
            return tick >= (long)(id - Assortment.Founding) * SecondsPerAddition;
        if (tick < 0)
            return true;
        var hour = tick / SecondsPerWithdrawal;
        return !IsWithdrawn(id, hour, tick) && !IsWithdrawn(id, hour - 1, tick) && !IsWithdrawn(id, hour - 2, tick);
    }

    private bool IsWithdrawn(int id, long hour, long tick)
    {
        if (hour < 0 || 1 + Draw.Below(Assortment.Founding, seed, DrawTopic.Withdrawal, hour) != id)
            return false;
        // Somewhere in the first half of its hour, so that two withdrawals of one product never touch.
        var from = (hour * SecondsPerWithdrawal) + Draw.Below(SecondsPerWithdrawal / 2, seed, DrawTopic.Withdrawal, hour, 1);
        return tick >= from && tick < from + WithdrawnFor;
    }
}
