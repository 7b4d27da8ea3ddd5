namespace EcommerceEtl.Sandbox.Shop;

/// <summary>The shop's time in whole seconds since its opening; negative before it.</summary>
internal sealed class ShopClock(DateTimeOffset epoch, TimeProvider time)
{
    /// <summary>Length of the history that exists when the shop opens.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(90);

    /// <summary>The current second, rounded down: what happens at second n is seen from second n on.</summary>
    public long Tick => (long)Math.Floor((time.GetUtcNow() - epoch).TotalSeconds);
}
